import { z } from 'zod'
import { dot } from '../models/encoder.ts'
import type { ScoreParts } from '../schemas/decision.ts'
import type { MemeVectors } from '../storage/embeddings.ts'
import type { Query } from './query.ts'

/** How much each part counts in the raw score. `unsuitable` is subtracted. */
export const weightsSchema = z.object({
  scenario: z.number(),
  emotion: z.number(),
  motivation: z.number(),
  examples: z.number(),
  bestExample: z.number(),
  unsuitable: z.number(),
  lexical: z.number(),
})
export type Weights = z.infer<typeof weightsSchema>

/** Raw scores to probabilities: a logistic curve (Platt, 1999) over two variables, fitted on labelled contexts for one encoder. */
export const calibrationSchema = z.object({
  /** Logits per unit of raw score. */
  slope: z.number(),
  /** Logits per logit of the probability that a meme is welcome in such talk at all. */
  welcome: z.number(),
  intercept: z.number(),
  /** How many labelled contexts it was fitted on; 0 for the guess that stands in until an index is built. */
  contexts: z.number().int().nonnegative(),
})
export type Calibration = z.infer<typeof calibrationSchema>

/** Stands in where nothing was fitted: 0.5 at a raw score of 0.6. */
export const NEUTRAL_CALIBRATION: Calibration = { slope: 8, welcome: 0.3, intercept: -5.5, contexts: 0 }

/** Logit of a probability, kept within ±4, so that a sure classifier cannot drown everything else. */
export function boundedLogit(probability: number): number {
  const safe = Math.min(0.982, Math.max(0.018, probability))
  return Math.log(safe / (1 - safe))
}

/**
 * The probability, in [0, 1], that a person would call a meme of this raw score fitting, in talk in which a meme is welcome with
 * this probability: σ(slope · raw + welcome · logit(welcome probability) + intercept).
 */
export function calibrated(raw: number, welcome: number, calibration: Calibration): number {
  return (
    1 / (1 + Math.exp(-(calibration.slope * raw + calibration.welcome * boundedLogit(welcome) + calibration.intercept)))
  )
}

/** At this probability that the talk is grave half of a score is left. Chosen on the dev split and on lines that nothing was trained on (docs/gate.md). */
const DOUBT = 0.16
const oddsOf = (probability: number) => probability / (1 - probability)

/**
 * What a doubt leaves of a score, in [0, 1]: 1 / (1 + (odds of grave ÷ odds of {@link DOUBT})²). Slight doubts cost next to nothing,
 * and from 0.4 on less than a tenth is left.
 */
export function caution(grave: number): number {
  return 1 / (1 + (oddsOf(grave) / oddsOf(DOUBT)) ** 2)
}

/** Inverse document frequency over the library's example lines: ln(1 + N / (1 + n)), larger for rarer words. */
export interface WordWeights {
  of(word: string): number
}

/** Counts words over documents, each given as its distinct words. */
export function wordWeights(documents: Iterable<Iterable<string>>): WordWeights {
  const counts = new Map<string, number>()
  let total = 0
  for (const words of documents) {
    total += 1
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return { of: word => Math.log(1 + total / (1 + (counts.get(word) ?? 0))) }
}

/** Idf-weighted share of the query's words that the meme's texts contain, in [0, 1]; 0 for a query without words. */
export function lexicalOverlap(query: readonly string[], meme: ReadonlySet<string>, weights: WordWeights): number {
  let shared = 0
  let all = 0
  for (const word of query) {
    const weight = weights.of(word)
    all += weight
    if (meme.has(word)) shared += weight
  }
  return all > 0 ? shared / all : 0
}

/** What scoring needs of a meme: its vectors, the mean of its examples, and its words. */
export interface Scorable {
  readonly vectors: MemeVectors
  readonly meanExample: Float32Array
  readonly words: ReadonlySet<string>
}

/** Exact parts of one meme's score for a query; fatigue and feedback are the channel's and come later. */
export function scoreParts(query: Query, meme: Scorable, weights: Weights, idf: WordWeights): ScoreParts {
  const { vectors, context } = query
  const parts = {
    scenario: dot(vectors.scenario, meme.vectors.scenario),
    emotion: dot(vectors.emotion, meme.vectors.emotion),
    motivation: dot(vectors.motivation, meme.vectors.motivation),
    examples: dot(vectors.examples, meme.meanExample),
    bestExample: meme.vectors.examples.reduce((best, example) => Math.max(best, dot(vectors.examples, example)), -1),
    unsuitable: dot(context, meme.vectors.unsuitable),
    lexical: lexicalOverlap(query.words, meme.words, idf),
  }
  return { ...parts, raw: rawScore(parts, weights), welcome: 1, grave: 0, fatigue: 0, feedback: 0 }
}

/** The weighted sum that ranks memes; `unsuitable` counts against only where it is alike at all. */
export function rawScore(
  parts: Omit<ScoreParts, 'raw' | 'welcome' | 'grave' | 'fatigue' | 'feedback'>,
  weights: Weights,
): number {
  return (
    weights.scenario * parts.scenario +
    weights.emotion * parts.emotion +
    weights.motivation * parts.motivation +
    weights.examples * parts.examples +
    weights.bestExample * parts.bestExample +
    weights.lexical * parts.lexical -
    weights.unsuitable * Math.max(0, parts.unsuitable)
  )
}
