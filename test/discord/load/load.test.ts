import { expect, test } from 'vitest'
import { withIndexedLibrary } from '../bot-process.ts'
import { measure, quantile } from './measure.ts'

const library = withIndexedLibrary()

test('at 20 messages a second it keeps up, and a message costs little', async () => {
  const { memes, p50, processor } = await measure({ rate: 20, seconds: 14 }, library.copy())
  expect(memes).toBeGreaterThan(20)
  // How long it takes depends on what else the machine does: `npm run bench:discord` measures that. What it costs does not.
  expect(p50).toBeLessThan(10_000)
  if (process.platform === 'linux') expect(processor).toBeLessThan(40)
}, 120_000)

test('quantiles are those of the sorted values', () => {
  const values = [5, 1, 4, 2, 3]
  expect([0, 0.5, 0.99, 1].map(share => quantile(values, share))).toEqual([1, 3, 5, 5])
  expect(quantile([], 0.5)).toBeNaN()
})
