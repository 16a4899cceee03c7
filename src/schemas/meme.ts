import { z } from 'zod'

/** The four facets of MemeCMD (arXiv 2507.00891) that are single texts; `examples` is the fifth. */
export const FACETS = ['scenario', 'unsuitable', 'emotion', 'motivation'] as const
export type Facet = (typeof FACETS)[number]

/** The facets that a query may carry a hint for, and that the vector index holds a block for. */
export const QUERY_FACETS = ['scenario', 'emotion', 'motivation', 'examples'] as const
export type QueryFacet = (typeof QUERY_FACETS)[number]

/** How many example lines every meme has: equal for all, so that no meme has more chances than another. */
export const EXAMPLE_COUNT = 8

export const ratingSchema = z.enum(['safe', 'sensitive', 'blocked'])
export type Rating = z.infer<typeof ratingSchema>

export const stateSchema = z.enum(['draft', 'review', 'approved', 'blocked', 'deleted'])
export type MemeState = z.infer<typeof stateSchema>

/** `global`, or `guild:` and the id of the one guild that may see the meme. */
export const scopeSchema = z.string().regex(/^(global|guild:[\w-]{1,64})$/)

/** What a meme means, in Chinese; see the design's table of facets. */
export const annotationSchema = z.object({
  scenario: z.string().min(1).describe('适用场景: where it fits'),
  unsuitable: z.string().min(1).describe('不适用场景: where it would hurt or confuse'),
  emotion: z.string().min(1).describe('隐含情绪: the feeling it carries'),
  motivation: z.string().min(1).describe('心理动机: why a person sends it'),
  examples: z.array(z.string().min(1)).length(EXAMPLE_COUNT).describe('例句: what people say right before it'),
})
export type Annotation = z.infer<typeof annotationSchema>

/** Who wrote an annotation: nobody yet (a draft from the words and the encoder's estimates), a vision model, or a person. */
export const originSchema = z.enum(['draft', 'model', 'hand'])
export type Origin = z.infer<typeof originSchema>

/** One meme at rest. `id` is the SHA-256 of the file's bytes, in hexadecimal. */
export const memeSchema = z.object({
  id: z.string().regex(/^[0-9a-f]{64}$/),
  file: z.string().min(1).describe('path of the image inside its library'),
  mime: z.enum(['image/png', 'image/jpeg', 'image/gif', 'image/webp']),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  frames: z.number().int().positive(),
  perceptualHash: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .describe('64 bits, hexadecimal'),
  caption: z.string().describe('the words in the picture'),
  tags: z.array(z.string().min(1).max(40)).max(24).optional().describe('short words to find it by'),
  rating: ratingSchema,
  source: z.string(),
  licence: z.string(),
  scope: scopeSchema,
  annotation: annotationSchema,
})
export type Meme = z.infer<typeof memeSchema>

/** A meme as the running program holds it: with the library that its file belongs to, and its review state. */
export interface StoredMeme extends Meme {
  /** Readable name, unique in its library; labels refer to memes by it. */
  readonly slug: string
  /** Which library the file is in: `starter`, or `user` for files under the data folder. */
  readonly library: string
  readonly state: MemeState
  /** Who wrote the annotation; a person, unless it says otherwise. */
  readonly origin?: Origin
}
