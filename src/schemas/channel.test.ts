import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { channelStateSchema, freshChannel } from './channel.ts'

describe('channelStateSchema', () => {
  it('takes a fresh channel through storage unchanged', () => {
    expect(channelStateSchema.parse(JSON.parse(JSON.stringify(freshChannel())))).toEqual(freshChannel())
  })

  it('takes a full channel through storage unchanged', () => {
    const state = {
      ...freshChannel(),
      messages: 9,
      gated: 2,
      recent: [0.1, 0.9],
      sinceMeme: 3,
      lastMemeAt: 1000,
      delivered: [{ id: 'a', message: 6, at: 1000 }],
      affinity: { a: -0.25 },
      shadow: { reason: 'serious-topic' as const, evidence: 'illness', at: null, messages: 1, light: 0 },
    }
    expect(channelStateSchema.parse(JSON.parse(JSON.stringify(state)))).toEqual(state)
  })

  it.each([
    { messages: -1 },
    { messages: 0.5 },
    { recent: [null] },
    { sinceMeme: -1 },
    { refractoryHeight: -0.1 },
    { budget: 'much' },
    { delivered: [{ id: 'a' }] },
    { shadow: { reason: 'boredom', evidence: '', at: null, messages: 0, light: 0 } },
  ])('refuses a state with %j', wrong => {
    expect(channelStateSchema.safeParse({ ...freshChannel(), ...wrong }).success).toBe(false)
  })

  it('never lets NaN or infinity in', () => {
    const key = fc.constantFrom('messages', 'budget', 'rateShift', 'refractoryHeight', 'lastMemeAt', 'sinceMeme')
    fc.assert(
      fc.property(
        key,
        fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
        (name, value) => {
          expect(channelStateSchema.safeParse({ ...freshChannel(), [name]: value }).success).toBe(false)
        },
      ),
    )
  })

  it('two fresh channels share nothing', () => {
    const [one, other] = [freshChannel(), freshChannel()]
    one.recent.push(1)
    one.affinity.a = 1
    expect(other).toEqual(freshChannel())
  })
})
