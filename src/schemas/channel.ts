import { z } from 'zod'

/** Schema of what a channel remembers; parsed whenever it is read back from storage. */
export const channelStateSchema = z.object({
  /** Human messages seen that were open to a meme (the gate's holds are counted apart). */
  messages: z.number().int().nonnegative(),
  /** Human messages that the gate held. */
  gated: z.number().int().nonnegative(),
  /** Best scores of recent messages, oldest first, before fatigue; at most the policy's window. */
  recent: z.array(z.number()),
  /** True while `recent` is a drawn prior that must not change (short generated dialogues). */
  frozen: z.boolean(),
  /** Human messages since the last delivered meme; null before the first. */
  sinceMeme: z.number().int().nonnegative().nullable(),
  /** When the last meme was delivered, in epoch milliseconds. */
  lastMemeAt: z.number().nullable(),
  /** Budget in sends: grows by the target rate per message, shrinks by one per delivery. */
  budget: z.number(),
  /** Height of the refractory term at the last delivery, in units of score. */
  refractoryHeight: z.number().nonnegative(),
  /** What people's reactions did to the effective rate: its natural logarithm, within bounds. */
  rateShift: z.number(),
  /** Recently delivered memes, oldest first, with the message count at delivery. */
  delivered: z.array(z.object({ id: z.string(), message: z.number(), at: z.number() })),
  /** What reactions add to the score of single memes, within bounds. */
  affinity: z.record(z.string(), z.number()),
  /** A serious topic or a quarrel that still hangs over the channel. */
  shadow: z
    .object({
      reason: z.enum(['serious-topic', 'quarrel']),
      evidence: z.string(),
      at: z.number().nullable(),
      /** Human messages since it was last touched on, and how many of those were plainly about something else. */
      messages: z.number(),
      light: z.number(),
    })
    .nullable(),
})

/** What a channel remembers. Only the reducers in `pipeline/` make new ones. */
export type ChannelState = z.infer<typeof channelStateSchema>
export type Shadow = NonNullable<ChannelState['shadow']>

/** A channel in which nothing was said or sent yet. */
export function freshChannel(): ChannelState {
  return {
    messages: 0,
    gated: 0,
    recent: [],
    frozen: false,
    sinceMeme: null,
    lastMemeAt: null,
    budget: 1,
    refractoryHeight: 0,
    rateShift: 0,
    delivered: [],
    affinity: {},
    shadow: null,
  }
}
