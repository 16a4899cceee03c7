import type { StoredMeme } from './meme.ts'

/** Why nothing was sent. Each has a sentence in both languages, in `pipeline/reasons.ts`. */
export const HOLD_REASONS = [
  'below-threshold',
  'refractory',
  'minimum-gap',
  'budget-spent',
  'serious-topic',
  'quarrel',
  'not-chat',
  'empty-message',
  'opted-out',
  'muted',
  'quiet-hours',
  'no-permission',
  'rate-zero',
  'empty-library',
  'nothing-allowed',
  'nothing-fresh',
] as const
export type HoldReason = (typeof HOLD_REASONS)[number]

/** Which hold reasons come from the gate: they cost neither a model nor a look at the library. */
export const GATE_REASONS: ReadonlySet<HoldReason> = new Set([
  'serious-topic',
  'quarrel',
  'not-chat',
  'empty-message',
  'opted-out',
  'muted',
  'quiet-hours',
  'no-permission',
  'rate-zero',
])

/** Reasons of a surface that keeps quiet for its own part: what people or the platform asked for. */
export type Silence = Extract<HoldReason, 'opted-out' | 'muted' | 'quiet-hours' | 'no-permission'>

/**
 * The named raw parts of a score. Cosines are in [-1, 1], `lexical` in [0, 1]; `raw` is their weighted sum before calibration.
 * `welcome` is the probability that a meme is welcome in such talk at all, `grave` the probability that the talk is grave after
 * all (the score was multiplied by `caution` of it). `fatigue` is what this channel's recent memes took off the
 * calibrated score, in [0, 1], and `feedback` what its people's reactions added to it, in [-0.25, 0.25].
 */
export interface ScoreParts {
  readonly scenario: number
  readonly emotion: number
  readonly motivation: number
  /** Cosine with the mean of the eight examples. */
  readonly examples: number
  /** Cosine with the best single example. */
  readonly bestExample: number
  readonly unsuitable: number
  readonly lexical: number
  readonly raw: number
  readonly welcome: number
  readonly grave: number
  readonly fatigue: number
  readonly feedback: number
}

/** A meme with its calibrated score: the probability, in [0, 1], that a person would call it fitting here. */
export interface Candidate {
  readonly meme: StoredMeme
  readonly score: number
  readonly parts: ScoreParts
}

/** How the threshold came about, in units of score. */
export interface ThresholdParts {
  readonly floor: number
  /** Quantile of the channel's recent best scores; 0 while the channel is fresh. */
  readonly quantile: number
  /** The level, in [0, 1], at which that quantile was taken. */
  readonly level: number
  readonly refractory: number
}

/** What the encoder takes the last speaker to feel and to want (docs/emotions.md), each with its probability in [0, 1]. */
export interface Reading {
  readonly emotion: { readonly label: string; readonly probability: number }
  readonly motivation: { readonly label: string; readonly probability: number }
}

interface DecisionBase {
  /** Calibrated score of the best candidate, before fatigue: what the threshold is held against. 0 where nothing was scored. */
  readonly score: number
  readonly threshold: number
  readonly thresholdParts: ThresholdParts
  readonly runnersUp: readonly Candidate[]
  /** Absent where nothing was scored, or the encoder cannot tell. */
  readonly reading?: Reading
}

/** Decisions are data: all that is needed to explain them, and nothing that acts. */
export type Decision =
  | (DecisionBase & {
      readonly kind: 'send'
      readonly reason: 'fits'
      readonly meme: StoredMeme
      /** The sent meme's own score, with this channel's fatigue and feedback in it. */
      readonly memeScore: number
      readonly parts: ScoreParts
    })
  | (DecisionBase & {
      readonly kind: 'hold'
      readonly reason: HoldReason
      /** The rule or part of the gate that held, such as `bereavement`; never the user's text. */
      readonly evidence?: string
    })
