import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/random.ts'
import { bootstrapMean } from './bootstrap.ts'
import { binaryFigures, chance, meanMetrics, metricsOf } from './metrics.ts'
import { atPrevalence, reliabilityOf } from './reliability.ts'

const ranking = fc.uniqueArray(fc.integer({ min: 0, max: 30 }).map(String), { minLength: 1, maxLength: 25 })
const pair = ranking.chain(ranked =>
  fc.tuple(fc.constant(ranked), fc.subarray([...ranked, 'elsewhere'], { minLength: 1 })),
)

describe('the metrics of a ranking', () => {
  it('are what their definitions give, counted rank by rank', () => {
    fc.assert(
      fc.property(pair, ([ranked, fitting]) => {
        const metrics = metricsOf(ranked, fitting)
        const relevance = ranked.map(slug => (fitting.includes(slug) ? 1 : 0))
        const top = (k: number) => (relevance.slice(0, k).some(Boolean) ? 1 : 0)
        expect([metrics.successAt1, metrics.successAt5, metrics.successAt10]).toEqual([top(1), top(5), top(10)])
        expect(metrics.reciprocalRank).toBe(relevance.includes(1) ? 1 / (relevance.indexOf(1) + 1) : 0)
        const dcg = (gains: readonly number[]) =>
          gains
            .slice(0, 10)
            .reduce((sum, gain, index) => sum + (2 ** gain - 1) / (Math.log(index + 2) / Math.log(2)), 0)
        const ideal = fitting.map(() => 1)
        expect(metrics.ndcgAt10).toBeCloseTo(dcg(relevance) / dcg(ideal), 9)
      }),
    )
  })

  it('of the best possible ranking are all 1, of one without any are all 0', () => {
    const best = metricsOf(['a', 'b', 'c'], ['b', 'a'])
    expect(Object.values(best)).toEqual([1, 1, 1, 1, 1])
    expect(Object.values(meanMetrics([metricsOf(['c'], ['a'])]))).toEqual([0, 0, 0, 0, 0])
    expect(Object.values(meanMetrics([]))).toEqual([0, 0, 0, 0, 0])
  })
})

describe('chance', () => {
  it('is the share of all draws that hold a fitting one', () => {
    const draws = (items: readonly number[], k: number): number[][] =>
      k === 0 ? [[]] : items.flatMap((item, at) => draws(items.slice(at + 1), k - 1).map(rest => [item, ...rest]))
    for (const [total, fitting, k] of [
      [6, 2, 3],
      [7, 1, 5],
      [5, 4, 2],
      [4, 4, 4],
    ] as const) {
      const all = draws([...Array(total).keys()], k)
      expect(chance(total, fitting, k)).toBeCloseTo(
        all.filter(draw => draw.some(item => item < fitting)).length / all.length,
        9,
      )
    }
  })
})

describe('precision, recall and F1', () => {
  it('are the shares that counting gives', () => {
    const cases = fc.array(fc.record({ guess: fc.boolean(), truth: fc.boolean() }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(cases, all => {
        const { precision, recall, f1 } = binaryFigures(all)
        const yes = all.filter(one => one.guess)
        const right = all.filter(one => one.truth)
        if (yes.length > 0) expect(precision).toBeCloseTo(yes.filter(one => one.truth).length / yes.length, 9)
        if (right.length > 0) expect(recall).toBeCloseTo(right.filter(one => one.guess).length / right.length, 9)
        if (yes.length > 0 && right.length > 0 && precision + recall > 0)
          expect(f1).toBeCloseTo((2 * precision * recall) / (precision + recall), 9)
      }),
    )
  })
})

const forecast = fc.record({
  probability: fc.double({ min: 0, max: 1, noNaN: true }),
  happened: fc.boolean(),
  welcome: fc.boolean(),
})

describe('reliability', () => {
  it('puts every forecast in one bin, and its error is the weighed mean over the bins', () => {
    fc.assert(
      fc.property(fc.array(forecast, { minLength: 1, maxLength: 40 }), forecasts => {
        const { bins, ece, brier } = reliabilityOf(forecasts.map(one => ({ ...one, weight: 1 })))
        expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(forecasts.length)
        let error = 0
        bins.forEach(({ from, to }, at) => {
          const inside = forecasts.filter(({ probability: p }) => p >= from && (p < to || at === 9))
          const difference = inside.reduce((sum, one) => sum + one.probability - Number(one.happened), 0)
          error += Math.abs(difference) / forecasts.length
        })
        expect(ece).toBeCloseTo(error, 6)
        const squares = forecasts.reduce((sum, one) => sum + (one.probability - Number(one.happened)) ** 2, 0)
        expect(brier).toBeCloseTo(squares / forecasts.length, 9)
      }),
    )
  })

  it('of an honest forecaster is near 0, and of one who always says 0.9 of coins is 0.4', () => {
    const random = seededRandom(1)
    const honest = Array.from({ length: 20_000 }, () => random()).map(probability => ({
      probability,
      happened: random() < probability,
      weight: 1,
    }))
    expect(reliabilityOf(honest).ece).toBeLessThan(0.02)
    const boast = Array.from({ length: 1000 }, (_, at) => ({ probability: 0.9, happened: at % 2 === 0, weight: 1 }))
    expect(reliabilityOf(boast).ece).toBeCloseTo(0.4, 9)
  })

  it('at a prevalence weighs the group to that share of the whole', () => {
    fc.assert(
      fc.property(fc.array(forecast, { minLength: 1, maxLength: 40 }), forecasts => {
        fc.pre(forecasts.some(one => one.welcome) && forecasts.some(one => !one.welcome))
        const weighed = atPrevalence(forecasts, 0.1)
        const total = weighed.reduce((sum, one) => sum + one.weight, 0)
        const group = weighed.reduce((sum, one, at) => sum + (forecasts[at]!.welcome ? one.weight : 0), 0)
        expect(total).toBeCloseTo(forecasts.length, 6)
        expect(group / total).toBeCloseTo(0.1, 6)
      }),
    )
  })

  it('of nothing is nothing', () => {
    expect(reliabilityOf([])).toMatchObject({ forecasts: 0, ece: 0, brier: 0 })
  })
})

describe('the bootstrap', () => {
  it('gives an interval about the mean as wide as the normal one', () => {
    const random = seededRandom(2)
    const values = Array.from({ length: 400 }, () => Number(random() < 0.3))
    const { mean, low, high } = bootstrapMean(values, seededRandom(3))
    const half = 1.96 * Math.sqrt((mean * (1 - mean)) / 400)
    expect(mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 400, 9)
    expect(mean - low).toBeCloseTo(half, 1.5)
    expect(high - mean).toBeCloseTo(half, 1.5)
    expect(bootstrapMean(values, seededRandom(3))).toEqual({ mean, low, high })
  })

  it('of what never varies is a point, and of nothing is 0', () => {
    expect(bootstrapMean([2, 2, 2], seededRandom(1))).toEqual({ mean: 2, low: 2, high: 2 })
    expect(bootstrapMean([], seededRandom(1))).toEqual({ mean: 0, low: 0, high: 0 })
  })
})
