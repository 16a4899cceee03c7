import { createReadStream, existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { z } from 'zod'
import { DoutuError } from '../errors.ts'
import { type ParsedLine, parseJsonLine } from '../schemas/context.ts'

/**
 * Reads a JSONL file, or standard input for `-`, line by line; a malformed line becomes an error that names it.
 * @throws DoutuError `not-found` when there is no such file
 */
export async function* readJsonLines<T>(path: string, schema: z.ZodType<T>): AsyncGenerator<ParsedLine<T>> {
  if (path !== '-' && !existsSync(path))
    throw new DoutuError('not-found', `There is no file ${path}.`, 'Name a JSONL file, or - for standard input.')
  const input = path === '-' ? process.stdin : createReadStream(path)
  let line = 0
  for await (const raw of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1
    const text = raw.replace(/^\ufeff/, '').trim()
    if (text) yield parseJsonLine(text, line, schema)
  }
}
