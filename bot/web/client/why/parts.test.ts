import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rawScore } from '../../../../src/pipeline/score.ts'
import { contributions, SUMMED, stackBounds } from './parts.ts'

const values = (min: number, max: number) => {
  const value = fc.double({ min, max, noNaN: true })
  return fc.record({
    scenario: value,
    emotion: value,
    motivation: value,
    examples: value,
    bestExample: value,
    unsuitable: value,
    lexical: value,
  })
}

test('what is stacked adds up to the weighted sum that ranks memes, whatever parts and weights', () => {
  fc.assert(
    fc.property(values(-1, 1), values(0, 2), (parts, weights) => {
      const stacked = contributions({ parts }, weights)
      expect(Object.keys(stacked)).toEqual([...SUMMED])
      const sum = Object.values(stacked).reduce((total, value) => total + value, 0)
      expect(sum).toBeCloseTo(rawScore(parts, weights), 10)
    }),
  )
})

test('every stack fits between the bounds, with room on both sides of 0', () => {
  fc.assert(
    fc.property(fc.array(values(-1, 1), { maxLength: 5 }), stacks => {
      const [low, high] = stackBounds(stacks)
      expect(low).toBeLessThan(0)
      expect(high).toBeGreaterThan(0)
      for (const stack of stacks) {
        const ends = Object.values(stack)
        expect(ends.filter(value => value > 0).reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(high + 1e-9)
        expect(ends.filter(value => value < 0).reduce((sum, value) => sum + value, 0)).toBeGreaterThanOrEqual(
          low - 1e-9,
        )
      }
    }),
  )
})
