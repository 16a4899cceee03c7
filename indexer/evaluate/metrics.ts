/** What a ranking of the whole library is worth for one context with at least one fitting meme. */
export interface RankingMetrics {
  /** 1 where a fitting meme is among the best 1, 5, 10; else 0. */
  readonly successAt1: number
  readonly successAt5: number
  readonly successAt10: number
  /** 1 / rank of the first fitting meme, 0 where none is in the ranking. */
  readonly reciprocalRank: number
  /** Discounted cumulative gain of the best ten over the best that there could be (Järvelin and Kekäläinen, 2002), gains 0 or 1. */
  readonly ndcgAt10: number
}

export const METRIC_NAMES = ['successAt1', 'successAt5', 'successAt10', 'reciprocalRank', 'ndcgAt10'] as const
export type MetricName = (typeof METRIC_NAMES)[number]

const discount = (rank: number) => 1 / Math.log2(rank + 1)

/** Judges one ranking. @param ranked best first @param fitting what a person would call fitting */
export function metricsOf(ranked: readonly string[], fitting: readonly string[]): RankingMetrics {
  const fits = new Set(fitting)
  const first = ranked.findIndex(slug => fits.has(slug)) + 1
  const success = (k: number) => Number(first > 0 && first <= k)
  const gain = ranked.slice(0, 10).reduce((sum, slug, at) => sum + (fits.has(slug) ? discount(at + 1) : 0), 0)
  let ideal = 0
  for (let rank = 1; rank <= Math.min(10, fits.size); rank += 1) ideal += discount(rank)
  return {
    successAt1: success(1),
    successAt5: success(5),
    successAt10: success(10),
    reciprocalRank: first > 0 ? 1 / first : 0,
    ndcgAt10: ideal > 0 ? gain / ideal : 0,
  }
}

/** Means over contexts; zeros without any. */
export function meanMetrics(all: readonly RankingMetrics[]): RankingMetrics {
  const mean = (name: MetricName) => all.reduce((sum, metrics) => sum + metrics[name], 0) / Math.max(1, all.length)
  return Object.fromEntries(METRIC_NAMES.map(name => [name, mean(name)])) as Record<MetricName, number>
}

/** Probability that at least one of `k` memes drawn from `total` without replacement is among `fitting`. */
export function chance(total: number, fitting: number, k: number): number {
  let miss = 1
  for (let drawn = 0; drawn < k; drawn += 1) miss *= Math.max(0, total - fitting - drawn) / Math.max(1, total - drawn)
  return 1 - miss
}

/** How well yes and no were told apart; all in [0, 1]. */
export interface BinaryFigures {
  /** Share of the yes that are right; 1 where there was no yes. */
  readonly precision: number
  /** Share of the right ones that got a yes; 1 where there were none. */
  readonly recall: number
  /** Harmonic mean of both. */
  readonly f1: number
}

/** Precision, recall and F1 of guesses against the truth. */
export function binaryFigures(
  cases: ReadonlyArray<{ readonly guess: boolean; readonly truth: boolean }>,
): BinaryFigures {
  const right = cases.filter(({ guess, truth }) => guess && truth).length
  const guessed = cases.filter(({ guess }) => guess).length
  const true_ = cases.filter(({ truth }) => truth).length
  return {
    precision: guessed === 0 ? 1 : right / guessed,
    recall: true_ === 0 ? 1 : right / true_,
    f1: guessed + true_ === 0 ? 1 : (2 * right) / (guessed + true_),
  }
}
