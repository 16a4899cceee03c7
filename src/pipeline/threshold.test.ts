import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { events, follow, policies, unit } from '../../test/policy-arbitraries.ts'
import { ratePolicy, runPolicy, STATIONARY } from '../../test/policy-simulation.ts'
import { checkRate, loadConfig } from '../config/load.ts'
import { seededRandom } from '../random.ts'
import { type ChannelState, freshChannel } from '../schemas/channel.ts'
import {
  type ChannelEvent,
  effectiveRate,
  type Policy,
  passProbability,
  quantile,
  quantileLevel,
  refractory,
  thresholdOf,
  thresholdParts,
  WINDOW,
  withinGap,
} from './threshold.ts'

const MINUTE = 60_000
const delivered = (policy: Policy, at = 0): ChannelState =>
  follow(
    [
      { kind: 'scored', score: 0.5 },
      { kind: 'delivered', meme: 'a', at },
    ],
    policy,
  )

describe('the quantile', () => {
  it('is the interpolated order statistic that a naive search finds', () => {
    const naive = (values: readonly number[], level: number) => {
      const rank = (value: number, index: number) =>
        values.filter((other, at) => other < value || (other === value && at < index)).length
      const at = (wanted: number) => values.find((value, index) => rank(value, index) === wanted)!
      const position = level * (values.length - 1)
      const share = position - Math.floor(position)
      return at(Math.floor(position)) * (1 - share) + at(Math.ceil(position)) * share
    }
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1, maxLength: 30 }), unit, (values, level) => {
        expect(quantile(values, level)).toBeCloseTo(naive(values, level), 10)
      }),
    )
  })

  it('leaves the values in their order and is 0 of none', () => {
    const values = [0.3, 0.1, 0.2]
    expect(quantile(values, 0.5)).toBe(0.2)
    expect(values).toEqual([0.3, 0.1, 0.2])
    expect(quantile([], 0.5)).toBe(0)
  })
})

it('with the pass probability, sends past the gap come at the rate', () => {
  const random = seededRandom(5)
  for (const [rate, gap] of [
    [0.1, 3],
    [0.2, 3],
    [0.05, 0],
    [0.25, 3],
  ] as const) {
    let sends = 0
    let since: number = gap
    for (let message = 0; message < 50_000; message += 1) {
      const send = since >= gap && random() < passProbability(rate, gap)
      since = send ? 0 : since + 1
      if (send) sends += 1
    }
    expect(sends / 50_000 / rate).toBeGreaterThan(0.97)
    expect(sends / 50_000 / rate).toBeLessThan(1.03)
  }
})

describe('the refractory term', () => {
  it('is 0 in a fresh channel, whatever was said', () => {
    fc.assert(
      fc.property(fc.array(unit), policies, fc.nat(), (scores, policy, now) => {
        const state = follow(
          scores.map(score => ({ kind: 'scored', score })),
          policy,
        )
        expect(refractory(state, policy, now)).toBe(0)
      }),
    )
  })

  it('never rises with turns or with time, and ends at 0', () => {
    fc.assert(
      fc.property(policies, fc.array(unit, { maxLength: 40 }), fc.nat(40 * MINUTE), (policy, scores, start) => {
        fc.pre(policy.targetRate > 0.001)
        const said = scores.map((score): ChannelEvent => ({ kind: 'scored', score }))
        let state = follow([...said, { kind: 'delivered', meme: 'a', at: start }], policy)
        let last = refractory(state, policy, start)
        expect(last).toBeLessThanOrEqual(state.refractoryHeight)
        for (let turn = 0; turn < 40; turn += 1) {
          const now = start + turn * MINUTE
          const waited = refractory(state, policy, now + MINUTE / 2)
          expect(waited).toBeLessThanOrEqual(refractory(state, policy, now))
          state = follow([turn % 5 === 0 ? { kind: 'gated' } : { kind: 'scored', score: 0.5 }], policy, state)
          const turned = refractory(state, policy, now + MINUTE / 2)
          expect(turned).toBeLessThanOrEqual(waited)
          expect(turned).toBeLessThanOrEqual(last)
          last = turned
        }
        expect(last).toBe(0)
      }),
      { numRuns: 60 },
    )
  })

  it('is high right after a delivery, falls with turns alone and with time alone', () => {
    const policy = ratePolicy(0.1)
    const state = delivered(policy)
    const turned = follow([{ kind: 'scored', score: 0.5 }, { kind: 'gated' }], policy, state)
    expect(refractory(state, policy, 0)).toBe(state.refractoryHeight)
    expect(state.refractoryHeight).toBeGreaterThan(0)
    expect(refractory(turned, policy, 0)).toBeLessThan(refractory(state, policy, 0))
    expect(refractory(state, policy, 10 * MINUTE)).toBeLessThan(refractory(state, policy, 0))
    expect(refractory(state, policy, 31 * MINUTE)).toBe(0)
  })

  it('is not lifted by a clock that runs backwards', () => {
    const policy = ratePolicy(0.1)
    expect(refractory(delivered(policy, 60 * MINUTE), policy, 0)).toBe(delivered(policy).refractoryHeight)
  })
})

describe('the threshold', () => {
  it('is never below the floor, and the floor itself in a fresh channel', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 60 }), policies, fc.nat(90 * MINUTE), (list, policy, now) => {
        expect(thresholdOf(thresholdParts(freshChannel(), policy, now))).toBe(policy.floor)
        expect(thresholdOf(thresholdParts(follow(list, policy), policy, now))).toBeGreaterThanOrEqual(policy.floor)
      }),
    )
  })

  it('has a level in [0, 1] that falls as the budget grows', () => {
    fc.assert(
      fc.property(policies, fc.double({ min: -1, max: 2.5, noNaN: true }), unit, (policy, budget, more) => {
        const level = quantileLevel({ ...freshChannel(), budget }, policy)
        expect(level).toBeGreaterThanOrEqual(0)
        expect(level).toBeLessThanOrEqual(1)
        expect(quantileLevel({ ...freshChannel(), budget: budget + more }, policy)).toBeLessThanOrEqual(level)
      }),
    )
  })

  it('follows the talk of the channel, up and down', () => {
    const policy = ratePolicy(0.1)
    const talk = (score: number) => Array.from({ length: WINDOW }, (): ChannelEvent => ({ kind: 'scored', score }))
    const quiet = follow(talk(0.2), policy)
    const lively = follow(talk(0.7), policy, quiet)
    expect(thresholdOf(thresholdParts(quiet, policy, 0))).toBeCloseTo(0.2)
    expect(thresholdOf(thresholdParts(lively, policy, 0))).toBeCloseTo(0.7)
    expect(thresholdOf(thresholdParts(follow(talk(0.2), policy, lively), policy, 0))).toBeCloseTo(0.2)
  })
})

describe('the gap', () => {
  it('counts every human message, held ones too, and seconds apart', () => {
    const policy = ratePolicy(0.1, { minimumGap: 2, minimumGapSeconds: 30 })
    const state = follow([{ kind: 'gated' }, { kind: 'scored', score: 0.1 }], policy, delivered(policy))
    expect(withinGap(state, policy, 29_999)).toBe(true)
    expect(withinGap(state, policy, 30_000)).toBe(false)
    expect(withinGap(delivered(policy), policy, 30_000)).toBe(true)
    expect(withinGap(freshChannel(), policy, 0)).toBe(false)
  })
})

describe('a target above 1 / (gap + 1)', () => {
  it('is refused with a sentence and a way out, and no other is', () => {
    fc.assert(
      fc.property(fc.nat(50), unit, (gap, rate) => {
        if (rate <= 1 / (gap + 1)) expect(() => checkRate(rate, gap)).not.toThrow()
        else if (rate > 1 / (gap + 1) + 1e-6)
          expect(() => checkRate(rate, gap)).toThrow(
            expect.objectContaining({ code: 'rate-too-high', hint: expect.stringMatching(/TARGET_RATE.*MINIMUM_GAP/) }),
          )
      }),
    )
    expect(() => checkRate(0.25, 3)).not.toThrow()
  })

  it('is refused when the settings are read', () => {
    const settings = { TARGET_RATE: '0.26', MINIMUM_GAP: '3' }
    expect(() => loadConfig(settings, '/nonexistent')).toThrow(/with a minimum gap of 3 at most 0\.250/)
  })
})

describe('a long conversation whose people like every meme', () => {
  it('gets more memes, and never more than 1.15 times the target', () => {
    for (const rate of [0.05, 0.1, 0.2]) {
      const policy = ratePolicy(rate)
      const praise: ChannelEvent = { kind: 'reaction', reaction: 'up', memes: [] }
      const liked = follow(Array<ChannelEvent>(100).fill(praise), policy)
      const scores = STATIONARY.uniform!(seededRandom(1), 2000)
      const plain = runPolicy(scores, policy).sent.length
      const more = runPolicy(scores, policy, liked).sent.length
      expect(more).toBeGreaterThan(plain)
      expect(more / 2000).toBeLessThanOrEqual(1.15 * rate)
    }
  })
})

it('reactions keep the rate between a quarter and 1.1 of the target, below the gap, and every meme within ±0.25', () => {
  fc.assert(
    fc.property(fc.array(events, { maxLength: 80 }), policies, (list, policy) => {
      const state = follow(list, policy)
      const rate = effectiveRate(state, policy)
      expect(rate).toBeLessThanOrEqual(Math.min(policy.targetRate * 1.1 + 1e-12, 1 / (policy.minimumGap + 1)))
      expect(rate).toBeGreaterThanOrEqual(policy.targetRate * 0.25 - 1e-12)
      for (const value of Object.values(state.affinity)) expect(Math.abs(value)).toBeLessThanOrEqual(0.25)
    }),
  )
})
