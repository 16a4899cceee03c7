import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scoredDecision } from '../../test/decisions.ts'
import { ratePolicy, runPolicy, STATIONARY } from '../../test/policy-simulation.ts'
import { thresholdParts } from '../pipeline/threshold.ts'
import { seededRandom } from '../random.ts'
import { freshChannel } from '../schemas/channel.ts'
import { type Decision, GATE_REASONS, HOLD_REASONS } from '../schemas/decision.ts'
import { SimulationSummary } from './simulation-summary.ts'

const policy = ratePolicy(0.1, { floor: 0.3 })
const send = (score = 0.5) => scoredDecision('send', { score })
const hold = scoredDecision

/** Sums up decisions of one channel, or `[channel, decision]` pairs. */
function summed(decisions: ReadonlyArray<Decision | readonly [string, Decision]>, under = policy) {
  const summary = new SimulationSummary(under)
  for (const item of decisions) {
    const [channel, decision] = 'kind' in item ? (['room', item] as const) : item
    summary.add(channel, decision)
  }
  return summary.finish()
}

const times = <T>(count: number, value: T) => Array<T>(count).fill(value)
const total = ({ gate, floor, gap }: { gate: number; floor: number; gap: number }) => gate + floor + gap

describe('the summary', () => {
  it('of nothing has no rate, gaps or scores, and no NaN', () => {
    expect(summed([])).toEqual({
      messages: 0,
      sends: 0,
      sendRate: 0,
      gaps: { min: null, mean: null, cv: null },
      meanSentScore: null,
      holds: {},
      shortfall: { gate: 0, floor: 0, gap: 0 },
    })
  })

  it('counts messages, sends and holds by reason', () => {
    const summary = summed([send(0.4), hold('minimum-gap'), hold('minimum-gap'), hold('quarrel'), send(0.8)])
    expect(summary).toMatchObject({ messages: 5, sends: 2, sendRate: 0.4, holds: { 'minimum-gap': 2, quarrel: 1 } })
    expect(summary.meanSentScore).toBeCloseTo(0.6)
  })

  it('measures gaps in messages of one channel, whatever is said in others', () => {
    const other = ['b', hold('below-threshold')] as const
    const { gaps } = summed([
      ['a', send()],
      other,
      other,
      ['a', hold('minimum-gap')],
      ['b', send()],
      ['a', send()],
      ...times(3, ['a', hold('minimum-gap')] as const),
      ['a', send()],
    ])
    expect(gaps).toEqual({ min: 2, mean: 3, cv: 1 / 3 })
  })
})

describe('the shortfall', () => {
  it('of talk that the gate held is what those messages would have earned', () => {
    const { shortfall } = summed([...times(20, hold('serious-topic')), ...times(10, hold('not-chat'))])
    expect(shortfall).toEqual({ gate: expect.closeTo(3), floor: 0, gap: 0 })
  })

  it('of poor matches is the floor’s', () => {
    const poor = hold('below-threshold', { score: 0.2, quantile: 0.1, floor: 0.3 })
    expect(summed(times(50, poor)).shortfall).toEqual({ gate: 0, floor: expect.closeTo(5), gap: 0 })
  })

  it('of good matches that came too early is the gap’s', () => {
    const early = hold('minimum-gap', { score: 0.9, quantile: 0.5, floor: 0.3 })
    expect(summed([send(), ...times(39, early)]).shortfall).toEqual({ gate: 0, floor: 0, gap: expect.closeTo(3) })
  })

  it('is no gap’s where the message during the gap was no match anyhow', () => {
    const idle = hold('minimum-gap', { score: 0.1, quantile: 0.5, floor: 0.3 })
    const poor = hold('below-threshold', { score: 0.2, quantile: 0.1, floor: 0.3 })
    const { shortfall } = summed([send(), ...times(30, idle), ...times(69, poor)])
    expect(shortfall).toEqual({ gate: 0, floor: expect.closeTo(9), gap: 0 })
  })

  it('of waiting in vain for a better moment is spacing, and so the gap’s', () => {
    const fair = hold('below-threshold', { score: 0.4, quantile: 0.6, floor: 0.3 })
    expect(summed([send(), ...times(29, fair)]).shortfall).toEqual({ gate: 0, floor: 0, gap: expect.closeTo(2) })
  })

  it('is nothing where the target was met', () => {
    const { shortfall } = summed([send(), ...times(9, hold('quarrel'))])
    expect(shortfall).toEqual({ gate: 0, floor: 0, gap: 0 })
  })

  it('sums up to exactly the sends that are missing, whatever was decided', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true })
    const any = fc.oneof(
      { weight: 1, arbitrary: unit.map(send) },
      {
        weight: 9,
        arbitrary: fc
          .tuple(fc.constantFrom(...HOLD_REASONS), unit, unit)
          .map(([reason, score, quantile]) => hold(reason, { score, quantile, floor: 0.3 })),
      },
    )
    fc.assert(
      fc.property(fc.array(any, { maxLength: 60 }), unit, (decisions, share) => {
        const rate = share / 4
        const { messages, sends, shortfall } = summed(decisions, { ...policy, targetRate: rate })
        expect(total(shortfall)).toBeCloseTo(Math.max(0, rate * messages - sends), 9)
        for (const part of Object.values(shortfall)) expect(part).toBeGreaterThanOrEqual(0)
        const gated = decisions.filter(item => item.kind === 'hold' && GATE_REASONS.has(item.reason)).length
        expect(shortfall.gate).toBeLessThanOrEqual(rate * gated + 1e-9)
      }),
    )
  })

  it('of a real run with a high floor is mostly the floor’s', () => {
    const high = ratePolicy(0.1, { floor: 0.97 })
    const scores = STATIONARY.uniform!(seededRandom(4), 600)
    const sent = new Set(runPolicy(scores, high).sent)
    const parts = thresholdParts(freshChannel(), high, 0)
    const summary = new SimulationSummary(high)
    scores.forEach((score, index) => {
      const close = [1, 2, 3].some(back => sent.has(index - back))
      const reason = close ? 'minimum-gap' : 'below-threshold'
      summary.add('room', sent.has(index) ? send(score) : hold(reason, { score, quantile: 0.6, floor: parts.floor }))
    })
    const { shortfall, sends } = summary.finish()
    expect(shortfall.floor).toBeGreaterThan(0.7 * (60 - sends))
  })
})
