import * as z from 'zod'
import { annotationSchema, memeSchema, originSchema, ratingSchema, stateSchema } from '../../../src/schemas/meme.ts'
import { endpoint } from '../endpoint.ts'

/** Memes that one page of the gallery has at most. */
export const PAGE_SIZE = 200
/** Memes that one action may be about; the page does more in several steps, so that it can show how far it is. */
export const ACTION_SIZE = 200
const TEXT_LENGTH = 2000

const idSchema = memeSchema.shape.id
/** A name in a query is a text where it is given once, and a list where it is given several times. */
const listOf = <Item extends z.ZodType>(item: Item) => z.union([item.transform(one => [one]), z.array(item)]).optional()

export const SORTS = ['newest', 'oldest', 'most-sent', 'best-liked', 'caption'] as const
export const FACET_NAMES = ['scenario', 'unsuitable', 'emotion', 'motivation', 'examples'] as const
export type FacetName = (typeof FACET_NAMES)[number]

/** Which memes are asked for. Deleted ones only where their state is named. */
export const criteriaSchema = z.object({
  q: z.string().max(400).default(''),
  /** What `q` is held against: the words themselves, their meaning, or both (words first). */
  by: z.enum(['both', 'words', 'meaning']).default('both'),
  /** A facet that must contain `text`. */
  facet: z.enum(FACET_NAMES).optional(),
  text: z.string().max(400).default(''),
  state: listOf(stateSchema),
  rating: listOf(ratingSchema),
  origin: listOf(originSchema),
  motion: z.enum(['any', 'still', 'moving']).default('any'),
  tag: z.string().max(40).optional(),
  scope: z.string().max(80).optional(),
  library: z.string().max(40).optional(),
  /** Without `q`; with it, what fits best comes first. */
  sort: z.enum(SORTS).default('newest'),
})
export type Criteria = z.output<typeof criteriaSchema>
export type CriteriaInput = z.input<typeof criteriaSchema>

/** A meme in the gallery. */
export const itemSchema = z.object({
  id: z.string(),
  caption: z.string(),
  width: z.number(),
  height: z.number(),
  frames: z.number(),
  state: stateSchema,
  rating: ratingSchema,
  scope: z.string(),
  /** Probability in [0, 1] that it fits what was looked for; null without words or embeddings. */
  score: z.number().nullable(),
  /** Where the words that were looked for are; empty for what was found by meaning alone. */
  matched: z.array(z.string()),
})
export type Item = z.infer<typeof itemSchema>

export const listMemes = endpoint({
  method: 'GET',
  path: '/api/library/memes',
  input: criteriaSchema.extend({
    offset: z.coerce.number().int().min(0).max(1e7).default(0),
    limit: z.coerce.number().int().min(1).max(PAGE_SIZE).default(60),
  }),
  answer: z.object({ total: z.number(), items: z.array(itemSchema) }),
})

/** The ids of all memes that are asked for, to do something with all of them. */
export const listIds = endpoint({
  method: 'GET',
  path: '/api/library/ids',
  input: criteriaSchema,
  answer: z.object({ ids: z.array(z.string()) }),
})

const countsSchema = z.record(z.string(), z.number())

/** What there is to filter by, each with the number of memes. */
export const showOverview = endpoint({
  method: 'GET',
  path: '/api/library/overview',
  input: z.object({}),
  answer: z.object({
    total: z.number(),
    states: countsSchema,
    ratings: countsSchema,
    origins: countsSchema,
    scopes: countsSchema,
    libraries: countsSchema,
    /** The commonest tags. */
    tags: countsSchema,
    moving: z.number(),
  }),
})

const editSchema = z.object({
  id: z.number(),
  batch: z.string(),
  field: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  undoes: z.string().nullable(),
  at: z.number(),
})

/** Everything about a meme. */
export const detailSchema = itemSchema.omit({ score: true, matched: true }).extend({
  slug: z.string(),
  library: z.string(),
  mime: z.string(),
  tags: z.array(z.string()),
  source: z.string(),
  licence: z.string(),
  origin: originSchema,
  annotation: annotationSchema,
  /** The names of the files that it came from. */
  names: z.array(z.string()),
  /** Whether it has embeddings, without which it is never chosen. */
  embedded: z.boolean(),
  /** Whether its image is at hand. */
  present: z.boolean(),
  /** `last` in epoch milliseconds; null where it was never sent. */
  usage: z.object({ sent: z.number(), channels: z.number(), last: z.number().nullable() }),
  /** How often people gave each reaction. */
  feedback: z.object({ up: z.number(), down: z.number(), another: z.number(), deleted: z.number() }),
  /** The memes that mean nearly the same, by the cosine of what they mean. */
  neighbours: z.array(z.object({ item: itemSchema, similarity: z.number() })),
  /** Its last changes, newest first. */
  edits: z.array(editSchema),
})
export type Detail = z.infer<typeof detailSchema>
export type EditEntry = z.infer<typeof editSchema>

export const showMeme = endpoint({
  method: 'GET',
  path: '/api/library/memes/:id',
  input: z.object({ id: idSchema }),
  answer: detailSchema,
})

const words = (schema: z.ZodType<string, string>) => z.string().trim().max(TEXT_LENGTH).pipe(schema)

/** What a person may change of a meme; held against the schema of memes, with white space around texts taken off. */
export const changeSchema = z
  .object({
    caption: words(memeSchema.shape.caption),
    tags: z.array(z.string().trim().min(1).max(40)).max(24),
    rating: ratingSchema,
    state: stateSchema,
    scope: memeSchema.shape.scope,
    source: words(memeSchema.shape.source),
    licence: words(memeSchema.shape.licence),
    scenario: words(annotationSchema.shape.scenario),
    unsuitable: words(annotationSchema.shape.unsuitable),
    emotion: words(annotationSchema.shape.emotion),
    motivation: words(annotationSchema.shape.motivation),
    examples: z.array(words(annotationSchema.shape.examples.element)).pipe(annotationSchema.shape.examples),
  })
  .partial()
export type MemeChanges = z.infer<typeof changeSchema>

/** Why a meme was not approved; see `library/safety/approve.ts`. */
const heldSchema = z.object({
  id: z.string(),
  caption: z.string(),
  code: z.enum(['put-away', 'unreadable', 'indecent']),
})
export type HeldMeme = z.infer<typeof heldSchema>

/** What was done; `batch` is its name, by which it can be taken back. */
export const doneSchema = z.object({ batch: z.string(), changed: z.array(z.string()), held: z.array(heldSchema) })
export type Done = z.infer<typeof doneSchema>

/** Changes a meme; the next message is decided on with what it says now. */
export const changeMeme = endpoint({
  method: 'PATCH',
  path: '/api/library/memes/:id',
  input: changeSchema.extend({ id: idSchema }).strict(),
  answer: doneSchema.extend({ meme: detailSchema }),
})

export const ACTION_NAMES = ['approve', 'block', 'delete', 'restore'] as const
export type ActionName = (typeof ACTION_NAMES)[number]

/** Does something with many memes. Several requests that carry one `batch` are taken back together. */
export const actOnMemes = endpoint({
  method: 'POST',
  path: '/api/library/actions',
  input: z.object({
    action: z.enum(ACTION_NAMES),
    ids: z.array(idSchema).min(1).max(ACTION_SIZE),
    batch: z.uuid().optional(),
  }),
  answer: doneSchema,
})

/** Takes back what was done at once; `stale` are memes that were changed again since, and stay. */
export const undoChange = endpoint({
  method: 'POST',
  path: '/api/library/undo',
  input: z.object({ batch: z.string().min(1).max(64) }),
  answer: doneSchema.extend({ stale: z.array(z.string()) }),
})

/** Address of a meme's small still picture. */
export const thumbnailOf = (id: string) => `/library/thumbnails/${id}`
/** Address of a meme's image, whatever its state. */
export const imageOf = (id: string) => `/library/images/${id}`
