import * as z from 'zod'
import { MAXIMUM_MESSAGE, triedDecisionSchema } from '../chat/protocol.ts'
import { endpoint } from '../endpoint.ts'
import { decisionSettingsSchema } from '../settings/protocol.ts'

/** Thoughts of one conversation that can be run again. */
export const MAXIMUM_THOUGHTS = 200
const EVENTS_PER_THOUGHT = 6
/** Lines of one burst are merged, so a thought may be longer than a message. */
const MAXIMUM_THOUGHT = MAXIMUM_MESSAGE + 100

const decision = z.uuid()

/** What happened in a conversation, in the order in which it happened: all that a decision depends on. Times are in epoch milliseconds. */
export const conversationEventSchema = z.discriminatedUnion('kind', [
  /** What a person said that one decision answers: `spokenAt` is its first line, `at` the decision; `draw` the seed of its randomness; `sent` whether it was a meme. */
  z.object({
    kind: z.literal('thought'),
    decision,
    text: z.string().max(MAXIMUM_THOUGHT),
    spokenAt: z.number(),
    at: z.number(),
    draw: z.number().int(),
    sent: z.boolean(),
  }),
  /** The meme of a decision was on the screen. A decided one that never was spent nothing. */
  z.object({ kind: z.literal('delivered'), decision, meme: z.string(), at: z.number() }),
  /** What the bot said in words. */
  z.object({ kind: z.literal('words'), decision, text: z.string().max(MAXIMUM_MESSAGE), at: z.number() }),
  /** A reaction to a meme; with 换一张 the meme that took its place, if any did. */
  z.object({
    kind: z.literal('reaction'),
    decision,
    reaction: z.enum(['up', 'down', 'another']),
    meme: z.string(),
    instead: z.string().optional(),
    at: z.number(),
  }),
])
export type ConversationEvent = z.infer<typeof conversationEventSchema>

/** One decision of a conversation that was run again. */
export const replayedDecisionSchema = triedDecisionSchema.extend({ decision })
export type ReplayedDecision = z.infer<typeof replayedDecisionSchema>

/** Runs a conversation again under other settings; nothing is changed by it. */
export const replayConversation = endpoint({
  method: 'POST',
  path: '/api/what-if',
  input: z.object({
    events: z.array(conversationEventSchema).max(MAXIMUM_THOUGHTS * EVENTS_PER_THOUGHT),
    settings: decisionSettingsSchema,
  }),
  answer: z.object({ decisions: z.array(replayedDecisionSchema) }),
})
