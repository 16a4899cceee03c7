import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dot, unit, weightedMean } from './encoder.ts'

const component = fc.float({ min: -100, max: 100, noNaN: true })
const vector = (length: number) => fc.array(component, { minLength: length, maxLength: length })
const pair = fc.integer({ min: 0, max: 70 }).chain(length => fc.tuple(vector(length), vector(length)))
const norm = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))

describe('dot', () => {
  it('is the sum of products, for every length', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const [left, right] = [Float32Array.from(a), Float32Array.from(b)]
        const naive = left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0)
        const scale = left.reduce((sum, value, index) => sum + Math.abs(value * (right[index] ?? 0)), 1)
        expect(Math.abs(dot(left, right) - naive)).toBeLessThan(1e-12 * scale)
      }),
    )
  })

  it('with a zero vector is 0', () => {
    expect(dot(new Float32Array(5), Float32Array.of(1, 2, 3, 4, 5))).toBe(0)
    expect(dot(new Float32Array(0), new Float32Array(0))).toBe(0)
  })
})

describe('unit', () => {
  it('has norm 1 and the same direction', () => {
    fc.assert(
      fc.property(vector(9), values => {
        const given = Float32Array.from(values)
        fc.pre(norm(given) > 1e-6)
        const result = unit(given)
        expect(norm(result)).toBeCloseTo(1, 5)
        expect(dot(result, given)).toBeCloseTo(norm(given), 2)
      }),
    )
  })

  it.each([
    ['zero', [0, 0, 0]],
    ['next to nothing', [1e-12, 0, 0]],
    ['not a number', [Number.NaN, 1, 0]],
    ['infinite', [Number.POSITIVE_INFINITY, 1, 0]],
  ])('of what has no direction (%s) is the zero vector', (_title, values) => {
    expect([...unit(Float32Array.from(values))]).toEqual([0, 0, 0])
  })

  it('leaves its argument as it is', () => {
    const given = Float32Array.of(3, 4)
    unit(given)
    expect([...given]).toEqual([3, 4])
  })
})

describe('weightedMean', () => {
  it('is the unit vector along the weighted sum', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(vector(6), component), { minLength: 1, maxLength: 8 }), rows => {
        const vectors = rows.map(([values]) => Float32Array.from(values))
        const weights = rows.map(([, weight]) => weight)
        const sum = Float32Array.from({ length: 6 }, (_, column) =>
          vectors.reduce((total, values, row) => total + (values[column] ?? 0) * (weights[row] ?? 0), 0),
        )
        fc.pre(norm(sum) > 1)
        expect(dot(weightedMean(vectors, weights), unit(sum))).toBeCloseTo(1, 3)
      }),
    )
  })

  it('counts what has no weight for nothing, and of nothing is nothing', () => {
    expect([...weightedMean([Float32Array.of(2, 0), Float32Array.of(0, 2)], [1])]).toEqual([1, 0])
    expect(weightedMean([], [])).toHaveLength(0)
    expect([...weightedMean([Float32Array.of(1, 0), Float32Array.of(-1, 0)], [1, 1])]).toEqual([0, 0])
  })
})
