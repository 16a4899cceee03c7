import { budgetSpent, next, type Policy, thresholdOf, thresholdParts, withinGap } from '../../src/pipeline/threshold.ts'
import { type ChannelState, freshChannel } from '../../src/schemas/channel.ts'

/** What is known of talk in general before a dialogue begins: how well memes fit it, and how often the gate holds. */
export interface Prior {
  /** Best scores of messages, as many as a channel remembers. */
  readonly scores: readonly number[]
  /** Share of messages that the gate holds, in [0, 1). */
  readonly held: number
}

/** Nothing known. */
export const NO_PRIOR: Prior = { scores: [], held: 0 }

/** Seconds between two turns of a generated dialogue. */
export const TURN_SECONDS = 20
/** Messages of the imagined past: enough to forget how it began. */
const PAST_MESSAGES = 40

/**
 * The state in which a dialogue starts: as if the two had talked before, at a moment drawn from the seed. Their past is played
 * with scores of the prior through the same reducer, so that the budget, the gap and the refractory term start as they are on
 * average; the statistics are frozen, since a few turns would only blur them. Times before the dialogue are negative.
 */
export function drawPhase(prior: Prior, policy: Policy, random: () => number): ChannelState {
  const messages = PAST_MESSAGES + Math.floor(random() * PAST_MESSAGES)
  let state: ChannelState = { ...freshChannel(), recent: [...prior.scores], frozen: true }
  for (let message = messages; message > 0; message -= 1)
    state = pastMessage(state, prior, policy, -message * TURN_SECONDS * 1000, random)
  return { ...state, messages: 0, gated: 0, delivered: [] }
}

function pastMessage(
  state: ChannelState,
  prior: Prior,
  policy: Policy,
  now: number,
  random: () => number,
): ChannelState {
  if (random() < prior.held || prior.scores.length === 0) return next(state, { kind: 'gated' }, policy)
  const score = prior.scores[Math.floor(random() * prior.scores.length)]!
  const threshold = thresholdOf(thresholdParts(state, policy, now))
  const sent = !withinGap(state, policy, now) && score >= threshold && !budgetSpent(state)
  const seen = next(state, { kind: 'scored', score }, policy)
  return sent ? next(seen, { kind: 'delivered', meme: 'past', at: now }, policy) : seen
}
