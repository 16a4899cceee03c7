import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hammingDistance } from './duplicates.ts'

test('the distance is the number of binary digits that differ', () => {
  const hash = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
  const digits = (value: bigint) => value.toString(2).padStart(64, '0')
  const hex = (value: bigint) => value.toString(16).padStart(16, '0')
  fc.assert(
    fc.property(hash, hash, (one, two) => {
      const brute = [...digits(one)].filter((digit, at) => digit !== digits(two)[at]).length
      expect(hammingDistance(hex(one), hex(two))).toBe(brute)
    }),
  )
})
