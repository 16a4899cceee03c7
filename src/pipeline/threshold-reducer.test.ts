import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { events, follow, policies, unit } from '../../test/policy-arbitraries.ts'
import { PACE, ratePolicy, runPolicy, STATIONARY } from '../../test/policy-simulation.ts'
import { seededRandom } from '../random.ts'
import { type ChannelState, channelStateSchema, freshChannel } from '../schemas/channel.ts'
import {
  type ChannelEvent,
  effectiveRate,
  next,
  quantileLevel,
  type Reaction,
  thresholdParts,
  WINDOW,
} from './threshold.ts'

const policy = ratePolicy(0.1)
const reacted = (reaction: Reaction, memes: ReadonlyArray<readonly [string, number]> = []): ChannelEvent => ({
  kind: 'reaction',
  reaction,
  memes,
})

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) deepFreeze(inner)
  return Object.freeze(value)
}

describe('the reducer', () => {
  it('changes no state that it was given, and makes only states that storage accepts', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 50 }), policies, (list, any) => {
        const last = list.reduce((state, event) => deepFreeze(next(state, event, any)), deepFreeze(freshChannel()))
        expect(channelStateSchema.parse(last)).toEqual(last)
      }),
    )
  })

  it('keeps a bounded memory, however long a channel talks', () => {
    const turn: ChannelEvent[] = [
      { kind: 'scored', score: 0.5 },
      { kind: 'delivered', meme: 'a', at: 0 },
    ]
    const state = follow(Array.from({ length: 500 }, () => turn).flat(), policy)
    expect(state.recent).toHaveLength(WINDOW)
    expect(state.delivered.length).toBeLessThanOrEqual(60)
    expect(JSON.stringify(state).length).toBeLessThan(10_000)
  })

  it('earns the rate for a scored message, nothing for a held one, and pays one for a delivery', () => {
    const start = freshChannel()
    const scored = next(start, { kind: 'scored', score: 0.4 }, policy)
    expect(scored.budget - start.budget).toBeCloseTo(0.1)
    expect(next(start, { kind: 'gated' }, policy).budget).toBe(start.budget)
    expect(next(start, { kind: 'delivered', meme: 'a', at: 0 }, policy).budget).toBe(start.budget - 1)
  })

  it('remembers a meme that took the place of another, and charges nothing for it', () => {
    const sent = follow([{ kind: 'delivered', meme: 'a', at: 5 }, { kind: 'gated' }], policy)
    const replaced = next(sent, { kind: 'replaced', meme: 'b', at: 9 }, policy)
    expect(replaced.delivered.map(delivery => delivery.id)).toEqual(['a', 'b'])
    expect({ ...replaced, delivered: [] }).toEqual({ ...sent, delivered: [] })
  })
})

describe('reactions', () => {
  it('move the level in their direction, a deletion most', () => {
    const level = (reaction: Reaction) => quantileLevel(follow([reacted(reaction)], policy), policy)
    const before = quantileLevel(freshChannel(), policy)
    expect(level('up')).toBeLessThan(before)
    expect(level('another')).toBeGreaterThan(before)
    expect(level('down')).toBeGreaterThan(level('another'))
    expect(level('deleted')).toBeGreaterThan(level('down'))
  })

  it('move the meme in full, its neighbours by their likeness, and no other', () => {
    const state = follow([reacted('down', [['a', 1], ['b', 0.5], ['c', -1]])], policy) // biome-ignore format: pairs
    expect(state.affinity.a).toBeLessThan(0)
    expect(state.affinity.b).toBeCloseTo(state.affinity.a! / 2)
    expect(state.affinity.c).toBeCloseTo(0)
    expect(state.affinity.d).toBeUndefined()
  })

  it('can be taken back: what went down comes up again', () => {
    const down = follow(Array<ChannelEvent>(50).fill(reacted('down', [['a', 1]])), policy)
    const up = follow(Array<ChannelEvent>(50).fill(reacted('up', [['a', 1]])), policy, down)
    expect(effectiveRate(down, policy)).toBeCloseTo(0.025)
    expect(effectiveRate(up, policy)).toBeCloseTo(0.11)
    expect([down.affinity.a, up.affinity.a]).toEqual([-0.25, 0.25])
  })

  it('never lift a target of 0', () => {
    const never = ratePolicy(0)
    fc.assert(
      fc.property(fc.array(events, { maxLength: 40 }), list => {
        const state = follow(list, never)
        expect(effectiveRate(state, never)).toBe(0)
        expect(quantileLevel(state, never)).toBe(1)
      }),
    )
  })
})

describe('a restart', () => {
  it('in the middle of a conversation changes no later decision', () => {
    fc.assert(
      fc.property(fc.nat(), policies, fc.nat(120), (seed, any, middle) => {
        const scores = STATIONARY.uniform!(seededRandom(seed), 160)
        const before = runPolicy(scores.slice(0, middle), any)
        const restored = channelStateSchema.parse(JSON.parse(JSON.stringify(before.state)))
        expect(restored).toEqual(before.state)
        expect(runPolicy(scores.slice(middle), any, restored)).toEqual(
          runPolicy(scores.slice(middle), any, before.state),
        )
      }),
      { numRuns: 40 },
    )
  })
})

describe('frozen statistics', () => {
  const prior = Array.from({ length: 100 }, (_, index) => index / 100)
  const drawn = (budget: number): ChannelState => ({ ...freshChannel(), recent: prior, frozen: true, budget })

  it('stay as they were drawn, whatever is said', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 40 }), policies, (list, any) => {
        expect(follow(list, any, drawn(1)).recent).toEqual(prior)
      }),
    )
  })

  it('give the same threshold to the same budget after any talk', () => {
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 30 }), scores => {
        const talk = scores.map((score): ChannelEvent => ({ kind: 'scored', score }))
        const state = { ...follow(talk, policy, drawn(1)), budget: 1 }
        expect(thresholdParts(state, policy, 0)).toEqual(thresholdParts(drawn(1), policy, 0))
      }),
    )
  })

  it('let short dialogues with a drawn phase come to the target rate together', () => {
    const random = seededRandom(11)
    // Phases as long conversations have them at any moment.
    const phases = Array.from({ length: 150 }, (): ChannelState => {
      const length = 100 + Math.floor(random() * 40)
      const { state } = runPolicy(STATIONARY.uniform!(random, length), policy)
      return { ...state, recent: prior, frozen: true, lastMemeAt: (state.lastMemeAt ?? 0) - length * PACE }
    })
    let sends = 0
    for (let dialogue = 0; dialogue < 3000; dialogue += 1)
      sends += runPolicy(STATIONARY.uniform!(random, 12), policy, phases[dialogue % phases.length]).sent.length
    expect(sends / (3000 * 12) / 0.1).toBeGreaterThan(0.85)
    expect(sends / (3000 * 12) / 0.1).toBeLessThan(1.15)
  })
})
