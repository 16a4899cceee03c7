import type { Random } from '../src/pipeline/samplers.ts'
import { budgetSpent, next, type Policy, thresholdOf, thresholdParts, withinGap } from '../src/pipeline/threshold.ts'
import { type ChannelState, freshChannel } from '../src/schemas/channel.ts'

// Conversations as mere series of best scores, and what the policy, chance and hindsight make of them.

/** A policy with a target rate and nothing else but the default gap; the rest by name. */
export function ratePolicy(targetRate: number, rest: Partial<Policy> = {}): Policy {
  return { targetRate, floor: 0, minimumGap: 3, minimumGapSeconds: 0, ...rest }
}

/** Milliseconds between two messages of a simulated conversation. */
export const PACE = 20_000

/** The best scores of one conversation's messages. */
export type ScoreProcess = (random: Random, length: number) => number[]

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value))
const normal = (random: Random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
const series = (length: number, make: (index: number) => number) => Array.from({ length }, (_, index) => make(index))

/** Scores whose neighbours correlate by `correlation`. */
const autocorrelated =
  (correlation: number): ScoreProcess =>
  (random, length) => {
    let level = normal(random)
    return series(length, () => {
      level = correlation * level + Math.sqrt(1 - correlation ** 2) * normal(random)
      return sigmoid(level)
    })
  }

// Each message shares its context with the one before: the correlation of CPED's best scores (0.33, then almost none).
const overlapping: ScoreProcess = (random, length) => {
  let before = normal(random)
  return series(length, () => {
    const fresh = normal(random)
    const level = fresh + 0.38 * before
    before = fresh
    return sigmoid(level - 1.5)
  })
}

/** Scores whose law stays the same. */
export const STATIONARY: Record<string, ScoreProcess> = {
  uniform: (random, length) => series(length, () => random()),
  'skewed low': (random, length) => series(length, () => random() ** 4),
  'skewed high': (random, length) => series(length, () => 1 - random() ** 4),
  'like chat': overlapping,
  autocorrelated: autocorrelated(0.6),
  ties: (random, length) => series(length, () => [0.2, 0.2, 0.4, 0.6][Math.floor(random() * 4)] ?? 0),
}

/** Scores that change under the policy's feet, and the one that never does. */
export const DRIFTING: Record<string, ScoreProcess> = {
  rising: (random, length) => series(length, index => sigmoid(-2 + (4 * index) / length + normal(random))),
  falling: (random, length) => series(length, index => sigmoid(2 - (4 * index) / length + normal(random))),
  jumping: (random, length) => series(length, index => (index < length / 2 ? 0.1 : 0.6) + 0.3 * random()),
  constant: (_, length) => series(length, () => 0.5),
}

/** Positions of the sends, and the state at the end. */
export interface Run {
  readonly sent: readonly number[]
  readonly state: ChannelState
}

/** Runs the policy over scores as `chooseMeme` does, every send delivered at once. */
export function runPolicy(scores: readonly number[], policy: Policy, start: ChannelState = freshChannel()): Run {
  let state = start
  const sent: number[] = []
  scores.forEach((score, index) => {
    const now = index * PACE
    const passes =
      policy.targetRate > 0 &&
      !withinGap(state, policy, now) &&
      score >= thresholdOf(thresholdParts(state, policy, now)) &&
      !budgetSpent(state)
    state = next(state, { kind: 'scored', score }, policy)
    if (!passes) return
    sent.push(index)
    state = next(state, { kind: 'delivered', meme: `m${sent.length}`, at: now }, policy)
  })
  return { sent, state }
}

/** Sends at random past the gap, as often as a policy that sent `count` times; positions. */
export function runRandom(length: number, gap: number, count: number, random: Random): number[] {
  const probability = 1 / Math.max(1, length / count - gap)
  const sent: number[] = []
  for (let index = 0; index < length; index += 1)
    if (index - (sent.at(-1) ?? Number.NEGATIVE_INFINITY) > gap && random() < probability) sent.push(index)
  return sent
}

/** The best fixed cut in hindsight: the highest one that, with the gap, still sends at least `count` times; positions. */
export function runBestCut(scores: readonly number[], gap: number, count: number): number[] {
  const over = (cut: number) => {
    const sent: number[] = []
    scores.forEach((score, index) => {
      if (score >= cut && index - (sent.at(-1) ?? Number.NEGATIVE_INFINITY) > gap) sent.push(index)
    })
    return sent
  }
  const cuts = [...new Set(scores)].sort((a, b) => b - a)
  let [low, high] = [0, cuts.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (over(cuts[middle]!).length >= count) high = middle
    else low = middle + 1
  }
  return over(cuts[low]!)
}

export const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** Distances between consecutive positions. */
export const gapsOf = (sent: readonly number[]) => sent.slice(1).map((position, index) => position - sent[index]!)

/** Standard deviation over the mean. */
export function variation(values: readonly number[]): number {
  const middle = mean(values)
  return Math.sqrt(mean(values.map(value => (value - middle) ** 2))) / middle
}
