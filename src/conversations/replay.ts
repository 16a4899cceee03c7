import { type Choice, type ChooseRequest, type ChooseTools, chooseMeme } from '../pipeline/choose.ts'
import { next } from '../pipeline/threshold.ts'
import { seededRandom, seedFrom } from '../random.ts'
import { type ChannelState, freshChannel } from '../schemas/channel.ts'
import type { Turn } from '../schemas/context.ts'
import { CONTEXT_TURNS } from './memory.ts'

/** One thought: the lines of one speaker that are decided on together, or a line of the bot's own, which is context only. */
export type Thought = readonly Turn[]

/** What a conversation is gone through with; another policy, sampler or filter gives another outcome. */
export interface ReplayTerms extends Pick<ChooseRequest, 'policy' | 'sampler' | 'filter'> {
  /** The same seed and the same talk give the same draws. */
  readonly seed: string
  /** Epoch milliseconds of the first thought, for those without a time of their own. */
  readonly startedAt: number
  /** Milliseconds between two thoughts without a time of their own. */
  readonly pace?: number
  /** Decides on every thought as on the first one of a fresh channel: what was said before is context, but nothing was sent yet. */
  readonly apart?: boolean
}

const PACE_MILLISECONDS = 20_000

/** What would have been decided on a thought, and the channel's state after it (a meme that is sent counts as delivered). */
export interface Replayed extends Choice {
  /** Place of the thought among those given. */
  readonly thought: number
  readonly at: number
}

/**
 * Goes through a conversation from its beginning, in a channel of its own that nothing is stored of: every meme that is decided on
 * counts as delivered at once, and becomes context. Candidates are ranked even where the gate holds.
 * @returns a decision per thought, the bot's own left out
 */
export async function replay(
  thoughts: readonly Thought[],
  terms: ReplayTerms,
  tools: ChooseTools,
): Promise<Replayed[]> {
  const { policy, seed, startedAt, pace = PACE_MILLISECONDS, apart = false, ...rest } = terms
  const steps: Replayed[] = []
  let [turns, state]: [Turn[], ChannelState] = [[], freshChannel()]
  for (const [thought, lines] of thoughts.entries()) {
    turns = [...turns, ...lines].slice(-CONTEXT_TURNS)
    if (lines.every(line => line.own)) continue
    const at = lines.at(-1)?.at ?? startedAt + thought * pace
    const random = seededRandom(seedFrom(`${seed}/${state.messages + state.gated}/${state.delivered.length}`))
    const request = { turns, unseen: lines.length, state, policy, now: at, random, alwaysRank: true, ...rest }
    const choice = await chooseMeme(request, tools)
    // Grave words throw their shadow all the same.
    state = apart ? { ...freshChannel(), shadow: choice.state.shadow } : choice.state
    if (choice.decision.kind === 'send' && !apart) {
      const { meme } = choice.decision
      state = next(state, { kind: 'delivered', meme: meme.id, at }, policy)
      turns = [...turns, { speaker: 'doutu', text: `[表情：${meme.caption}]`, at, own: true }]
    }
    steps.push({ ...choice, state, thought, at })
  }
  return steps
}
