import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { DoutuError, messageOf } from '../../src/errors.ts'
import { type Dialogue, dialogueSchema } from '../record.ts'
import { fromMod } from './mod.ts'
import { fromOpenAi, openAiSchema } from './openai.ts'
import { readParquet } from './parquet.ts'
import { fromShareGpt, shareGptSchema } from './sharegpt.ts'
import { wholeText } from './whole-text.ts'

/** Reads a data set in any of the formats that doutu writes; a folder is a hub or MOD folder. @throws DoutuError */
export async function readDialogues(path: string): Promise<Dialogue[]> {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) throw new DoutuError('not-found', `There is no ${path}.`, 'Name a data set, such as dialogues.jsonl.')
  const dialogues = stats.isDirectory() ? await readFolder(path) : await readFile(path)
  if (dialogues.length > 0) return dialogues
  throw new DoutuError('bad-input', `${path} holds no dialogues.`, 'Name another file.')
}

async function readFolder(folder: string): Promise<Dialogue[]> {
  const mod = join(folder, 'dialogues.json')
  if (existsSync(mod)) return readFile(mod)
  const parts = ['train', 'dev', 'test'].map(part => join(folder, 'data', `${part}.jsonl`)).filter(existsSync)
  const all = await Promise.all(parts.map(readFile))
  // Splits shuffle nothing: the ids give the order back.
  return all.flat().sort((a, b) => numberOf(a) - numberOf(b))
}

const numberOf = ({ id }: Dialogue) => Number(/(\d+)$/.exec(id)?.[1] ?? 0)

async function readFile(path: string): Promise<Dialogue[]> {
  try {
    const head = readFileSync(path).subarray(0, 4).toString('latin1')
    if (head === 'PAR1') return await readParquet(path)
    return readText(path)
  } catch (error) {
    if (error instanceof DoutuError) throw error
    throw new DoutuError(
      'bad-input',
      `${path} cannot be read (${firstIssue(error)}).`,
      'Give a file that doutu wrote: native JSONL, MOD, ShareGPT, OpenAI messages or Parquet.',
      error,
    )
  }
}

function readText(path: string): Dialogue[] {
  const text = wholeText(path)
  const whole = text.trimStart().startsWith('{') ? tryJson(text) : undefined
  // One object over several lines, or one whose members are lists of turns, is MOD's.
  if (whole && Object.keys(whole).every(key => key.startsWith('dialogue '))) return fromMod(whole)
  return text.split('\n').flatMap((line, index) => (line.trim() ? [readLine(line, `${path}, line ${index + 1}`)] : []))
}

function tryJson(text: string): Record<string, unknown> | undefined {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

function readLine(text: string, where: string): Dialogue {
  try {
    const value = z.record(z.string(), z.unknown()).parse(JSON.parse(text))
    if ('conversations' in value) return fromShareGpt(shareGptSchema.parse(value))
    if ('messages' in value) return fromOpenAi(openAiSchema.parse(value))
    return dialogueSchema.parse(value)
  } catch (error) {
    throw new DoutuError(
      'bad-input',
      `${where} is no dialogue (${firstIssue(error)}).`,
      'Mend or remove that line.',
      error,
    )
  }
}

function firstIssue(error: unknown): string {
  if (!(error instanceof z.ZodError)) return messageOf(error).slice(0, 200)
  const [issue] = error.issues
  return issue ? `${issue.path.join('.')}: ${issue.message}` : 'not of the expected shape'
}
