import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { DoutuError } from '../../src/errors.ts'
import { annotationSchema } from '../../src/schemas/meme.ts'
import { TEMPERS } from '../manifest.ts'
import { FACES } from './fonts.ts'
import { limits } from './limits.ts'
import { MOODS } from './moods.ts'
import { COMPOSITIONS, MOTIONS, PALETTES, STYLES } from './types.ts'

/** What a drawing must say to be drawn. */
export const drawingSchema = z
  .object({
    composition: z.enum(COMPOSITIONS),
    art: z.array(z.string()),
    lines: z.array(z.string().min(1)),
    palette: z.enum(PALETTES),
    motion: z.enum(MOTIONS),
    mood: z.enum(MOODS),
    style: z.enum(STYLES).optional(),
    face: z.enum(FACES).optional(),
  })
  .superRefine((drawing, context) => {
    for (const part of ['lines', 'art'] as const) {
      const [least, most] = limits[drawing.composition][part]
      const { length } = drawing[part]
      if (length < least || length > most)
        context.addIssue({
          code: 'custom',
          path: [part],
          message: `${drawing.composition} has room for ${least === most ? least : `${least} to ${most}`}, not ${length}`,
        })
    }
    if (drawing.motion === 'type' && drawing.composition !== 'chat')
      context.addIssue({ code: 'custom', path: ['motion'], message: 'only a chat can type' })
  })

/** One line of a library's manifest as the renderer needs it: what it draws, and what it passes on untouched. */
export const sourceSchema = z.object({
  slug: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  caption: z.string().min(1),
  drawing: drawingSchema,
  intents: z.array(z.string()).min(1),
  temper: z.enum(TEMPERS),
  annotation: annotationSchema,
})
export type Source = z.infer<typeof sourceSchema>

/** A line as it is, beside what the renderer reads in it. */
export interface ManifestLine {
  readonly source: Source
  readonly line: Record<string, unknown>
}

/**
 * Reads the manifest's lines.
 * @throws DoutuError `library-broken` naming the first line that is wrong, and what is wrong with it
 */
export async function readManifest(file: string): Promise<ManifestLine[]> {
  const lines = (await readFile(file, 'utf8')).replace(/^\ufeff/, '').split('\n')
  return lines.flatMap((text, index) => (text.trim() === '' ? [] : [parseLine(text, `${file}, line ${index + 1}`)]))
}

function parseLine(text: string, where: string): ManifestLine {
  let line: unknown
  try {
    line = JSON.parse(text)
  } catch (error) {
    throw new DoutuError('library-broken', `${where}: this is not JSON.`, 'Mend that line.', error)
  }
  const parsed = sourceSchema.safeParse(line)
  if (!parsed.success)
    throw new DoutuError(
      'library-broken',
      `${where}: ${z.prettifyError(parsed.error)}`,
      'Mend that line.',
      parsed.error,
    )
  return { source: parsed.data, line: line as Record<string, unknown> }
}
