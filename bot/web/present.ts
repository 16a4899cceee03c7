import type { DecisionRecord } from '../../src/conversations.ts'
import { explain } from '../../src/pipeline/explain.ts'
import { type Locale, PART_NAMES } from '../../src/pipeline/reasons.ts'
import type { Candidate } from '../../src/schemas/decision.ts'
import type { StoredMeme } from '../../src/schemas/meme.ts'
import type { PageCandidate, PageDecision, PageMeme } from './protocol.ts'

export function presentMeme(meme: StoredMeme): PageMeme {
  return { id: meme.id, caption: meme.caption, url: `/memes/${meme.id}`, width: meme.width, height: meme.height }
}

function presentCandidate({ meme, score, parts }: Candidate, locale: Locale): PageCandidate {
  const named = Object.entries(parts).map(([name, value]) => ({
    name,
    label: PART_NAMES[name]?.[locale] ?? name,
    value,
  }))
  return { meme: presentMeme(meme), score, parts: named }
}

/** A decision in the words of one language. */
export function presentDecision(record: DecisionRecord, locale: Locale): PageDecision {
  const { decision, candidates } = record
  const { headline, details } = explain(decision, locale)
  return {
    id: record.id,
    kind: decision.kind,
    reason: decision.reason,
    headline,
    details,
    score: decision.score,
    threshold: decision.threshold,
    meme: record.shown ? presentMeme(record.shown) : null,
    candidates: candidates.map(candidate => presentCandidate(candidate, locale)),
  }
}
