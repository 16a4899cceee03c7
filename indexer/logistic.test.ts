import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../src/random.ts'
import { fitLogistic, solve } from './logistic.ts'

/** Penalised log-likelihood, as the fit promises to maximise it: the ridge spares the intercept. */
function likelihood(rows: number[][], outcomes: number[], coefficients: readonly number[]): number {
  const slopes = coefficients.slice(0, -1)
  const penalty = slopes.reduce((sum, value) => sum + value * value, 0) * (1e-3 / 2)
  return rows.reduce((sum, row, index) => {
    const logit = row.reduce((total, value, column) => total + value * slopes[column]!, coefficients.at(-1)!)
    return sum - Math.log1p(Math.exp(outcomes[index] ? -logit : logit))
  }, -penalty)
}

/** Climbs the likelihood by trying ever smaller steps along each axis: slow, and with no algebra to get wrong. */
function bruteForce(rows: number[][], outcomes: number[]): number[] {
  let best = new Array<number>(rows[0]!.length + 1).fill(0)
  for (let step = 2; step > 1e-5; ) {
    const tries = best.flatMap((_, column) =>
      [step, -step].map(change => best.map((value, at) => (at === column ? value + change : value))),
    )
    const values = tries.map(one => likelihood(rows, outcomes, one))
    const highest = Math.max(...values)
    if (highest > likelihood(rows, outcomes, best)) best = tries[values.indexOf(highest)]!
    else step /= 2
  }
  return best
}

function sample(seed: number, count: number, truth: readonly number[]) {
  const random = seededRandom(seed)
  const rows = Array.from({ length: count }, () => truth.slice(1).map(() => random() * 2 - 1))
  const outcomes = rows.map(row => {
    const logit = row.reduce((sum, value, column) => sum + value * truth[column]!, truth.at(-1)!)
    return random() < 1 / (1 + Math.exp(-logit)) ? 1 : 0
  })
  return { rows, outcomes }
}

describe('the logistic fit', () => {
  it.each([{ truth: [3, -1] }, { truth: [2, -1, 0.5] }, { truth: [0, 0, 2, -3] }])(
    'finds what a brute-force search finds, for $truth',
    ({ truth }) => {
      const { rows, outcomes } = sample(7, 80, truth)
      const [fitted, searched] = [fitLogistic(rows, outcomes), bruteForce(rows, outcomes)]
      fitted.forEach((value, column) => {
        expect(value).toBeCloseTo(searched[column]!, 2)
      })
      expect(likelihood(rows, outcomes, fitted)).toBeGreaterThanOrEqual(likelihood(rows, outcomes, searched) - 1e-9)
    },
  )

  it('comes near the truth when there is much to learn from', () => {
    const truth = [3, -2, 0.5]
    const { rows, outcomes } = sample(3, 5000, truth)
    fitLogistic(rows, outcomes).forEach((value, column) => {
      expect(Math.abs(value - truth[column]!)).toBeLessThan(0.3)
    })
  })

  it('stays finite where the classes can be told apart perfectly, or are all one, or a column says nothing', () => {
    const fits = [
      fitLogistic([[0], [1], [2], [3]], [0, 0, 1, 1]),
      fitLogistic([[0.1], [0.4], [0.3]], [0, 0, 0]),
      fitLogistic([[1], [1], [1], [1]], [0, 1, 1, 1]),
      fitLogistic([], []),
    ]
    for (const fit of fits) for (const value of fit) expect(Number.isFinite(value)).toBe(true)
    expect(fits[0]![0]).toBeGreaterThan(0)
  })
})

describe('the linear solver', () => {
  it('solves what has a solution, rows in any order', () => {
    const entry = fc.double({ min: -5, max: 5, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 9, maxLength: 9 }),
        fc.array(entry, { minLength: 3, maxLength: 3 }),
        (m, x) => {
          const matrix = [0, 1, 2].map(row =>
            [0, 1, 2].map(column => m[row * 3 + column]! + (row === (column + 1) % 3 ? 20 : 0)),
          )
          const product = matrix.map(row => row.reduce((sum, value, column) => sum + value * x[column]!, 0))
          solve(matrix, product).forEach((value, row) => {
            expect(value).toBeCloseTo(x[row]!, 8)
          })
        },
      ),
    )
  })
})
