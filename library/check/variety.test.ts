import fc from 'fast-check'
import { expect, test } from 'vitest'
import { closestTwins, distinct, trigrams } from './variety.ts'

test('distinct-2 is the share of different neighbours, and no pair reaches over the end of a line', () => {
  expect(distinct([['又', '要', '又', '要']], 2, 100)).toBeCloseTo(2 / 3)
  expect(
    distinct(
      [
        ['又', '要'],
        ['又', '要'],
      ],
      2,
      100,
    ),
  ).toBe(0.5)
  expect(distinct([['又'], ['要']], 2, 100)).toBe(1)
})

test('only the sample counts: words past it change nothing', () => {
  const line = ['甲', '乙', '丙']
  expect(distinct([line, line, line], 2, 3)).toBe(1)
})

test('punctuation and spaces are no part of a trigram', () => {
  expect([...trigrams('加，班 了！')]).toEqual(['加班了'])
})

test('the closest twin is the one that a brute-force comparison finds', () => {
  const text = fc.array(fc.constantFrom(...'甲乙丙丁'), { maxLength: 9 }).map(characters => characters.join(''))
  fc.assert(
    fc.property(fc.array(text, { maxLength: 7 }), texts => {
      const share = (one: string, two: string) => {
        const own = [...trigrams(one)]
        return own.length === 0 ? 0 : own.filter(gram => trigrams(two).has(gram)).length / own.length
      }
      const brute = texts.flatMap((one, at) => {
        const best = Math.max(0, ...texts.filter((_, other) => other !== at).map(two => share(one, two)))
        return best > 0 ? [best] : []
      })
      expect(closestTwins(texts).map(twin => twin.share)).toEqual(brute)
    }),
  )
})
