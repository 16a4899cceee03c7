import { expect, test } from 'vitest'
import { withIndexedLibrary } from '../bot-process.ts'
import { measure, quantile } from './measure.ts'

const library = withIndexedLibrary()

test('at 20 messages a second, memes are on their way soon after the quiet time', async () => {
  const { memes, p50, p99 } = await measure({ rate: 20, seconds: 14 }, library.copy(), () => ({
    resident: 0,
    processor: 0,
  }))
  expect(memes).toBeGreaterThan(20)
  // Generous, for machines that are busy with other things; `npm run bench:discord` measures.
  expect(p50).toBeLessThan(150)
  expect(p99).toBeLessThan(1000)
}, 120_000)

test('quantiles are those of the sorted values', () => {
  const values = [5, 1, 4, 2, 3]
  expect([0, 0.5, 0.99, 1].map(share => quantile(values, share))).toEqual([1, 3, 5, 5])
  expect(quantile([], 0.5)).toBeNaN()
})
