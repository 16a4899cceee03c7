import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { softmax } from '../../models/softmax.ts'
import { normalizeText } from '../../text/normalize.ts'
import { CLASSES, loadClassifier } from './classifier.ts'
import { BUCKETS, bucketOf, gateFeatures } from './features.ts'
import { categoriesIn } from './lexicon.ts'

const classifier = loadClassifier()
const anyTurns = fc.array(fc.string({ unit: 'binary', maxLength: 80 }), { maxLength: 4 })
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

describe('softmax', () => {
  it('is the quotient of the exponentials', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 1, maxLength: 6 }), logits => {
        const powers = logits.map(Math.exp)
        softmax(logits).forEach((value, index) => {
          expect(value).toBeCloseTo((powers[index] ?? 0) / sum(powers), 10)
        })
      }),
    )
  })

  it('does not overflow', () => {
    expect(softmax([1000, 1000])).toEqual([0.5, 0.5])
    expect(softmax([-1000, 1000])).toEqual([0, 1])
  })
})

describe('the classifier', () => {
  it('gives probabilities that sum to 1 for any turns, the same every time', () => {
    fc.assert(
      fc.property(anyTurns, turns => {
        const probabilities = classifier.classify(turns)
        const values = CLASSES.map(name => probabilities[name])
        expect(values.every(value => value >= 0 && value <= 1)).toBe(true)
        expect(sum(values)).toBeCloseTo(1, 9)
        expect(classifier.classify(turns)).toEqual(probabilities)
      }),
      { numRuns: 300 },
    )
  })

  it('reads both scripts alike', () => {
    expect(classifier.classify(['爺爺過世了'])).toEqual(classifier.classify(['爷爷过世了']))
  })

  it('hears three turns, and not what came before them', () => {
    const three = ['今天吃什么', '火锅', '走走走']
    expect(classifier.classify(['爷爷走了', ...three])).toEqual(classifier.classify(three))
    expect(classifier.classify(['爷爷走了', '嗯'])).not.toEqual(classifier.classify(['嗯']))
  })
})

describe('the features', () => {
  it('are distinct, at least one, and bounded for 100,000 characters', () => {
    fc.assert(
      fc.property(anyTurns, turns => {
        const features = gateFeatures(turns)
        expect(features.length).toBeGreaterThan(0)
        expect(new Set(features).size).toBe(features.length)
      }),
      { numRuns: 200 },
    )
    const long = Array.from({ length: 100_000 }, (_, index) => String.fromCharCode(0x4e00 + (index % 20_000))).join('')
    expect(gateFeatures([long, long, long]).length).toBeLessThan(3000)
  })

  it('fall into the buckets, and evenly', () => {
    const counts = new Uint32Array(16)
    for (let index = 0; index < 16_000; index += 1) {
      const bucket = bucketOf(`g:${String.fromCharCode(0x4e00 + index)}`)
      expect(Number.isInteger(bucket) && bucket >= 0 && bucket < BUCKETS).toBe(true)
      counts[bucket % 16]! += 1
    }
    // Standard deviation of a count is 31; eight of them.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(250)
  })
})

describe('the lexicon', () => {
  const entries = readFileSync(new URL('./lexicon.jsonl', import.meta.url), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as { category: string; words: string[] })

  it('has no word that can never be found: all are normalised and short enough', () => {
    const dead = entries.flatMap(({ category, words }) =>
      words.filter(word => !categoriesIn(normalizeText(word)).includes(category)),
    )
    expect(dead).toEqual([])
  })

  it('finds categories in a text, sorted and once each', () => {
    const found = categoriesIn('外婆和爷爷进了手术室')
    expect(found).toContain('kin-elder')
    expect(found).toEqual([...new Set(found)].sort())
    expect(categoriesIn('')).toEqual([])
  })
})
