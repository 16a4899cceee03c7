import { z } from 'zod'
import { HOLD_REASONS } from './decision.ts'

const partsSchema = z.object({
  scenario: z.number(),
  emotion: z.number(),
  motivation: z.number(),
  examples: z.number(),
  bestExample: z.number(),
  unsuitable: z.number(),
  lexical: z.number(),
  raw: z.number(),
  welcome: z.number(),
  grave: z.number(),
  fatigue: z.number(),
  feedback: z.number(),
})

const rankedSchema = z.object({ meme: z.string(), caption: z.string(), score: z.number(), parts: partsSchema })
/** A candidate as it was at the time of a decision. */
export type Ranked = z.infer<typeof rankedSchema>

/** A decision in numbers and names, without a word of what was said: enough to explain it for as long as its row is there. */
export const explanationSchema = z.object({
  kind: z.enum(['send', 'hold']),
  reason: z.enum(['fits', ...HOLD_REASONS]),
  evidence: z.string().optional(),
  score: z.number(),
  threshold: z.number(),
  thresholdParts: z.object({
    floor: z.number(),
    quantile: z.number(),
    level: z.number(),
    refractory: z.number(),
  }),
  /** The decided meme with its own score; absent where nothing was sent. */
  chosen: rankedSchema.optional(),
  candidates: z.array(rankedSchema),
  runnersUp: z.array(rankedSchema),
})
export type Explanation = z.infer<typeof explanationSchema>

export const originSchema = z.enum(['policy', 'request', 'find', 'setup'])
/** Why a meme was posted: the bot's own decision, a person's request, a person's pick, or the end of the setup. */
export type Origin = z.infer<typeof originSchema>

export const postStatusSchema = z.enum(['sending', 'sent', 'failed', 'lost', 'removed'])
export type PostStatus = z.infer<typeof postStatusSchema>

/** One meme in Discord. */
export interface Post {
  /** Also the message's nonce. */
  readonly id: string
  readonly guild: string
  /** The channel's name in the brain, `discord:GUILD:CHANNEL`. */
  readonly channel: string
  readonly meme: string
  readonly origin: Origin
  readonly status: PostStatus
  readonly message: string | undefined
  /** Id of the message that it answers, where the bot decided by itself. */
  readonly answers: string | undefined
  /** Id of the member whom it answers; empty for nobody. */
  readonly member: string
  /** Id of the member who asked for it; empty where the bot decided by itself. */
  readonly requester: string
  /** Absent where a person picked the meme. */
  readonly explanation: Explanation | undefined
  readonly at: number
}
