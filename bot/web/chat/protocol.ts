import * as z from 'zod'
import { HOLD_REASONS } from '../../../src/schemas/decision.ts'
import { endpoint } from '../endpoint.ts'

/** Longest message that the page takes, in characters; longer ones are refused with a sentence. */
export const MAXIMUM_MESSAGE = 4000

export const localeSchema = z.enum(['zh', 'en'])

/** A meme as the page shows it. */
export const pageMemeSchema = z.object({
  id: z.string(),
  caption: z.string(),
  url: z.string().startsWith('/memes/'),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
})
export type PageMeme = z.infer<typeof pageMemeSchema>

/** A decision that was made for a look only, with nothing stored: what was decided, why, and with which meme. */
export const triedDecisionSchema = z.object({
  kind: z.enum(['send', 'hold']),
  reason: z.enum(['fits', ...HOLD_REASONS]),
  evidence: z.string().optional(),
  score: z.number(),
  threshold: z.number(),
  meme: pageMemeSchema.nullable(),
})

/** The raw parts of a score, and what each counted: see `ScoreParts` and `Weights` in `src/`. */
export const pagePartsSchema = z.record(z.string(), z.number())

/** One candidate in an explanation; `score` is a probability in [0, 1]. */
export const pageCandidateSchema = z.object({ meme: pageMemeSchema, score: z.number(), parts: pagePartsSchema })
export type PageCandidate = z.infer<typeof pageCandidateSchema>

/** A decision as the page shows it: what, and all that explains it. It carries codes, not words: the page has the words. */
export const pageDecisionSchema = z.object({
  id: z.uuid(),
  /** Epoch milliseconds. */
  at: z.number(),
  /** Ids that the page gave to the lines it answers, oldest first. */
  messages: z.array(z.string()),
  kind: z.enum(['send', 'hold']),
  reason: z.enum(['fits', ...HOLD_REASONS]),
  evidence: z.string().optional(),
  score: z.number(),
  threshold: z.number(),
  thresholdParts: z.object({ floor: z.number(), quantile: z.number(), level: z.number(), refractory: z.number() }),
  meme: pageMemeSchema.nullable(),
  memeScore: z.number().nullable(),
  candidates: z.array(pageCandidateSchema),
  /** What each part counted for in the weighted sum. */
  weights: z.record(z.string(), z.number()),
  /** Seed of this message's randomness, so that the conversation can be run again. */
  draw: z.number().int(),
})
export type PageDecision = z.infer<typeof pageDecisionSchema>

/** A line as the server heard it: the page that sent it learns its time, and other pages of the conversation learn of it. */
export const heardLineSchema = z.object({ id: z.string(), text: z.string(), at: z.number() })

/** Everything that the server tells the page, one event each. */
export const pageEventSchema = z.discriminatedUnion('type', [
  /** First on every connection: whether the server has this conversation in memory (after a restart it has not), and how many messages its threshold knows. */
  z.object({ type: z.literal('hello'), remembers: z.boolean(), messages: z.number().int() }),
  z.object({ type: z.literal('heard'), line: heardLineSchema }),
  z.object({ type: z.literal('decision'), decision: pageDecisionSchema }),
  /** Words are being written; there are none without this, and there may be none between start and end. */
  z.object({ type: z.literal('words-start'), decision: z.uuid() }),
  z.object({ type: z.literal('words-piece'), decision: z.uuid(), text: z.string() }),
  z.object({ type: z.literal('words-end'), decision: z.uuid() }),
  z.object({ type: z.literal('problem'), code: z.string() }),
  /** The conversation was begun anew. */
  z.object({ type: z.literal('restarted') }),
])
export type PageEvent = z.infer<typeof pageEventSchema>

/** A line that a person typed. Its length is looked at apart, for its own sentence. */
export const sendMessage = endpoint({
  method: 'POST',
  path: '/api/messages',
  input: z.object({ text: z.string(), id: z.string().min(1).max(64).optional(), locale: localeSchema.default('zh') }),
  answer: z.object({ heard: z.literal(true) }),
})

/** The page says that a decided meme is on the screen. */
export const acknowledgeDelivery = endpoint({
  method: 'POST',
  path: '/api/deliveries',
  input: z.object({ decision: z.uuid() }),
  answer: z.object({ delivered: z.boolean() }),
})

/** A person's reaction to a meme; 换一张 is answered with the meme that takes its place, or null. */
export const reactToMeme = endpoint({
  method: 'POST',
  path: '/api/reactions',
  input: z.object({ decision: z.uuid(), reaction: z.enum(['up', 'down', 'another']) }),
  answer: z.object({ taken: z.boolean(), meme: pageMemeSchema.nullable().optional() }),
})

/** Begins the conversation anew: everything about it is forgotten, its threshold included. */
export const restartConversation = endpoint({
  method: 'POST',
  path: '/api/conversation/restart',
  input: z.object({}),
  answer: z.object({ restarted: z.literal(true) }),
})

/** Turns that the server takes back into its memory. */
const RECALLED_TURNS = 12

/** Tells a server that was started again what was said last, oldest first; nothing is decided on it. */
export const recallConversation = endpoint({
  method: 'POST',
  path: '/api/conversation/recall',
  input: z.object({
    turns: z
      .array(z.object({ text: z.string().max(2 * MAXIMUM_MESSAGE), own: z.boolean(), at: z.number() }))
      .max(RECALLED_TURNS),
  }),
  answer: z.object({ recalled: z.boolean() }),
})
