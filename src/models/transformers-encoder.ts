import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FeatureExtractionPipeline, ProgressInfo } from '@huggingface/transformers'
import type { Config } from '../config/load.ts'
import { DoutuError, messageOf } from '../errors.ts'
import { normalizeText } from '../text/normalize.ts'
import { type Encoder, type TextRole, unit } from './encoder.ts'
import { HEADS_FILE, loadHeads } from './heads.ts'

const BUILTIN_FOLDER = fileURLToPath(new URL('../../encoder/model', import.meta.url))
const BATCH = 32

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

/** Query and passage prefixes and pooling that a family of models was trained with. */
function conventions(id: string): { query: string; passage: string; pooling: 'mean' | 'cls' } {
  if (/\be5\b|-e5-|\/e5-/i.test(id)) return { query: 'query: ', passage: 'passage: ', pooling: 'mean' }
  if (/bge-.*-zh/i.test(id)) return { query: '为这个句子生成表示以用于检索相关文章：', passage: '', pooling: 'cls' }
  if (/bge-|gte-/i.test(id)) return { query: '', passage: '', pooling: 'cls' }
  return { query: '', passage: '', pooling: 'mean' }
}

/**
 * Loads the encoder that the settings name, through @huggingface/transformers alone.
 * @param onProgress called with a download's file and percentage
 * @throws DoutuError `model-missing` (no such folder, or the hub cannot be reached) or `model-broken`
 */
export async function loadEncoder(
  config: Pick<
    Config,
    'EMBEDDING_MODEL' | 'EMBEDDING_REVISION' | 'EMBEDDING_DTYPE' | 'HF_ENDPOINT' | 'modelCacheFolder'
  >,
  onProgress: (file: string, percent: number) => void = () => {},
): Promise<Encoder> {
  const source = locateEncoder(config.EMBEDDING_MODEL)
  const revision = source.folder ? digestFolder(source.folder) : config.EMBEDDING_REVISION
  const extract = await openPipeline(source, config, onProgress)
  const { query, passage, pooling } = conventions(source.id)

  const run = async (texts: readonly string[]): Promise<Float32Array[]> => {
    const output = await extract([...texts], { pooling, normalize: true })
    const [rows = 0, dimension = 0] = output.dims
    const data = output.data as Float32Array
    return Array.from({ length: rows }, (_, row) => unit(data.slice(row * dimension, (row + 1) * dimension)))
  }
  const dimension = (await runOrExplain(run, source))[0]!.length

  return {
    id: source.id,
    revision,
    dimension,
    heads: source.folder ? loadHeads(source.folder) : undefined,
    async encode(texts, role: TextRole) {
      const prefix = role === 'query' ? query : passage
      const vectors: Float32Array[] = []
      for (let start = 0; start < texts.length; start += BATCH) {
        const batch = texts.slice(start, start + BATCH).map(normalizeText)
        // An empty text would be pooled over nothing and give NaN; it has no direction, so it is the zero vector.
        const encoded = await run(batch.map(text => prefix + (text || '空')))
        vectors.push(...batch.map((text, row) => (text ? encoded[row]! : new Float32Array(dimension))))
      }
      return vectors
    },
    dispose: () => extract.dispose() as Promise<void>,
  }
}

async function runOrExplain(run: (texts: string[]) => Promise<Float32Array[]>, source: EncoderSource) {
  try {
    return await run(['你好'])
  } catch (error) {
    throw brokenModel(source, error)
  }
}

async function openPipeline(
  source: EncoderSource,
  config: Pick<Config, 'EMBEDDING_REVISION' | 'EMBEDDING_DTYPE' | 'HF_ENDPOINT' | 'modelCacheFolder'>,
  onProgress: (file: string, percent: number) => void,
): Promise<FeatureExtractionPipeline> {
  if (source.folder) checkFolder(source.folder)
  const { env, pipeline } = await import('@huggingface/transformers')
  env.allowRemoteModels = source.hubName !== undefined
  env.allowLocalModels = source.folder !== undefined
  env.cacheDir = config.modelCacheFolder
  env.remoteHost = config.HF_ENDPOINT.replace(/\/?$/, '/')
  if (source.folder) env.localModelPath = dirname(source.folder)
  const dtype =
    config.EMBEDDING_DTYPE === 'auto' ? (source.folder ? localDtype(source.folder) : 'q8') : config.EMBEDDING_DTYPE
  try {
    return await pipeline('feature-extraction', source.hubName ?? basename(source.folder!), {
      dtype,
      revision: source.hubName ? config.EMBEDDING_REVISION : 'main',
      progress_callback: (info: ProgressInfo) => {
        if (info.status === 'progress') onProgress(info.file, info.progress)
      },
      // One thread: a short sentence takes well under a millisecond, and more threads only contend.
      session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 },
    })
  } catch (error) {
    if (source.folder) throw brokenModel(source, error)
    throw new DoutuError(
      'model-missing',
      `The model ${source.id} could not be fetched from ${config.HF_ENDPOINT} (${messageOf(error)}).`,
      'Check the name and the connection, set HF_ENDPOINT to a mirror, or use EMBEDDING_MODEL=builtin, which needs no download.',
      error,
    )
  }
}

const localDtype = (folder: string) => (existsSync(join(folder, 'onnx/model.onnx')) ? 'fp32' : 'q8')

function checkFolder(folder: string): void {
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

function brokenModel(source: EncoderSource, error: unknown): DoutuError {
  return new DoutuError(
    'model-broken',
    `The encoder ${source.id} could not be loaded (${messageOf(error)}).`,
    'Restore its files (for the built-in one: git checkout encoder/model), or set another EMBEDDING_MODEL.',
    error,
  )
}

/** First 16 hexadecimal digits of a SHA-256 over the files that decide what a local model answers. */
function digestFolder(folder: string): string {
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
