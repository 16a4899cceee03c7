import { describe, expect, it } from 'vitest'
import { budgetSpent, next, thresholdOf, thresholdParts, withinGap } from '../../src/pipeline/threshold.ts'
import { streamOf } from '../random.ts'
import { MEMES, PRIOR } from '../testing/workshop.ts'
import { type MemeSettings, steer } from './desk.ts'
import { drawPhase } from './phase.ts'

/** Memes per turn over many short dialogues, each from a phase of its own, with scores of the prior. */
function rateOf(settings: MemeSettings, turns: number, dialogues: number, held = 0): number {
  const prior = { ...PRIOR, held }
  const policy = steer(settings, prior).policy
  let sent = 0
  for (let dialogue = 0; dialogue < dialogues; dialogue += 1) {
    const random = streamOf('phase', dialogue)
    let state = drawPhase(prior, policy, random)
    for (let turn = 0; turn < turns; turn += 1) {
      const now = turn * 20_000
      if (random() < held) {
        state = next(state, { kind: 'gated' }, policy)
        continue
      }
      const score = prior.scores[Math.floor(random() * prior.scores.length)]!
      const passes =
        !withinGap(state, policy, now) &&
        score >= thresholdOf(thresholdParts(state, policy, now)) &&
        !budgetSpent(state)
      state = next(state, { kind: 'scored', score }, policy)
      if (passes) state = next(state, { kind: 'delivered', meme: 'm', at: now }, policy)
      sent += Number(passes)
    }
  }
  return sent / (turns * dialogues)
}

describe('the initial phase', () => {
  it.each([6, 12, 18])('makes dialogues of %i turns get the rate that is asked for, on average', turns => {
    for (const rate of [0.1, 0.2, 0.28]) {
      const got = rateOf({ ...MEMES, rate }, turns, 500)
      expect(got / rate, `${rate}`).toBeGreaterThan(0.9)
      expect(got / rate, `${rate}`).toBeLessThan(1.1)
    }
  })

  it('makes up for what the gate holds', () => {
    const got = rateOf({ ...MEMES, rate: 0.15 }, 12, 500, 0.25)
    expect(got / 0.15).toBeGreaterThan(0.88)
    expect(got / 0.15).toBeLessThan(1.12)
  })

  it('freezes the statistics, and starts with nothing delivered', () => {
    const policy = steer(MEMES, PRIOR).policy
    const state = drawPhase(PRIOR, policy, streamOf('x'))
    expect(state).toMatchObject({ frozen: true, delivered: [], messages: 0, gated: 0, recent: PRIOR.scores })
    expect(next(state, { kind: 'scored', score: 1 }, policy).recent).toEqual(state.recent)
  })

  it('differs from seed to seed in when the first meme may come', () => {
    const policy = steer(MEMES, PRIOR).policy
    const phases = Array.from({ length: 50 }, (_, seed) => drawPhase(PRIOR, policy, streamOf('p', seed)).sinceMeme)
    expect(new Set(phases).size).toBeGreaterThan(4)
  })
})

describe('steering', () => {
  it('sends nothing at a rate of 0, and never asks for more than the gap leaves room for', () => {
    expect(steer({ ...MEMES, rate: 0 }, PRIOR).policy.targetRate).toBe(0)
    expect(steer({ ...MEMES, rate: 0.3 }, { ...PRIOR, held: 0.9 }).policy.targetRate).toBeCloseTo(1 / 3)
  })

  it('takes a fixed threshold for the floor, and lets only the gap limit', () => {
    expect(steer({ ...MEMES, threshold: 0.4 }, PRIOR).policy).toMatchObject({ floor: 0.4, targetRate: 1 / 3 })
  })

  it('of one sender makes up for the messages of the other', () => {
    const { policy, prior } = steer({ ...MEMES, rate: 0.12, senders: ['B'] }, PRIOR)
    expect(policy.targetRate).toBeCloseTo(0.24)
    expect(prior.held).toBeCloseTo(0.5)
  })
})
