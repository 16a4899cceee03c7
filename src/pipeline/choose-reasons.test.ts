import { expect, it } from 'vitest'
import { ratePolicy } from '../../test/policy-simulation.ts'
import { ask, holdingGate, stageMemes, stageTools, textOf } from '../../test/stage.ts'
import { type ChannelState, freshChannel } from '../schemas/channel.ts'
import { GATE_REASONS, HOLD_REASONS, type HoldReason } from '../schemas/decision.ts'
import type { Choice, ChooseRequest, ChooseTools } from './choose.ts'

const ids = stageMemes(4).map(item => item.meme.id)
const open = ratePolicy(0.25, { minimumGap: 0 })
const sentLately = (since: number, given: Partial<ChannelState> = {}): ChannelState => ({
  ...freshChannel(),
  sinceMeme: since,
  lastMemeAt: 0,
  ...given,
})
const tired: ChannelState = {
  ...freshChannel(),
  recent: [0.5],
  delivered: ids.slice(2).map(id => ({ id, message: 0, at: 0 })),
  affinity: Object.fromEntries(ids.slice(0, 2).map(id => [id, -0.25])),
}
const gated = (reason: HoldReason): Case => ['0.9', {}, { gate: holdingGate(reason, 'evidence') }]

type Case = [text: string, request?: Partial<ChooseRequest>, tools?: Partial<ChooseTools>, memes?: number]

/** How each reason comes about, all else being well. */
const CASES: Record<HoldReason, Case> = {
  'below-threshold': ['0.1', { policy: ratePolicy(0.1, { floor: 0.5 }) }],
  refractory: ['0.55', { state: sentLately(3, { refractoryHeight: 0.9, recent: [0.1] }), policy: ratePolicy(0.05) }],
  'minimum-gap': ['0.9', { state: sentLately(2) }],
  'budget-spent': ['0.9', { state: sentLately(90, { budget: -0.1 }) }],
  'serious-topic': gated('serious-topic'),
  quarrel: gated('quarrel'),
  'not-chat': gated('not-chat'),
  'empty-message': ['  \n\u200b'],
  'opted-out': ['0.9', { silenced: 'opted-out' }],
  muted: ['0.9', { silenced: 'muted' }],
  'quiet-hours': ['0.9', { silenced: 'quiet-hours' }],
  'no-permission': ['0.9', { silenced: 'no-permission' }],
  'rate-zero': ['0.9', { policy: ratePolicy(0) }],
  'empty-library': ['0.9', {}, {}, 0],
  'nothing-allowed': ['0.9', { filter: { ratings: ['sensitive'], states: ['approved'], exclude: new Set() } }],
  // Two of four were sent just now, and people dislike the other two.
  'nothing-fresh': ['0.55', { policy: open, state: tired }, {}, 4],
}

const decide = ([text, request, tools, memes = 40]: Case): Promise<Choice> =>
  ask(text, request, stageTools(stageMemes(memes), tools))

it('what is held in every case below is sent when nothing stands against it', async () => {
  expect((await decide(['0.9'])).decision.kind).toBe('send')
})

it.each(HOLD_REASONS)('%s is reached, and moves only what it may', async reason => {
  const { decision, state } = await decide(CASES[reason])
  expect(decision).toMatchObject({ kind: 'hold', reason })
  const before = CASES[reason][1]?.state ?? freshChannel()
  const counted = GATE_REASONS.has(reason) ? { gated: before.gated + 1 } : { messages: before.messages + 1 }
  expect(state).toMatchObject(counted)
  if (GATE_REASONS.has(reason)) expect(state.recent).toEqual(before.recent)
  else expect(state.recent).toEqual([...before.recent, decision.score])
})

it('rate 0 comes before silence, silence before the gate, and the gate before everything else', async () => {
  const all: Partial<ChooseRequest> = { policy: ratePolicy(0), silenced: 'muted', state: sentLately(0) }
  const gate = holdingGate('quarrel', 'slur')
  const reason = async (request: Partial<ChooseRequest>) => (await decide(['0.9', request, { gate }])).decision.reason
  expect(await reason(all)).toBe('rate-zero')
  expect(await reason({ ...all, policy: open })).toBe('muted')
  expect(await reason({ state: sentLately(0) })).toBe('quarrel')
})

it('the seconds of the minimum gap hold where its messages are over', async () => {
  const policy = ratePolicy(0.2, { minimumGapSeconds: 60 })
  const at = async (now: number) => (await decide(['0.9', { state: sentLately(50), policy, now }])).decision.reason
  expect(await at(59_999)).toBe('minimum-gap')
  expect(await at(60_000)).toBe('fits')
})

it('the floor holds for the meme that is sent too, not only for the best before fatigue and dislikes', async () => {
  const policy = ratePolicy(0.1, { floor: 0.3 })
  const disliked = (by: number) => Object.fromEntries(stageMemes(40).map(item => [item.meme.id, -by]))
  const reason = async (by: number) =>
    (await decide([textOf(0.35), { policy, state: { ...freshChannel(), affinity: disliked(by) } }])).decision.reason
  expect(await reason(0.04)).toBe('fits')
  expect(await reason(0.06)).toBe('nothing-fresh')
})
