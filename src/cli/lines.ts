import { createReadStream, statSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { z } from 'zod'
import { DoutuError } from '../errors.ts'
import { type ParsedLine, parseJsonLine } from '../schemas/context.ts'

/**
 * Reads a JSONL file, or standard input for `-`, line by line; a malformed line becomes an error that names it.
 * @throws DoutuError `not-found` when there is no such file, or it is a folder
 */
export async function* readJsonLines<T>(path: string, schema: z.ZodType<T>): AsyncGenerator<ParsedLine<T>> {
  const stats = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false })
  if (path !== '-' && (!stats || stats.isDirectory()))
    throw new DoutuError(
      'not-found',
      stats ? `${path} is a folder.` : `There is no file ${path}.`,
      'Name a JSONL file, or - for standard input.',
    )
  const input = path === '-' ? process.stdin : createReadStream(path)
  let line = 0
  for await (const raw of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1
    const text = raw.replace(/^\ufeff/, '').trim()
    if (text) yield parseJsonLine(text, line, schema)
  }
}
