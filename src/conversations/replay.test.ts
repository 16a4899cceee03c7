import { expect, test } from 'vitest'
import { memeAbout, temporaryBrain } from '../../test/helpers.ts'
import { loadClassifier } from '../pipeline/gate/classifier.ts'
import { makeGate } from '../pipeline/gate/gate.ts'
import { makeSampler } from '../pipeline/samplers.ts'
import type { Turn } from '../schemas/context.ts'
import { type ReplayTerms, replay } from './replay.ts'

const MEMES = [memeAbout('overtime', '加班'), memeAbout('rain', '下雨'), memeAbout('tea', '奶茶')]
const TALK = ['又是加班', '今天下雨', '可恶的奶茶', '说到加班', '大家都在下雨', '我的奶茶'].map((text): Turn[] => [
  { speaker: 'A', text },
])

async function open() {
  const brain = await temporaryBrain(MEMES)
  const tools = await brain.tools()
  const terms: ReplayTerms = {
    policy: brain.policy,
    sampler: makeSampler('top-k', 0.05),
    filter: brain.filter,
    seed: 'x',
    startedAt: 0,
  }
  return { brain, tools, terms }
}

const kinds = (steps: Awaited<ReturnType<typeof replay>>) =>
  steps.map(({ decision }) => (decision.kind === 'send' ? decision.meme.slug : decision.reason))

test('the same talk, seed and terms give the same decisions, and nothing of it is stored', async () => {
  const { brain, tools, terms } = await open()
  const first = await replay(TALK, terms, tools)
  expect(first).toEqual(await replay(TALK, terms, tools))
  expect(first.map(step => step.thought)).toEqual([0, 1, 2, 3, 4, 5])
  expect(brain.database.prepare('SELECT count(*) FROM channels').pluck().get()).toBe(0)
  expect(brain.database.prepare('SELECT count(*) FROM deliveries').pluck().get()).toBe(0)
})

test('another policy gives another outcome: a gap spaces the sends, a floor of 1 and a rate of 0 hold all', async () => {
  const { tools, terms } = await open()
  const sends = async (policy: Partial<ReplayTerms['policy']>) => {
    const steps = await replay(TALK, { ...terms, policy: { ...terms.policy, ...policy } }, tools)
    return steps.flatMap(({ decision, thought }) => (decision.kind === 'send' ? [thought] : []))
  }
  const spaced = await sends({ minimumGap: 2, targetRate: 1 / 3 })
  expect(spaced.length).toBeGreaterThan(0)
  expect(spaced.every((thought, index) => index === 0 || thought - spaced[index - 1]! >= 3)).toBe(true)
  expect(await sends({ floor: 1 })).toEqual([])
  expect(await sends({ targetRate: 0 })).toEqual([])
})

test('candidates are there even where the gate or the rate holds, and weights that count nothing rank nothing', async () => {
  const { tools, terms } = await open()
  const [held] = await replay(TALK.slice(0, 1), { ...terms, policy: { ...terms.policy, targetRate: 0 } }, tools)
  expect(held).toMatchObject({ decision: { kind: 'hold', reason: 'rate-zero' } })
  expect(held!.candidates[0]!.meme.slug).toBe('overtime')
  const none = Object.fromEntries(Object.keys(tools.weights).map(name => [name, 0])) as typeof tools.weights
  const [flat] = await replay(TALK.slice(0, 1), terms, { ...tools, weights: none })
  expect(new Set(flat!.candidates.map(candidate => candidate.parts.raw))).toEqual(new Set([0]))
})

test('what the bot said is context and is not decided on; several lines are one thought', async () => {
  const { tools, terms } = await open()
  const own: Turn[] = [{ speaker: 'doutu', text: '辛苦啦', own: true }]
  const lines: Turn[] = [
    { speaker: 'A', text: '今天' },
    { speaker: 'A', text: '又是加班' },
  ]
  const steps = await replay([own, lines, own], terms, tools)
  expect(steps.map(step => step.thought)).toEqual([1])
  expect(kinds(steps)).toEqual(['overtime'])
})

test('apart, every thought is decided on as if nothing had been sent, and grave words still keep memes away', async () => {
  const { tools, terms } = await open()
  const policy = { ...terms.policy, minimumGap: 5, targetRate: 1 / 6 }
  const apart = await replay(TALK, { ...terms, policy, apart: true }, tools)
  expect(apart.every(({ decision }) => decision.kind === 'send')).toBe(true)
  const gate = makeGate(loadClassifier())
  const grave: Turn[] = [{ speaker: 'A', text: '我爷爷今天早上走了' }]
  const after = await replay([grave, [{ speaker: 'A', text: '嗯' }]], { ...terms, apart: true }, { ...tools, gate })
  expect(kinds(after)).toEqual(['serious-topic', 'serious-topic'])
})
