import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { DoutuError } from '../src/errors.ts'
import { parseJsonLines } from '../src/schemas/context.ts'

/** Groups of intents, in the order in which the map shows them. */
export const INTENT_GROUPS = [
  'greeting',
  'manners',
  'requests',
  'talk',
  'warmth',
  'feelings',
  'idling',
  'work',
  'study',
  'money',
  'food',
  'life',
  'family',
  'love',
  'festivals',
  'bot',
] as const

/** One thing that people want to say in a group chat, of the closed inventory that the library is held against. */
export const intentSchema = z.object({
  id: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
  zh: z.string().min(1),
  en: z.string().min(1),
  group: z.enum(INTENT_GROUPS),
})
export type Intent = z.infer<typeof intentSchema>

/**
 * Reads a library's inventory of intents.
 * @throws DoutuError `library-broken` naming the line that is wrong
 */
export function readIntents(folder: string): Intent[] {
  const path = join(folder, 'intents.jsonl')
  return [...parseJsonLines(readFileSync(path, 'utf8').split('\n'), intentSchema)].map(parsed => {
    if ('error' in parsed)
      throw new DoutuError('library-broken', `${path}: ${parsed.error.message}`, 'Mend that line.', parsed.error)
    return parsed.value
  })
}
