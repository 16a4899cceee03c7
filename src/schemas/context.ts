import { z } from 'zod'
import { DoutuError } from '../errors.ts'

/** One utterance of a conversation. `at` is in epoch milliseconds. */
export const turnSchema = z.object({
  speaker: z.string(),
  text: z.string(),
  at: z.number().finite().optional(),
  /** True for what this bot itself said or sent: it is context, but never counts as a human message. */
  own: z.boolean().optional(),
})
export type Turn = z.infer<typeof turnSchema>

/** A line of `match --jsonl`. */
export const matchLineSchema = z.object({
  id: z.union([z.string(), z.number()]),
  turns: z.array(z.string()).min(1, 'needs at least one turn'),
})
export type MatchLine = z.infer<typeof matchLineSchema>

/** A line of `simulate --jsonl`: one human message of a log. */
export const logLineSchema = z.object({
  channel: z.union([z.string(), z.number()]).transform(String),
  speaker: z.union([z.string(), z.number()]).transform(String),
  text: z.string(),
  at: z.number().finite(),
})
export type LogLine = z.infer<typeof logLineSchema>

// A name, not the start of a sentence, a link (`https://…`), a time (`12:30`) or a log line (`TypeError: …`).
const SPEAKER =
  /^\s*(?!\d+\s*[:：])(?!\w*(?:error|exception|warning|info|debug|trace|https?|ftp)\s*[:：])([\p{L}\p{N}_.-]{1,16})\s*[:：]\s*([\s\S]*)$/iu

/** Reads `A: 又要加班` (or `张三：…`) into a turn; a text that names no speaker belongs to `A`. */
export function parseTurn(text: string): Turn {
  const match = SPEAKER.exec(text)
  return match ? { speaker: match[1] ?? 'A', text: match[2] ?? '' } : { speaker: 'A', text }
}

/** One line of JSONL, or what is wrong with it. `line` counts from 1. */
export type ParsedLine<T> = { line: number; value: T } | { line: number; error: DoutuError }

/**
 * Parses JSONL line by line: a malformed line becomes an error that names it, and the rest is processed.
 * Blank lines and a byte-order mark are passed over.
 */
export function* parseJsonLines<T>(source: Iterable<string>, schema: z.ZodType<T>): Generator<ParsedLine<T>> {
  let line = 0
  for (const raw of source) {
    line += 1
    const text = raw.replace(/^\ufeff/, '').trim()
    if (text) yield parseJsonLine(text, line, schema)
  }
}

/** Parses one line of JSONL; `line` is its number for the error. */
export function parseJsonLine<T>(text: string, line: number, schema: z.ZodType<T>): ParsedLine<T> {
  const fail = (why: string, cause?: unknown): ParsedLine<T> => ({
    line,
    error: new DoutuError(
      'bad-line',
      `Line ${line} was skipped: ${why}.`,
      'Mend that line; the others were processed.',
      cause,
    ),
  })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return fail('it is not valid JSON', error)
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return { line, value: parsed.data }
  return fail(parsed.error.issues.map(issue => `${issue.path.join('.') || 'value'}: ${issue.message}`).join('; '))
}
