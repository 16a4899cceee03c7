import type { DecisionRecord } from '../../src/conversations.ts'
import type { Candidate } from '../../src/schemas/decision.ts'
import type { Explanation, Ranked } from '../../src/schemas/post.ts'

const ranked = ({ meme, score, parts }: Candidate): Ranked => ({ meme: meme.id, caption: meme.caption, score, parts })

/** A decision without what was said: what is stored with each meme, so that `/meme why` still answers after a restart. */
export function explanationOf({ decision, candidates }: Pick<DecisionRecord, 'decision' | 'candidates'>): Explanation {
  const { kind, reason, score, threshold, thresholdParts } = decision
  return {
    kind,
    reason,
    ...(decision.kind === 'hold' && decision.evidence ? { evidence: decision.evidence } : {}),
    score,
    threshold,
    thresholdParts,
    ...(decision.kind === 'send'
      ? { chosen: ranked({ meme: decision.meme, score: decision.memeScore, parts: decision.parts }) }
      : {}),
    candidates: candidates.map(ranked),
    runnersUp: decision.runnersUp.map(ranked),
  }
}
