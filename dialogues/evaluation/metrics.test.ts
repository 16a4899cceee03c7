import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { streamOf } from '../random.ts'
import { bootstrap, entropy, krippendorffAlpha, mean, variation } from './statistics.ts'
import { bleu, distinct, selfBleu, tokenSample } from './text-metrics.ts'

const word = fc.constantFrom('我', '你', '加班', '吃饭', '好')
const text = fc.array(word, { maxLength: 8 })

describe('distinct-n', () => {
  it('is the share of different n-grams, as a plain count gives it', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 6 }), fc.integer({ min: 1, max: 3 }), (texts, size) => {
        const grams = texts.flatMap(words =>
          words.flatMap((_, start) =>
            start + size <= words.length ? [words.slice(start, start + size).join(' ')] : [],
          ),
        )
        expect(distinct(texts, size)).toBeCloseTo(grams.length === 0 ? 0 : new Set(grams).size / grams.length)
      }),
    )
  })

  it('is taken on just as many tokens, the same for a seed', () => {
    const texts = Array.from({ length: 50 }, (_, index) => Array(7).fill(String(index)) as string[])
    const sample = tokenSample(texts, 100, 's')
    expect(sample.flat()).toHaveLength(100)
    expect(tokenSample(texts, 100, 's')).toEqual(sample)
    expect(tokenSample(texts, 1000, 's').flat()).toHaveLength(350)
  })
})

describe('BLEU', () => {
  it('of a text against itself is 1, and of two that share nothing is near 0', () => {
    expect(bleu(['a', 'b', 'c', 'd', 'e'], [['a', 'b', 'c', 'd', 'e']])).toBeCloseTo(1)
    expect(bleu(['a', 'b', 'c', 'd', 'e'], [['v', 'w', 'x', 'y', 'z']])).toBeLessThan(0.2)
  })

  it('of a worked example is what the formula gives: clipped precisions 5/6, 3/5, 1/4 and half a match of 3, and no brevity penalty', () => {
    const hypothesis = 'the cat sat on the mat'.split(' ')
    const reference = 'the cat is on the mat'.split(' ')
    const expected = ((5 / 6) * (3 / 5) * (1 / 4) * (0.5 / 3)) ** (1 / 4)
    expect(bleu(hypothesis, [reference])).toBeCloseTo(expected, 10)
  })

  it('of a short text is cut by the brevity penalty', () => {
    const short = bleu(['a', 'b'], [['a', 'b', 'c', 'd']])
    expect(short).toBeCloseTo(Math.exp(1 - 4 / 2))
  })

  it('is between 0 and 1, and does not fall with another reference of the same length', () => {
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 6 }),
        fc.array(fc.array(word, { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 4 }),
        (words, references) => {
          const score = bleu(words, references)
          expect(score).toBeGreaterThanOrEqual(0)
          expect(score).toBeLessThanOrEqual(1 + 1e-9)
          expect(bleu(words, [...references, ['好', '好', '我', '你', '好', '加班']])).toBeGreaterThanOrEqual(
            score - 1e-9,
          )
        },
      ),
    )
  })

  it('self-BLEU is 1 where all say the same, and low where all differ', () => {
    expect(selfBleu(Array(5).fill(['a', 'b', 'c', 'd']), 's')).toBeCloseTo(1)
    expect(
      selfBleu(
        Array.from({ length: 5 }, (_, index) => Array.from({ length: 6 }, (_, place) => `${index}-${place}`)),
        's',
      ),
    ).toBeLessThan(0.15)
  })
})

describe('the bootstrap', () => {
  it('covers the mean of normal samples about 95 times in 100', () => {
    const random = streamOf('normal')
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    let covered = 0
    for (let trial = 0; trial < 300; trial += 1) {
      const { low, high } = bootstrap(
        Array.from({ length: 40 }, () => 5 + normal()),
        mean,
        `t${trial}`,
        300,
      )
      covered += Number(low! <= 5 && 5 <= high!)
    }
    expect(covered / 300).toBeGreaterThan(0.89)
    expect(covered / 300).toBeLessThan(0.985)
  })

  it('pairs: of two statistics on the same units the difference of their resamples is that of one', () => {
    const units = Array.from({ length: 30 }, (_, index) => ({ a: index, b: index + 2 }))
    const difference = bootstrap(units, drawn => mean(drawn.map(({ b }) => b)) - mean(drawn.map(({ a }) => a)), 's')
    expect(difference).toEqual({ value: 2, low: 2, high: 2 })
  })

  it('says nothing of nothing', () => {
    expect(bootstrap([], mean, 's')).toEqual({ value: null, low: null, high: null })
  })
})

describe('the small statistics', () => {
  it('are those of the textbook', () => {
    expect(entropy([1, 1, 1, 1])).toBeCloseTo(2)
    expect(entropy([5])).toBe(0)
    expect(variation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(0.4)
    expect(variation([3])).toBeNaN()
  })

  it('alpha is 1 for raters who agree, about 0 for raters who guess, and below 0 for those who contradict', () => {
    expect(
      krippendorffAlpha([
        [1, 1],
        [5, 5],
        [9, 9],
      ]),
    ).toBe(1)
    const random = streamOf('alpha')
    expect(Math.abs(krippendorffAlpha(Array.from({ length: 500 }, () => [random(), random(), random()])))).toBeLessThan(
      0.08,
    )
    expect(
      krippendorffAlpha([
        [0, 100],
        [100, 0],
        [0, 100],
      ]),
    ).toBeLessThan(0)
  })

  it('alpha is what its definition by pairs gives, also with ratings missing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 4 }), { minLength: 2, maxLength: 8 }),
        units => {
          const rated = units.filter(unit => unit.length > 1)
          const all = rated.flat()
          fc.pre(all.length > 1 && new Set(all).size > 1)
          const between = (values: number[]) =>
            values.flatMap((a, i) => values.flatMap((b, j) => (i === j ? [] : [(a - b) ** 2])))
          const observed = mean(rated.flatMap(unit => unit.map(() => unit))?.map(unit => mean(between(unit))))
          const expected = mean(between(all))
          expect(krippendorffAlpha(units)).toBeCloseTo(1 - observed / expected, 8)
        },
      ),
    )
  })
})
