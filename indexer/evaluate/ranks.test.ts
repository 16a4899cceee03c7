import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectedRecall, expectedReciprocal, rankFigures, standingOf } from './ranks.ts'

/** Every order of the given things. */
function orders<T>(things: readonly T[]): T[][] {
  if (things.length === 0) return [[]]
  return things.flatMap((thing, at) => orders(things.toSpliced(at, 1)).map(rest => [thing, ...rest]))
}

/** Rank of the first relevant item in every order that the scores allow. */
function possibleRanks(scores: readonly number[], relevant: readonly number[]): number[] {
  return orders(scores.map((_, position) => position))
    .filter(order => order.every((position, at) => at === 0 || scores[order[at - 1]!]! >= scores[position]!))
    .map(order => 1 + order.findIndex(position => relevant.includes(position)))
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

const ranking = fc
  .array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 6 })
  .chain(scores => fc.tuple(fc.constant(scores), fc.subarray([...scores.keys()], { minLength: 1 })))

describe('expected figures under ties', () => {
  it('are the means over every order that the scores allow', () => {
    fc.assert(
      fc.property(ranking, fc.integer({ min: 1, max: 7 }), ([scores, relevant], k) => {
        const standing = standingOf(Float64Array.from(scores), relevant)
        const ranks = possibleRanks(scores, relevant)
        expect(expectedRecall(standing, k)).toBeCloseTo(mean(ranks.map(rank => Number(rank <= k))), 9)
        expect(expectedReciprocal(standing)).toBeCloseTo(mean(ranks.map(rank => 1 / rank)), 9)
      }),
      { numRuns: 200 },
    )
  })

  it('take sums of the same numbers in another order for a tie', () => {
    const scores = Float64Array.of(0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1)
    expect(scores[0]).not.toBe(scores[1])
    expect(standingOf(scores, [1])).toEqual({ above: 0, tied: 2, relevantTied: 1 })
  })

  it('of a ranking that knows nothing are those of chance', () => {
    const standing = standingOf(new Float64Array(20), [7])
    expect(expectedRecall(standing, 5)).toBeCloseTo(5 / 20)
    expect(rankFigures([standing]).recallAt10).toBeCloseTo(0.5)
  })

  it('of nothing are 0', () => {
    expect(rankFigures([])).toEqual({ recallAt1: 0, recallAt5: 0, recallAt10: 0, mrr: 0 })
  })
})
