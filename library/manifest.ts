import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { DoutuError } from '../src/errors.ts'
import { parseJsonLines } from '../src/schemas/context.ts'
import { memeSchema } from '../src/schemas/meme.ts'

/** Folder of the memes that ship with doutu. */
export const STARTER_FOLDER = fileURLToPath(new URL('./starter', import.meta.url))

/** How the renderer draws a starter meme. */
export const drawingSchema = z.object({
  composition: z.string(),
  art: z.array(z.string()),
  lines: z.array(z.string()),
  palette: z.string(),
  motion: z.string(),
  mood: z.string(),
  style: z.string().optional(),
  face: z.string().optional(),
})

/** How a meme says what it says. */
export const TEMPERS = ['warm', 'dry', 'silly', 'proud'] as const

/** A line of the starter manifest: a meme, its readable name, the intents it answers and how it is drawn. */
export const manifestEntrySchema = memeSchema.extend({
  slug: z.string().regex(/^[a-z0-9-]{1,64}$/),
  /** Of the inventory in `intents.jsonl`; the first is what the meme is mainly for. */
  intents: z.array(z.string()).min(1),
  temper: z.enum(TEMPERS),
  drawing: drawingSchema,
})
export type ManifestEntry = z.infer<typeof manifestEntrySchema>

/** The JSON Schema of a line of the manifest, as the text of a file. */
export function manifestJsonSchema(): string {
  const schema = z.toJSONSchema(manifestEntrySchema, { io: 'input' })
  return `${JSON.stringify({ title: 'A line of a doutu library manifest', ...schema }, null, 2)}\n`
}

/**
 * Reads a library's manifest.
 * @throws DoutuError `library-broken` when it is missing, or a line of it is wrong (naming the line)
 */
export function readManifest(folder: string): ManifestEntry[] {
  const path = join(folder, 'manifest.jsonl')
  if (!existsSync(path))
    throw new DoutuError(
      'library-broken',
      `The library's manifest ${path} is missing.`,
      'Restore it with: git checkout library/starter',
    )
  const entries: ManifestEntry[] = []
  for (const parsed of parseJsonLines(readFileSync(path, 'utf8').split('\n'), manifestEntrySchema)) {
    if ('error' in parsed)
      throw new DoutuError('library-broken', `${path}: ${parsed.error.message}`, 'Mend that line.', parsed.error)
    entries.push(parsed.value)
  }
  return entries
}
