import type { ChannelState } from '../schemas/channel.ts'
import type { ThresholdParts } from '../schemas/decision.ts'

/** When to send: rates are memes per human message, gaps are human messages between two memes. */
export interface Policy {
  /** In [0, 1]; a promise not to exceed. 0 means never. */
  readonly targetRate: number
  /** Lowest score that may be sent, in [0, 1]; it never yields. */
  readonly floor: number
  readonly minimumGap: number
  readonly minimumGapSeconds: number
}

/** What happens to a channel, and all that changes its state. `at` is in epoch milliseconds. */
export type ChannelEvent =
  /** A human message was scored: `score` is the best candidate's, before fatigue. */
  | { readonly kind: 'scored'; readonly score: number }
  /** A human message was held by the gate; it has no score. */
  | { readonly kind: 'gated' }
  /** The surface says that the meme arrived. */
  | { readonly kind: 'delivered'; readonly meme: string; readonly at: number }
  /** Someone asked for another one instead: it takes the last one's place and costs nothing. */
  | { readonly kind: 'replaced'; readonly meme: string; readonly at: number }
  /** A person's reaction, with what it does to the meme (1) and its neighbours (their similarity). */
  | {
      readonly kind: 'reaction'
      readonly reaction: Reaction
      readonly memes: ReadonlyArray<readonly [id: string, similarity: number]>
    }

export type Reaction = 'up' | 'down' | 'another' | 'deleted'

/** Scores remembered per channel: enough for a 98 % quantile, few enough to follow a change of talk. */
export const WINDOW = 240
/** How strongly a surplus or lack of budget moves the odds of sending, in logits per send; a surplus also by its square. */
const CONTROL_GAIN = 0.5
const SURPLUS_GAIN = 0.1
/** Budget at which the odds are just those that the target needs. */
const BUDGET_SETPOINT = 0.4
/** Unused budget is not saved beyond this, so that a long hold is never made up for by a burst. */
const BUDGET_CAP = 2.5
/** Nothing is sent while the budget is below this: sends ≤ rate × messages + 2, always. */
const BUDGET_MINIMUM = 0
/** Refractory height as a share of the distance between the channel's usual and best scores, and its length as a share of the free distance. */
const REFRACTORY_SHARE = 0.4
const REFRACTORY_LENGTH = 0.35
const RATE_SHIFT_BOUNDS = [Math.log(0.25), Math.log(1.1)] as const
const RATE_STEPS: Record<Reaction, number> = { up: 0.08, down: -0.2, another: -0.04, deleted: -0.4 }
const AFFINITY_STEPS: Record<Reaction, number> = { up: 0.05, down: -0.12, another: -0.05, deleted: -0.2 }
const AFFINITY_BOUND = 0.25
const REMEMBERED_DELIVERIES = 60
/** A refractory period never outlasts this silence. */
const REFRACTORY_MILLISECONDS = 30 * 60_000

/** Highest target rate that a minimum gap leaves room for: 1 / (gap + 1) sends per message. */
export function highestRate(gap: number): number {
  return 1 / (gap + 1)
}

/** The rate that reactions leave of the target: never above 1.1 times it. */
export function effectiveRate(state: ChannelState, policy: Policy): number {
  return Math.min(policy.targetRate * Math.exp(state.rateShift), highestRate(policy.minimumGap))
}

/**
 * Probability with which a message past the gap must pass for sends to come at the rate: with mean distance 1/rate, of which
 * `gap` messages are barred, p = 1 / (1/rate − gap).
 */
export function passProbability(rate: number, gap: number): number {
  return Math.min(1, 1 / Math.max(1, 1 / rate - gap))
}

/** Quantile with linear interpolation between order statistics (type 7 of Hyndman and Fan, 1996). `level` in [0, 1]. */
export function quantile(values: readonly number[], level: number): number {
  if (values.length === 0) return 0
  const sorted = Float64Array.from(values).sort()
  const position = Math.min(1, Math.max(0, level)) * (sorted.length - 1)
  const below = Math.floor(position)
  const lower = sorted[below]!
  return lower + (position - below) * ((sorted[below + 1] ?? lower) - lower)
}

/** The level at which the channel's scores are cut: 1 − p, with the odds of p moved by the budget. */
export function quantileLevel(state: ChannelState, policy: Policy): number {
  const rate = effectiveRate(state, policy)
  if (rate <= 0) return 1
  const probability = passProbability(rate, policy.minimumGap)
  if (probability >= 1) return 0
  const surplus = state.budget - BUDGET_SETPOINT
  const push = CONTROL_GAIN * surplus + SURPLUS_GAIN * Math.max(0, surplus) ** 2
  const odds = (probability / (1 - probability)) * Math.exp(push)
  return 1 / (1 + odds)
}

/** Refractory term, in units of score: high right after a delivery, falling with turns and with time, whichever is faster, to 0. */
export function refractory(state: ChannelState, policy: Policy, now: number): number {
  if (state.sinceMeme === null || state.lastMemeAt === null) return 0
  const rate = effectiveRate(state, policy)
  if (rate <= 0) return state.refractoryHeight
  // A part of the distance that the rate leaves beyond the gap: regular, and still free to wait for a good moment.
  const turns = policy.minimumGap + Math.max(0, 1 / rate - policy.minimumGap - 1) * REFRACTORY_LENGTH
  const byTurns = turns > 0 ? Math.max(0, 1 - state.sinceMeme / turns) : 0
  const byTime = Math.min(1, Math.max(0, 1 - (now - state.lastMemeAt) / REFRACTORY_MILLISECONDS))
  return state.refractoryHeight * byTurns * byTime
}

/** `max(floor, quantile of the recent best scores) + refractory`, by its parts. */
export function thresholdParts(state: ChannelState, policy: Policy, now: number): ThresholdParts {
  const level = quantileLevel(state, policy)
  return {
    floor: policy.floor,
    quantile: quantile(state.recent, level),
    level,
    refractory: refractory(state, policy, now),
  }
}

/** The threshold itself; scores at or above it pass. */
export function thresholdOf(parts: ThresholdParts): number {
  return Math.max(parts.floor, parts.quantile) + parts.refractory
}

/** Whether the hard gap, in messages or seconds, still bars the message that follows this state. */
export function withinGap(state: ChannelState, policy: Policy, now: number): boolean {
  if (state.sinceMeme === null || state.lastMemeAt === null) return false
  return state.sinceMeme < policy.minimumGap || now - state.lastMemeAt < policy.minimumGapSeconds * 1000
}

/** Whether the promise of the target rate leaves nothing to send just now. @param overdraft sends that may be owed */
export function budgetSpent(state: ChannelState, overdraft = 0): boolean {
  return state.budget < BUDGET_MINIMUM - overdraft
}

/** The reducer: the channel's state after an event. Pure. */
export function next(state: ChannelState, event: ChannelEvent, policy: Policy): ChannelState {
  switch (event.kind) {
    case 'scored':
      return {
        ...state,
        messages: state.messages + 1,
        sinceMeme: state.sinceMeme === null ? null : state.sinceMeme + 1,
        recent: state.frozen ? state.recent : [...state.recent, event.score].slice(-WINDOW),
        budget: Math.min(BUDGET_CAP, state.budget + effectiveRate(state, policy)),
      }
    case 'gated':
      // A held message earns no budget: what is missed on a serious topic is not made up for later.
      return { ...state, gated: state.gated + 1, sinceMeme: state.sinceMeme === null ? null : state.sinceMeme + 1 }
    case 'delivered':
      return {
        ...state,
        sinceMeme: 0,
        lastMemeAt: event.at,
        budget: state.budget - 1,
        refractoryHeight: REFRACTORY_SHARE * spread(state.recent),
        delivered: [...state.delivered, { id: event.meme, message: state.messages + state.gated, at: event.at }].slice(
          -REMEMBERED_DELIVERIES,
        ),
      }
    case 'replaced':
      return {
        ...state,
        delivered: [...state.delivered, { id: event.meme, message: state.messages + state.gated, at: event.at }].slice(
          -REMEMBERED_DELIVERIES,
        ),
      }
    case 'reaction': {
      const moved = ([id, similarity]: readonly [string, number]) => {
        const value = (state.affinity[id] ?? 0) + AFFINITY_STEPS[event.reaction] * clamp(similarity, 0, 1)
        return [id, clamp(value, -AFFINITY_BOUND, AFFINITY_BOUND)] as const
      }
      return {
        ...state,
        rateShift: clamp(state.rateShift + RATE_STEPS[event.reaction], ...RATE_SHIFT_BOUNDS),
        affinity: { ...state.affinity, ...Object.fromEntries(event.memes.map(moved)) },
      }
    }
  }
}

// Distance from the channel's usual score to its best ones; a fixed guess while too little is known.
function spread(recent: readonly number[]): number {
  return recent.length < 12 ? 0.25 : Math.max(0.02, quantile(recent, 0.95) - quantile(recent, 0.5))
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}
