import type { Candidate, Decision, HoldReason, ScoreParts } from '../src/schemas/decision.ts'
import type { StoredMeme } from '../src/schemas/meme.ts'
import { syntheticMeme } from './fakes.ts'

/** Score parts that are all 0 but those given. */
export function plainParts(given: Partial<ScoreParts> = {}): ScoreParts {
  return {
    scenario: 0,
    emotion: 0,
    motivation: 0,
    examples: 0,
    bestExample: 0,
    unsuitable: 0,
    lexical: 0,
    raw: 0,
    welcome: 1,
    grave: 0,
    fatigue: 0,
    feedback: 0,
    ...given,
  }
}

/** A candidate of a name and a score. */
export function plainCandidate(name: string, score: number, meme: Partial<StoredMeme> = {}): Candidate {
  return { meme: { ...syntheticMeme(name), ...meme }, score, parts: plainParts() }
}

/** A decision of which only the reason, the score and the threshold matter. */
export function scoredDecision(
  reason: HoldReason | 'send',
  given: { score?: number; quantile?: number; floor?: number; refractory?: number; evidence?: string } = {},
): Decision {
  const { score = 0.5, quantile = 0.3, floor = 0.3, refractory = 0, evidence } = given
  const base = {
    score,
    threshold: Math.max(floor, quantile) + refractory,
    thresholdParts: { floor, quantile, level: 0.9, refractory },
    runnersUp: [],
  }
  if (reason === 'send') {
    const { meme, parts } = plainCandidate('猫', score)
    return { ...base, kind: 'send', reason: 'fits', meme, memeScore: score, parts }
  }
  return { ...base, kind: 'hold', reason, ...(evidence === undefined ? {} : { evidence }) }
}
