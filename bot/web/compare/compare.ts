import type { Brain } from '../../../src/brain.ts'
import { checkRate } from '../../../src/config/load.ts'
import { type Replayed, type ReplayTerms, replay, type Thought } from '../../../src/conversations/replay.ts'
import { makeSampler } from '../../../src/pipeline/samplers.ts'
import type { Weights } from '../../../src/pipeline/score.ts'
import { MEMECMD_WEIGHTS, neutralWeights } from '../../../src/pipeline/weights.ts'
import { parseTurn } from '../../../src/schemas/context.ts'
import { presentCandidate, presentMeme } from '../chat/present.ts'
import type { Encoders } from './encoders.ts'
import type { ComparedSide, ComparedStep, Comparison, Configuration } from './protocol.ts'

/** What a comparison stands on. */
export interface CompareTools {
  readonly brain: Brain
  readonly encoders: Encoders
  readonly now: () => number
}

/** The same talk on both sides: `A: …` names who speaks, and a line that names nobody is A's. */
export async function compare(
  lines: readonly string[],
  { left: first, right: second, apart }: { left: Configuration; right: Configuration; apart: boolean },
  tools: CompareTools,
): Promise<Comparison> {
  const thoughts = lines.map((line): Thought => [parseTurn(line)])
  // One seed for both: what differs is not chance.
  const terms = { seed: lines.join('\n'), startedAt: tools.now(), apart }
  const left = await goThrough(thoughts, first, terms, tools)
  const right = await goThrough(thoughts, second, terms, tools)
  return { lines: [...lines], left, right }
}

async function goThrough(
  thoughts: readonly Thought[],
  configuration: Configuration,
  terms: Pick<ReplayTerms, 'seed' | 'startedAt' | 'apart'>,
  { brain, encoders, now }: CompareTools,
): Promise<ComparedSide> {
  const { targetRate, floor, minimumGap, sampler } = configuration
  checkRate(targetRate, minimumGap)
  const tools = await encoders.tools(configuration.encoder)
  const weights = brought(weightsOf(configuration.weights, tools.weights), tools.weights)
  const begun = now()
  const steps = await replay(
    thoughts,
    {
      ...terms,
      policy: { ...brain.policy, targetRate, floor, minimumGap },
      sampler: makeSampler(sampler, brain.sampling.temperature),
      filter: brain.filter,
    },
    { ...tools, weights },
  )
  const presented = steps.map(presentStep)
  return {
    steps: presented,
    weights,
    sent: presented.filter(step => step.kind === 'send').length,
    calibratedOn: tools.calibration.contexts,
    milliseconds: now() - begun,
  }
}

/** The weights that a name stands for. @param learned for the encoder */
export function weightsOf(given: Configuration['weights'], learned: Weights): Weights {
  switch (given) {
    case 'learned':
      return learned
    case 'neutral':
      return neutralWeights()
    case 'memecmd':
      return MEMECMD_WEIGHTS
    default:
      return given
  }
}

/**
 * Weights brought to the size of the learned ones: the calibration from raw scores to probabilities was fitted with those, and would
 * call everything fitting where all weights are twice as large. The order of the memes stays.
 */
export function brought(weights: Weights, learned: Weights): Weights {
  const size = ({ unsuitable: _against, ...counted }: Weights) =>
    Object.values(counted).reduce((sum, weight) => sum + weight, 0)
  const own = size(weights)
  if (own <= 0) return weights
  const factor = size(learned) / own
  return Object.fromEntries(Object.entries(weights).map(([part, weight]) => [part, weight * factor])) as Weights
}

function presentStep({ decision, candidates }: Replayed): ComparedStep {
  return {
    kind: decision.kind,
    reason: decision.reason,
    ...(decision.kind === 'hold' && decision.evidence !== undefined && { evidence: decision.evidence }),
    score: decision.score,
    threshold: decision.threshold,
    meme: decision.kind === 'send' ? presentMeme(decision.meme) : null,
    memeScore: decision.kind === 'send' ? decision.memeScore : null,
    candidates: candidates.map(presentCandidate),
  }
}
