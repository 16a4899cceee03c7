import type { Candidate, Decision } from '../schemas/decision.ts'

const round = (value: number) => Math.round(value * 1e6) / 1e6

/** A candidate as the command line prints it: part of the stable contract. */
export function presentCandidate({ meme, score, parts }: Candidate) {
  return {
    id: meme.id,
    slug: meme.slug,
    caption: meme.caption,
    file: meme.file,
    score: round(score),
    parts: Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, round(value)])),
    annotation: meme.annotation,
  }
}

/** A decision as the command line prints it: part of the stable contract. */
export function presentDecision(decision: Decision) {
  return {
    kind: decision.kind,
    reason: decision.reason,
    score: round(decision.score),
    threshold: round(decision.threshold),
    ...(decision.kind === 'send' ? { meme: decision.meme.id, memeScore: round(decision.memeScore) } : {}),
    ...(decision.kind === 'hold' && decision.evidence ? { evidence: decision.evidence } : {}),
  }
}
