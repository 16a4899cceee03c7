import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DoutuError } from '../errors.ts'
import { HEADS_FILE } from './heads.ts'

const BUILTIN_FOLDER = fileURLToPath(new URL('../../encoder/model', import.meta.url))

/** Where a model comes from: a folder on disk, or a hub. */
export interface EncoderSource {
  readonly id: string
  readonly folder?: string
  readonly hubName?: string
}

/** Decides what EMBEDDING_MODEL means: `builtin`, a folder that exists, or else a hub name. */
export function locateEncoder(name: string): EncoderSource {
  if (name === 'builtin') return { id: 'builtin', folder: BUILTIN_FOLDER }
  const looksLikePath = /^[./~]|^[A-Za-z]:[\\/]/.test(name)
  if (looksLikePath || (existsSync(name) && statSync(name).isDirectory())) {
    const folder = resolve(name)
    return { id: `local:${basename(folder)}`, folder }
  }
  return { id: name, hubName: name }
}

/** @throws DoutuError `model-missing` for a folder without what a tokenizer needs */
export function checkFolder(folder: string): void {
  const missing = ['config.json', 'tokenizer.json', 'tokenizer_config.json'].filter(
    file => !existsSync(join(folder, file)),
  )
  if (missing.length === 0) return
  throw new DoutuError(
    'model-missing',
    `The encoder's folder ${folder} lacks ${missing.join(', ')}.`,
    'Set EMBEDDING_MODEL to builtin, a hub name, or a folder with a transformers.js model.',
  )
}

/** First 16 hexadecimal digits of a SHA-256 over the files that decide what a local model answers. */
export function digestFolder(folder: string): string {
  const hash = createHash('sha256')
  for (const file of [
    'config.json',
    'tokenizer.json',
    'tokenizer_config.json',
    'onnx/model.onnx',
    'onnx/model_quantized.onnx',
    HEADS_FILE,
  ]) {
    const path = join(folder, file)
    if (existsSync(path)) hash.update(file).update(readFileSync(path))
  }
  return hash.digest('hex').slice(0, 16)
}
