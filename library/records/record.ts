import { z } from 'zod'
import {
  EXAMPLE_COUNT,
  originSchema,
  ratingSchema,
  type StoredMeme,
  scopeSchema,
  stateSchema,
} from '../../src/schemas/meme.ts'
import { cleanText } from '../../src/text/normalize.ts'

/** A tag as it is kept: no line breaks, no invisible characters. */
const tagSchema = z.string().transform(cleanText).pipe(z.string().min(1).max(40))

const facetSchema = z.string().max(2000).regex(/\S/, 'must not be blank')

/**
 * A meme as `library export` writes it and `library import --annotations` reads it; part of the stable contract. Everything but the
 * id may be left out, and then stays as it is.
 */
export const recordSchema = z
  .object({
    id: z.string().trim().min(6).describe('content hash, or its first characters, or the slug'),
    slug: z.string(),
    library: z.string(),
    file: z.string(),
    caption: z.string().max(2000),
    tags: z.array(tagSchema).max(24),
    rating: ratingSchema,
    state: stateSchema,
    scope: scopeSchema,
    source: z.string().max(2000),
    licence: z.string().max(2000),
    origin: originSchema,
    scenario: facetSchema,
    unsuitable: facetSchema,
    emotion: facetSchema,
    motivation: facetSchema,
    examples: z
      .array(z.string())
      .refine(
        lines => lines.length === EXAMPLE_COUNT && lines.every(line => line.trim()),
        `all ${EXAMPLE_COUNT} are needed, none of them blank`,
      ),
  })
  .partial()
  .required({ id: true })
export type MemeRecord = z.infer<typeof recordSchema>
/** A record with nothing left out. */
export type FullRecord = { [Field in keyof MemeRecord]-?: NonNullable<MemeRecord[Field]> }

/** The columns of a table, in order; `tags` is one column, `examples` are eight. */
export const RECORD_FIELDS = Object.keys(recordSchema.shape) as Array<keyof MemeRecord>

/** A meme as a record. */
export function toRecord(meme: StoredMeme): FullRecord {
  const { id, slug, library, file, caption, tags = [], rating, state, scope, source, licence, origin = 'hand' } = meme
  return { id, slug, library, file, caption, tags, rating, state, scope, source, licence, origin, ...meme.annotation }
}
