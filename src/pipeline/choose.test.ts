import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { events, follow, policies, unit } from '../../test/policy-arbitraries.ts'
import { PACE, ratePolicy, runPolicy, STATIONARY } from '../../test/policy-simulation.ts'
import {
  ask,
  holdingGate,
  scoreOf,
  stageEncoder,
  stageMemes,
  stageRequest,
  stageTools,
  textOf,
} from '../../test/stage.ts'
import { seededRandom } from '../random.ts'
import { type ChannelState, freshChannel } from '../schemas/channel.ts'
import { chooseMeme } from './choose.ts'
import { openGate } from './gate/gate.ts'
import { makeSampler } from './samplers.ts'
import { next, type Policy, thresholdOf, thresholdParts } from './threshold.ts'

/** Chooses along a series of best scores, every send delivered; positions of the sends, and their memes. */
async function chooseAlong(scores: readonly number[], policy: Policy, tools = stageTools(stageMemes(120))) {
  let state: ChannelState = freshChannel()
  const sent: number[] = []
  const memes: string[] = []
  for (const [index, score] of scores.entries()) {
    const now = index * PACE
    const choice = await ask(textOf(score), { state, policy, now }, tools)
    state = choice.state
    if (choice.decision.kind === 'hold') continue
    sent.push(index)
    memes.push(choice.decision.meme.slug)
    state = next(state, { kind: 'delivered', meme: choice.decision.meme.id, at: now }, policy)
  }
  return { sent, memes, state }
}

const inside = (scores: readonly number[]) => scores.map(score => Math.min(0.97, Math.max(0.03, score)))

const seededScores = (seed: number, length: number) =>
  STATIONARY.uniform!(seededRandom(seed), length).map(score => 0.2 + 0.4 * score)

describe('chooseMeme', () => {
  it('sends exactly when the threshold’s own simulation does, over whole conversations', async () => {
    for (const [seed, rate] of [0.05, 0.1, 0.25].entries()) {
      const policy = ratePolicy(rate, { floor: seed % 2 === 0 ? 0 : 0.4 })
      const scores = inside(STATIONARY.autocorrelated!(seededRandom(seed), 200)).map(score => scoreOf(textOf(score)))
      const { sent } = await chooseAlong(scores, policy)
      expect(sent.length).toBeGreaterThan(4)
      expect(sent).toEqual(runPolicy(scores, policy).sent)
    }
  })

  it('repeats no meme while it is among the last thirty of the channel', async () => {
    const scores = inside(STATIONARY.uniform!(seededRandom(2), 300))
    const { memes } = await chooseAlong(scores, ratePolicy(0.25))
    expect(memes.length).toBeGreaterThan(60)
    memes.forEach((meme, index) => {
      expect(memes.slice(Math.max(0, index - 30), index)).not.toContain(meme)
    })
  })

  it.each([2, 8, 16])('keeps to the rate with as few as %i memes, long after all were seen', async size => {
    const scores = seededScores(size, 400)
    const { sent } = await chooseAlong(scores, ratePolicy(0.1, { floor: 0.3 }), stageTools(stageMemes(size)))
    expect(sent.filter(position => position >= 200).length / 200).toBeGreaterThan(0.085)
  })

  it('keeps channels apart that are asked at the same time', async () => {
    const tools = stageTools(stageMemes(120))
    const logs = [1, 2, 3, 4, 5].map(seed => inside(STATIONARY.uniform!(seededRandom(seed), 60)))
    const alone = []
    for (const log of logs) alone.push(await chooseAlong(log, ratePolicy(0.2), tools))
    expect(await Promise.all(logs.map(log => chooseAlong(log, ratePolicy(0.2), tools)))).toEqual(alone)
  })

  it('changes nothing but what it counts of messages, as long as nothing is delivered', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(events, { maxLength: 30 }), policies, unit, async (list, policy, raw) => {
        const state = Object.freeze(follow(list, policy))
        const copy = structuredClone(state)
        const choice = await ask(String(raw), { state, policy, now: 99 })
        const { messages, gated, recent, budget, sinceMeme, shadow, ...rest } = choice.state
        expect(state).toEqual(copy)
        expect(state).toMatchObject(rest)
        expect(messages + gated).toBe(state.messages + state.gated + 1)
        expect(sinceMeme).toBe(state.sinceMeme === null ? null : state.sinceMeme + 1)
        expect(budget).toBeGreaterThanOrEqual(state.budget)
        expect(shadow).toEqual(state.shadow)
        expect(recent.at(-1)).toBe(messages > state.messages ? choice.decision.score : state.recent.at(-1))
      }),
    )
  })

  it('with a target rate of 0 never sends, on whatever path', async () => {
    const silenced = fc.constantFrom(undefined, 'muted' as const, 'opted-out' as const)
    await fc.assert(
      fc.asyncProperty(fc.array(events, { maxLength: 20 }), silenced, fc.boolean(), async (list, quiet, alwaysRank) => {
        const policy = ratePolicy(0, { minimumGap: 0 })
        const given = { state: follow(list, policy), policy, alwaysRank, hints: { motivation: '0.99' } }
        const { decision } = await ask('0.99', quiet ? { ...given, silenced: quiet } : given)
        expect(decision).toMatchObject({ kind: 'hold', reason: 'rate-zero' })
      }),
    )
  })
})

describe('a decision', () => {
  it('carries its threshold by parts, and sends only at or above it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(events, { maxLength: 40 }), policies, unit, async (list, policy, raw) => {
        const state = follow(list, policy)
        const { decision } = await ask(String(raw), { state, policy, now: 1000 })
        expect(decision.thresholdParts).toEqual(thresholdParts(state, policy, 1000))
        expect(decision.threshold).toBe(thresholdOf(decision.thresholdParts))
        if (decision.kind === 'send') {
          expect(decision.score).toBeGreaterThanOrEqual(decision.threshold)
          expect(decision.memeScore).toBeGreaterThanOrEqual(policy.floor)
        }
      }),
    )
  })

  it('to send names the meme, its own score and parts, and five others that it beat', async () => {
    const { decision, candidates } = await ask('0.8')
    if (decision.kind !== 'send') throw new Error('it should send')
    expect(decision.meme.slug).toBe('m1')
    expect(decision.memeScore).toBeCloseTo(scoreOf('0.8'), 5)
    expect(decision.parts).toMatchObject({ motivation: expect.closeTo(0.8), raw: expect.closeTo(0.8), fatigue: 0 })
    expect(decision.runnersUp.map(one => one.meme.slug)).toEqual(['m2', 'm3', 'm4', 'm5', 'm6'])
    expect(candidates.map(one => one.meme.slug)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5'])
  })

  it('to hold shows the candidates that were not good enough', async () => {
    const { decision, candidates } = await ask('0.2', { policy: ratePolicy(0.1, { floor: 0.3 }) })
    expect(decision).toMatchObject({ kind: 'hold', reason: 'below-threshold', score: expect.closeTo(scoreOf('0.2')) })
    expect(candidates).toHaveLength(5)
    expect(decision.runnersUp).toEqual(candidates)
  })

  it('shows fatigue and feedback in the parts of the meme that they moved', async () => {
    const [first, second] = stageMemes(2).map(item => item.meme.id)
    const state = { ...freshChannel(), affinity: { [second!]: 0.2, [first!]: -0.1 } }
    const { decision } = await ask('0.5', { state })
    if (decision.kind !== 'send') throw new Error('it should send')
    expect(decision.meme.id).toBe(second)
    expect(decision.parts.feedback).toBe(0.2)
    expect(decision.memeScore).toBeCloseTo(scoreOf('0.5') + 0.2, 4)
    expect(decision.score).toBeCloseTo(scoreOf('0.5'), 5)
  })

  it('scores less the likelier the talk is grave, and 0 where that is certain', async () => {
    const scored = async (grave: number) => {
      const gate = { read: () => ({ hold: undefined, evidence: '', shadow: null, welcome: 1, grave }) }
      return (await ask('0.8', {}, stageTools(stageMemes(3), { gate }))).decision.score
    }
    const [none, some, much, all] = await Promise.all([0, 0.2, 0.6, 1].map(scored))
    expect(none).toBeCloseTo(scoreOf('0.8'), 5)
    expect(some).toBeLessThan(none!)
    expect(much).toBeLessThan(some!)
    expect(all).toBe(0)
  })
})

describe('what the caller gives', () => {
  it('a hint replaces the context for its facet', async () => {
    const { decision } = await ask('0.2', { hints: { motivation: '0.9' } })
    expect(decision.score).toBeCloseTo(scoreOf('0.9'), 5)
    const other = await ask('0.2', { hints: { scenario: '0.9' } })
    expect(other.decision.score).toBeCloseTo(scoreOf('0.2'), 5)
  })

  it('the filter bounds what is chosen and shown, runners-up included', async () => {
    const memes = stageMemes(40, index => ({
      scope: index % 2 === 0 ? 'guild:one' : 'global',
      rating: index % 3 === 0 ? 'sensitive' : 'safe',
      state: index % 5 === 0 ? 'draft' : 'approved',
    }))
    const { decision, candidates } = await ask('0.9', {}, stageTools(memes))
    if (decision.kind !== 'send') throw new Error('it should send')
    for (const { scope, rating, state } of [
      decision.meme,
      ...[...decision.runnersUp, ...candidates].map(one => one.meme),
    ])
      expect({ scope, rating, state }).toEqual({ scope: 'global', rating: 'safe', state: 'approved' })
  })

  it('the sampler has the last word among those that fit, and sees nothing tired', async () => {
    const [first] = stageMemes(1).map(item => item.meme.id)
    const state = follow([{ kind: 'delivered', meme: first!, at: 0 }], ratePolicy(0.2), {
      ...freshChannel(),
      budget: 2,
    })
    const seen: number[] = []
    const { decision } = await ask('0.9', {
      state,
      policy: ratePolicy(0.2, { minimumGap: 0 }),
      now: 40 * 60_000,
      sampler: ({ fitting, recent }) => {
        expect(recent).toEqual([first])
        expect(fitting.map(one => one.meme.id)).not.toContain(first)
        seen.push(fitting.length)
        return fitting[2]!
      },
    })
    expect(seen).toEqual([39])
    expect(decision).toMatchObject({ kind: 'send', meme: { slug: 'm4' } })
  })

  it('the same seed gives the same choice', async () => {
    const choose = (seed: number) =>
      chooseMeme(
        stageRequest('0.9', { random: seededRandom(seed), sampler: makeSampler('top-k', 1) }),
        stageTools(),
      ).then(({ decision }) => decision.kind === 'send' && decision.meme.slug)
    const slugs = await Promise.all(Array.from({ length: 20 }, (_, seed) => choose(seed)))
    expect(await Promise.all(Array.from({ length: 20 }, (_, seed) => choose(seed)))).toEqual(slugs)
    expect(new Set(slugs).size).toBeGreaterThan(2)
  })

  it('a gate that holds costs no encoding, unless candidates are wanted anyhow', async () => {
    const encoder = stageEncoder()
    const tools = stageTools(stageMemes(9), { encoder, gate: holdingGate('serious-topic', 'illness') })
    const { asked } = encoder
    expect((await ask('0.9', {}, tools)).candidates).toEqual([])
    expect(asked).toEqual([])
    const { decision, candidates } = await ask('0.9', { alwaysRank: true }, tools)
    expect(decision).toMatchObject({ kind: 'hold', reason: 'serious-topic', evidence: 'illness' })
    expect(candidates).toHaveLength(5)
  })

  it('the gate is told how much is new, and its shadow is kept', async () => {
    const shadow = { reason: 'quarrel' as const, evidence: 'slur', at: 1, messages: 2, light: 0 }
    const told: number[] = []
    const gate = {
      read: (...[turns, unseen, , now]: Parameters<typeof openGate.read>) => {
        told.push(unseen)
        return { ...openGate.read(turns, unseen, null, now), shadow }
      },
    }
    const { state } = await ask('0.9', { unseen: 3 }, stageTools(stageMemes(3), { gate }))
    expect(told).toEqual([3])
    expect(state.shadow).toEqual(shadow)
  })
})
