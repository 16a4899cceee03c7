import type { DecisionRecord } from '../../../src/conversations.ts'
import type { Candidate } from '../../../src/schemas/decision.ts'
import type { StoredMeme } from '../../../src/schemas/meme.ts'
import type { PageCandidate, PageDecision, PageMeme } from './protocol.ts'

export function presentMeme(meme: StoredMeme): PageMeme {
  return { id: meme.id, caption: meme.caption, url: `/memes/${meme.id}`, width: meme.width, height: meme.height }
}

export function presentCandidate({ meme, score, parts }: Candidate): PageCandidate {
  return { meme: presentMeme(meme), score, parts: { ...parts } }
}

/** A decision as data; the page says it in its own language. */
export function presentDecision(record: DecisionRecord): PageDecision {
  const { decision } = record
  return {
    id: record.id,
    at: record.at,
    messages: [...record.messages],
    kind: decision.kind,
    reason: decision.reason,
    ...(decision.kind === 'hold' && decision.evidence ? { evidence: decision.evidence } : {}),
    score: decision.score,
    threshold: decision.threshold,
    thresholdParts: decision.thresholdParts,
    meme: record.shown ? presentMeme(record.shown) : null,
    memeScore: decision.kind === 'send' ? decision.memeScore : null,
    candidates: record.candidates.map(presentCandidate),
    weights: { ...record.weights },
    draw: record.draw,
  }
}
