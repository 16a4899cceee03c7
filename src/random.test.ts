import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom, seedFrom } from './random.ts'

const draw = (seed: number, count: number) => {
  const random = seededRandom(seed)
  return Array.from({ length: count }, random)
}

describe('seededRandom', () => {
  it('repeats itself for one seed, stays in [0, 1), and differs between seeds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (seed, other) => {
        const numbers = draw(seed, 50)
        expect(draw(seed, 50)).toEqual(numbers)
        expect(numbers.every(value => value >= 0 && value < 1)).toBe(true)
        if ((seed | 0) !== (other | 0)) expect(draw(other, 50)).not.toEqual(numbers)
      }),
    )
  })

  it('is uniform: every tenth of the range gets its tenth of 100,000 draws', () => {
    const counts = new Array<number>(10).fill(0)
    for (const value of draw(1, 100_000)) counts[Math.floor(value * 10)]! += 1
    // Standard deviation of a count is 95; five of them.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(475)
  })

  it('does not depend on what it drew just before', () => {
    const values = draw(7, 100_000)
    const covariance = values.slice(1).reduce((sum, value, at) => sum + (value - 0.5) * (values[at]! - 0.5), 0) / 99_999
    expect(Math.abs(covariance * 12)).toBeLessThan(0.016)
  })

  it('takes seeds beyond 32 bits', () => {
    expect(draw(Date.UTC(2026, 0), 3).every(Number.isFinite)).toBe(true)
  })
})

describe('seedFrom', () => {
  it('is FNV-1a: its published values for ASCII', () => {
    expect(seedFrom('')).toBe(0x811c9dc5)
    expect(seedFrom('a')).toBe(0xe40c292c)
    expect(seedFrom('foobar')).toBe(0xbf9cf968)
  })

  it('is an unsigned 32-bit number for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const seed = seedFrom(text)
        expect(Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff).toBe(true)
      }),
    )
  })

  it('tells a thousand seeds apart', () => {
    expect(new Set(Array.from({ length: 1000 }, (_, index) => seedFrom(`seed ${index}`))).size).toBe(1000)
  })
})
