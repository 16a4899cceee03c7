import type { Evidence } from '../../library/fingerprint/compare.ts'
import type { Judgement } from '../../library/fingerprint/judge.ts'

/** A pair of pictures of which it is known whether they are duplicates, and how it was judged. */
export interface PairResult {
  /** How the second was made of the first. */
  readonly kind: string
  readonly areSame: boolean
  readonly name: string
  readonly verdict: Judgement['verdict']
  readonly why: Judgement['why'] | 'far'
  readonly evidence: Evidence
}

/** What the pairs come to: a line per kind, and the whole. An `unsure` pair is no found duplicate, and no mistaken one. */
export function reportPairs(results: readonly PairResult[]) {
  const count = (areSame: boolean, ...verdicts: Array<Judgement['verdict']>) =>
    results.filter(result => result.areSame === areSame && verdicts.includes(result.verdict)).length
  const [found, mistaken] = [count(true, 'same'), count(false, 'same')]
  const positives = results.filter(({ areSame }) => areSame).length
  const kinds = [...new Set(results.map(({ areSame, kind }) => `${areSame ? '=' : '≠'} ${kind}`))].sort()
  const lines = kinds.map(kind => {
    const of = results.filter(result => `${result.areSame ? '=' : '≠'} ${result.kind}` === kind)
    const verdicts = (['same', 'different', 'unsure'] as const).map(
      verdict => `${verdict} ${of.filter(result => result.verdict === verdict).length}`,
    )
    return `${kind}: ${verdicts.join(', ')}`
  })
  return {
    text: lines.join('\n'),
    figures: {
      pairs: results.length,
      positives,
      negatives: results.length - positives,
      recall: round(found / positives),
      precision: round(found / (found + mistaken)),
      mistaken,
      unsureOfDuplicates: count(true, 'unsure'),
      unsureOfOthers: count(false, 'unsure'),
    },
  }
}

const round = (value: number) => Math.round(value * 1e4) / 1e4
