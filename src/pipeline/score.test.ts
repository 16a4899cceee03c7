import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadedMeme, randomDirection, randomQuery, randomVectors } from '../../test/synthetic-library.ts'
import { dot } from '../models/encoder.ts'
import { seededRandom } from '../random.ts'
import {
  boundedLogit,
  calibrated,
  lexicalOverlap,
  NEUTRAL_CALIBRATION,
  rawScore,
  scoreParts,
  wordWeights,
} from './score.ts'
import { MEMECMD_WEIGHTS, weightsFor } from './weights.ts'

const word = fc.constantFrom('加班', '奶茶', '老板', '周末', '猫', '狗', '开会')
const words = fc.uniqueArray(word, { maxLength: 7 })
const number = fc.double({ min: -2, max: 2, noNaN: true })
const probability = fc.double({ min: 0, max: 1, noNaN: true })

describe('the lexical overlap', () => {
  it('is in [0, 1]: 0 where nothing is shared, 1 where all is', () => {
    fc.assert(
      fc.property(words, words, fc.array(words, { minLength: 1, maxLength: 20 }), (query, meme, library) => {
        const overlap = lexicalOverlap(query, new Set(meme), wordWeights(library))
        const shared = query.filter(one => meme.includes(one)).length
        expect(overlap).toBeGreaterThanOrEqual(0)
        expect(overlap).toBeLessThanOrEqual(1)
        if (shared === 0) expect(overlap).toBe(0)
        if (shared === query.length && shared > 0) expect(overlap).toBe(1)
      }),
    )
  })

  it('counts a rarer word more', () => {
    const weights = wordWeights([['加班'], ['加班'], ['加班'], ['奶茶']])
    const share = (meme: string) => lexicalOverlap(['加班', '奶茶'], new Set([meme]), weights)
    expect(share('奶茶')).toBeGreaterThan(share('加班'))
    expect(share('奶茶') + share('加班')).toBeCloseTo(1)
    expect(weights.of('没人说过')).toBeGreaterThan(weights.of('奶茶'))
  })

  it('is 0, not NaN, for a query without words and in an empty library', () => {
    expect(lexicalOverlap([], new Set(['猫']), wordWeights([['猫']]))).toBe(0)
    expect(lexicalOverlap(['猫'], new Set(['猫']), wordWeights([]))).toBe(0)
  })
})

describe('the calibrated score', () => {
  const rising = fc.record({
    slope: fc.double({ min: 0, max: 20, noNaN: true }),
    welcome: fc.double({ min: 0, max: 2, noNaN: true }),
    intercept: fc.double({ min: -10, max: 10, noNaN: true }),
    contexts: fc.constant(1),
  })

  it('is a probability that never falls as the raw score or the welcome rises', () => {
    fc.assert(
      fc.property(rising, number, number, probability, probability, (calibration, a, b, c, d) => {
        const at = (raw: number, welcome: number) => calibrated(raw, welcome, calibration)
        const low = at(Math.min(a, b), Math.min(c, d))
        expect(at(Math.max(a, b), Math.min(c, d))).toBeGreaterThanOrEqual(low)
        expect(at(Math.min(a, b), Math.max(c, d))).toBeGreaterThanOrEqual(low)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(at(Math.max(a, b), Math.max(c, d))).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('tells apart raw scores that differ, so that ranks survive', () => {
    expect(calibrated(0.61, 0.9, NEUTRAL_CALIBRATION)).toBeGreaterThan(calibrated(0.6, 0.9, NEUTRAL_CALIBRATION))
  })
})

it('the bounded logit rises, is odd about one half, and stays within ±4 even for certainties', () => {
  fc.assert(
    fc.property(fc.double({ min: -1, max: 2, noNaN: true }), probability, (value, more) => {
      expect(Math.abs(boundedLogit(value))).toBeLessThanOrEqual(4)
      expect(boundedLogit(value + more)).toBeGreaterThanOrEqual(boundedLogit(value))
      expect(boundedLogit(1 - value)).toBeCloseTo(-boundedLogit(value), 9)
    }),
  )
  expect(boundedLogit(0.5)).toBe(0)
  expect(boundedLogit(0.8)).toBeCloseTo(Math.log(4))
})

describe('the raw parts', () => {
  it('are the cosines of the facets, the best of the examples among them', () => {
    fc.assert(
      fc.property(fc.nat(), seed => {
        const random = seededRandom(seed)
        const vectors = randomVectors(random, randomDirection(random))
        const query = randomQuery(random, randomDirection(random))
        const parts = scoreParts(query, loadedMeme(1, vectors), weightsFor('none'), wordWeights([]))
        const examples = vectors.examples.map(example => dot(query.vectors.examples, example))
        expect(parts.bestExample).toBeCloseTo(Math.max(...examples), 6)
        expect(parts.scenario).toBeCloseTo(dot(query.vectors.scenario, vectors.scenario), 6)
        expect(parts.unsuitable).toBeCloseTo(dot(query.context, vectors.unsuitable), 6)
        expect(parts.raw).toBeCloseTo(rawScore(parts, weightsFor('none')), 9)
      }),
    )
  })

  it('count against a meme only where its unsuitable scenario is alike at all', () => {
    const alike = (unsuitable: number) =>
      rawScore(
        { scenario: 0.5, emotion: 0, motivation: 0, examples: 0, bestExample: 0, unsuitable, lexical: 0 },
        MEMECMD_WEIGHTS,
      )
    expect(alike(0.5)).toBeLessThan(alike(0))
    expect(alike(-0.5)).toBe(alike(0))
  })

  it('of a hinted facet come from the hint, and unsuitable from what was said', () => {
    const [said, hint] = [new Float32Array([1, 0]), new Float32Array([0, 1])]
    const query = {
      vectors: { scenario: said, emotion: hint, motivation: said, examples: said },
      context: said,
      words: [],
    }
    const both = { scenario: hint, unsuitable: said, emotion: hint, motivation: hint, examples: Array(8).fill(hint) }
    const parts = scoreParts(query, loadedMeme(1, both), weightsFor('none'), wordWeights([]))
    expect(parts).toMatchObject({ scenario: 0, emotion: 1, motivation: 0, examples: 0, unsuitable: 1 })
  })
})
