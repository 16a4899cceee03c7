import { expect, test, vi } from 'vitest'
import { Arrivals } from './arrivals.ts'

test('what is under way in a channel is waited for, and nothing elsewhere or later', async () => {
  const arrivals = new Arrivals()
  await arrivals.settled('a')
  const [first, second, other] = [arrivals.begin('a'), arrivals.begin('a'), arrivals.begin('b')]
  const settled = vi.fn()
  const waiting = arrivals.settled('a').then(settled)
  first()
  await Promise.resolve()
  arrivals.begin('a')
  expect(settled).not.toHaveBeenCalled()
  second()
  await waiting
  expect(settled).toHaveBeenCalledOnce()
  other()
  await arrivals.settled('b')
})

test('patience ends', async () => {
  vi.useFakeTimers()
  try {
    const arrivals = new Arrivals()
    arrivals.begin('a')
    const waiting = arrivals.settled('a')
    await vi.advanceTimersByTimeAsync(2000)
    await waiting
  } finally {
    vi.useRealTimers()
  }
})
