import { type Explainable, type Explanation, explain } from '../../../../src/pipeline/explain.ts'
import type { Locale } from '../../../../src/pipeline/reasons.ts'
import type { PageDecision } from '../../chat/protocol.ts'
import type { Reply } from '../chat/conversation.ts'

/** What the explanation in words needs of a decision; undefined for a pair of kind and reason that no decision has. */
function explainable(decision: PageDecision): Explainable | undefined {
  const { score, threshold, thresholdParts, candidates, reason, evidence } = decision
  const shared = { score, threshold, thresholdParts, runnersUp: candidates }
  if (reason !== 'fits') return { ...shared, kind: 'hold', reason, evidence }
  const { meme, memeScore } = decision
  return meme ? { ...shared, kind: 'send', reason, meme, memeScore: memeScore ?? score } : undefined
}

/** Why it was decided so, in the words of one language. */
export function explanationOf(decision: PageDecision, locale: Locale): Explanation {
  const made = explainable(decision)
  return made ? explain(made, locale) : { headline: '', details: [] }
}

/** What was decided, in a few words to put under a message. */
export function verdictOf({ decision }: Reply, locale: Locale): string {
  const { kind, score, threshold } = decision
  if (kind === 'hold') return explanationOf(decision, locale).headline
  const points = `${score.toFixed(2)} ≥ ${threshold.toFixed(2)}`
  return locale === 'zh' ? `发了表情 · ${points}` : `Sent a meme · ${points}`
}
