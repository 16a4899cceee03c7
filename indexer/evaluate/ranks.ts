/** Where the best relevant item stands in a ranking that may have ties. */
export interface Standing {
  /** Items ranked strictly above it, none of them relevant. */
  readonly above: number
  /** Items with its very score, itself among them; at least 1. */
  readonly tied: number
  /** Relevant ones among those tied; at least 1. */
  readonly relevantTied: number
}

/** Retrieval figures over questions; all in [0, 1]. */
export interface RankFigures {
  /** Share of the questions with a relevant item among the best 1, 5 and 10. */
  readonly recallAt1: number
  readonly recallAt5: number
  readonly recallAt10: number
  /** Mean of 1 / rank of the first relevant item. */
  readonly mrr: number
}

/** Scores closer than this are ties: sums of the same numbers in another order. */
const RESOLUTION = 1e9
const coarse = (score: number) => Math.round(score * RESOLUTION)

/** Finds the best relevant item's standing. @param relevant positions in `scores`; at least one */
export function standingOf(scores: Float64Array, relevant: readonly number[]): Standing {
  const best = Math.max(...relevant.map(position => coarse(scores[position]!)))
  let [above, tied] = [0, 0]
  for (let position = 0; position < scores.length; position += 1) {
    const score = coarse(scores[position]!)
    if (score > best) above += 1
    else if (score === best) tied += 1
  }
  return { above, tied, relevantTied: relevant.filter(position => coarse(scores[position]!) === best).length }
}

/** Probability that the first relevant item is among the best `k`, every order of the tied ones being as likely. */
export function expectedRecall({ above, tied, relevantTied }: Standing, k: number): number {
  let miss = 1
  for (let drawn = 0; drawn < Math.min(tied, k - above); drawn += 1)
    miss *= Math.max(0, tied - relevantTied - drawn) / (tied - drawn)
  return k > above ? 1 - miss : 0
}

/** Expectation of 1 / rank of the first relevant item, every order of the tied ones being as likely. */
export function expectedReciprocal({ above, tied, relevantTied }: Standing): number {
  let [expectation, miss] = [0, 1]
  for (let drawn = 0; drawn <= tied - relevantTied; drawn += 1) {
    expectation += (miss * relevantTied) / (tied - drawn) / (above + drawn + 1)
    miss *= (tied - relevantTied - drawn) / (tied - drawn)
  }
  return expectation
}

/** Means of the expected figures over the standings; zeros without any. */
export function rankFigures(standings: readonly Standing[]): RankFigures {
  const mean = (value: (standing: Standing) => number) =>
    standings.reduce((sum, standing) => sum + value(standing), 0) / Math.max(1, standings.length)
  return {
    recallAt1: mean(standing => expectedRecall(standing, 1)),
    recallAt5: mean(standing => expectedRecall(standing, 5)),
    recallAt10: mean(standing => expectedRecall(standing, 10)),
    mrr: mean(expectedReciprocal),
  }
}
