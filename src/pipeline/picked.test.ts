import { expect, test } from 'vitest'
import { ratePolicy } from '../../test/policy-simulation.ts'
import { freshChannel } from '../schemas/channel.ts'
import { type Picked, refusePicked } from './picked.ts'

const picked = (given: Partial<Picked> = {}) =>
  refusePicked({
    meme: 'a',
    state: freshChannel(),
    policy: ratePolicy(0.1),
    silenced: undefined,
    allowed: 100,
    now: 0,
    ...given,
  })
const shadow = { reason: 'serious-topic' as const, evidence: 'bereavement', at: 0, messages: 0, light: 0 }

test('a picked meme is posted unless the rate, silence, a grave topic, repetition or a spent budget stands against it', () => {
  expect(picked()).toBeUndefined()
  expect(picked({ policy: ratePolicy(0) })).toBe('rate-zero')
  expect(picked({ silenced: 'quiet-hours' })).toBe('quiet-hours')
  expect(picked({ state: { ...freshChannel(), shadow } })).toBe('serious-topic')
  expect(picked({ state: { ...freshChannel(), shadow }, now: 46 * 60_000 })).toBeUndefined()
  expect(picked({ state: { ...freshChannel(), budget: -5.1 } })).toBe('budget-spent')
  expect(picked({ state: { ...freshChannel(), budget: -4.9 } })).toBeUndefined()
  const delivered = [{ id: 'a', message: 1, at: 0 }]
  expect(picked({ state: { ...freshChannel(), delivered } })).toBe('nothing-fresh')
  expect(picked({ state: { ...freshChannel(), delivered }, meme: 'b' })).toBeUndefined()
})
