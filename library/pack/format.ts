import { z } from 'zod'
import { memeSchema, originSchema } from '../../src/schemas/meme.ts'

/** The newest format of packs that this version writes and reads. docs/library-import.md describes it. */
export const PACK_FORMAT = 1

/** Files of a pack beside its images. */
export const PACK_FILE = 'doutu-pack.json'
export const MANIFEST_FILE = 'manifest.jsonl'
export const LICENCES_FILE = 'LICENCES.txt'
export const CHECKSUMS_FILE = 'checksums.txt'

/** Most memes and bytes of a pack's own files. */
export const MOST_TEXT_BYTES = 256 * 2 ** 20

/** What a pack says first; only `format` is understood by every version. */
export const packHeadSchema = z.object({
  format: z.number().int().positive(),
  name: z.string().max(200),
  createdAt: z.string(),
  memes: z.number().int().nonnegative(),
})
export type PackHead = z.infer<typeof packHeadSchema>

/** A line of a pack's manifest: a meme at rest, without what only its own library decides (scope and state). */
export const packLineSchema = memeSchema.omit({ scope: true }).extend({
  slug: z.string().max(100),
  origin: originSchema.default('hand'),
  file: z.string().regex(/^images\/[0-9a-f]{64}\.(png|jpg|gif|webp)$/),
})
export type PackLine = z.infer<typeof packLineSchema>
