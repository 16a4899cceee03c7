import { dot } from '../models/encoder.ts'
import type { Candidate } from '../schemas/decision.ts'
import type { LibrarySnapshot } from './library-snapshot.ts'

/** A source of randomness: numbers in [0, 1). */
export type Random = () => number

/** What a sampler draws from. */
export interface SamplerInput {
  /** Candidates that pass the threshold after fatigue and feedback, best first; never empty. */
  readonly fitting: readonly Candidate[]
  /** Everything that the filters allow. */
  readonly allowed: readonly Candidate[]
  /** Ids of what this channel saw lately, oldest first. */
  readonly recent: readonly string[]
  readonly library: LibrarySnapshot
  readonly random: Random
}

/** Draws one meme of those that may be sent. */
export type Sampler = (input: SamplerInput) => Candidate

export type SamplerName = 'greedy' | 'top-k' | 'diverse' | 'random'

const TOP_K = 5
/** Weight of relevance against novelty in maximal marginal relevance (Carbonell and Goldstein, 1998). */
const RELEVANCE = 0.7

/** The sampler of a name. @param temperature softmax temperature in units of score */
export function makeSampler(name: SamplerName, temperature: number): Sampler {
  switch (name) {
    case 'greedy':
      return ({ fitting }) => fitting[0]!
    case 'top-k':
      return ({ fitting, random }) => draw(fitting.slice(0, TOP_K), candidate => candidate.score, temperature, random)
    case 'diverse':
      return input => {
        const novel = marginalRelevance(input.fitting, input.recent, input.library)
        return draw(novel.slice(0, TOP_K), ({ relevance }) => relevance, temperature, input.random).candidate
      }
    case 'random':
      return ({ allowed, random }) => allowed[Math.floor(random() * allowed.length)]!
  }
}

/** Draws with softmax probabilities: p ∝ exp(value / temperature). */
export function draw<T>(items: readonly T[], value: (item: T) => number, temperature: number, random: Random): T {
  const highest = Math.max(...items.map(value))
  const weights = items.map(item => Math.exp((value(item) - highest) / temperature))
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0)
  const index = weights.findIndex(weight => {
    left -= weight
    return left < 0
  })
  return items[index === -1 ? items.length - 1 : index]!
}

/** Candidates by λ · score − (1 − λ) · greatest similarity to anything sent lately, best first. */
export function marginalRelevance(
  candidates: readonly Candidate[],
  recent: readonly string[],
  library: LibrarySnapshot,
): Array<{ candidate: Candidate; relevance: number }> {
  return candidates
    .map(candidate => {
      const nearest = Math.max(0, ...recent.map(id => similarity(candidate.meme.id, id, library)))
      return { candidate, relevance: RELEVANCE * candidate.score - (1 - RELEVANCE) * nearest }
    })
    .sort((a, b) => b.relevance - a.relevance)
}

/** How alike two memes are: the mean cosine of their scenarios and of their mean examples; 0 for unknown ones. */
export function similarity(a: string, b: string, library: LibrarySnapshot): number {
  const left = library.byId.get(a)
  const right = library.byId.get(b)
  if (!left || !right) return 0
  return (dot(left.vectors.scenario, right.vectors.scenario) + dot(left.meanExample, right.meanExample)) / 2
}
