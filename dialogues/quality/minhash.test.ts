import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { streamOf } from '../random.ts'
import { jaccard } from '../scenarios/likeness.ts'
import { LikenessIndex, likeness, SIGNATURE_LENGTH, shingles, signature } from './minhash.ts'

/** Two sets of numbers that share a given part of themselves. */
function overlapping(shared: number, own: number, seed: string): [Set<number>, Set<number>] {
  const random = streamOf(seed)
  const draw = (count: number) => Array.from({ length: count }, () => Math.floor(random() * 4294967296))
  const common = draw(shared)
  return [new Set([...common, ...draw(own)]), new Set([...common, ...draw(own)])]
}

describe('the MinHash signature', () => {
  it.each([
    [0, 300],
    [50, 200],
    [100, 100],
    [200, 50],
    [300, 10],
    [300, 0],
  ])(
    'estimates the exact Jaccard similarity of sets with %i common and %i own members within four standard errors',
    (shared, own) => {
      const errors = Array.from({ length: 20 }, (_, round) => {
        const [a, b] = overlapping(shared, own, `${shared}/${own}/${round}`)
        return likeness(signature(a), signature(b)) - jaccard(a, b)
      })
      const exact = shared / (shared + 2 * own)
      const standardError = Math.sqrt((exact * (1 - exact)) / SIGNATURE_LENGTH)
      for (const error of errors) expect(Math.abs(error)).toBeLessThanOrEqual(4 * standardError + 1e-9)
      const bias = errors.reduce((sum, error) => sum + error, 0) / errors.length
      expect(Math.abs(bias)).toBeLessThanOrEqual((4 * standardError) / Math.sqrt(errors.length) + 1e-9)
    },
  )

  it('does not depend on the order of the members', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0 }), { minLength: 1, maxLength: 30 }), members => {
        expect(signature(new Set(members))).toEqual(signature(new Set([...members].reverse())))
      }),
    )
  })
})

describe('shingles', () => {
  it('are the triples of the characters, whatever the punctuation, spaces and line ends between them', () => {
    expect(shingles('我真的\n会，谢')).toEqual(shingles('我真的会谢'))
    expect(shingles('我真的会谢').size).toBe(3)
    expect(shingles('好').size).toBe(0)
  })
})

describe('the index of likenesses', () => {
  it('finds the closest of all that are alike by half or more, as comparing with each would', () => {
    const held = Array.from({ length: 60 }, (_, index) => signature(overlapping(100, 100, `held ${index}`)[0]))
    const index = new LikenessIndex()
    for (const mark of held) index.add(mark)
    let compared = 0
    for (let asked = 0; asked < 60; asked += 1) {
      const [, other] = overlapping(100, 5 + asked, `held ${asked}`)
      const [own] = overlapping(100, 100, `held ${asked}`)
      const mark = signature(new Set([...other, ...[...own].slice(0, 150)]))
      const exact = Math.max(...held.map(existing => likeness(existing, mark)))
      if (exact < 0.5) continue
      compared += 1
      expect(index.closest(mark)).toBe(exact)
    }
    expect(compared).toBeGreaterThan(10)
  })

  it('holds nothing like a stranger', () => {
    const index = new LikenessIndex()
    index.add(signature(overlapping(0, 300, 'a')[0]))
    expect(index.closest(signature(overlapping(0, 300, 'b')[0]))).toBeLessThan(0.1)
    expect(new LikenessIndex().closest(signature(new Set([1])))).toBe(0)
  })
})
