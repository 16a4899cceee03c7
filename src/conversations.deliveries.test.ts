import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { memeAbout, temporaryBrain, temporaryDatabase } from '../test/helpers.ts'
import { openBrain } from './brain.ts'
import { Conversations, type DecisionRecord } from './conversations.ts'
import { memePath } from './pipeline/library-snapshot.ts'
import { freshChannel } from './schemas/channel.ts'
import { readChannel } from './storage/channels.ts'
import { setMemeState } from './storage/memes.ts'

const MEMES = [
  memeAbout('overtime', '加班'),
  memeAbout('late', '加班加班'),
  memeAbout('rain', '下雨'),
  memeAbout('tea', '奶茶'),
]

/** A conversation in which a meme was chosen for a line; the surface has not answered yet. */
async function chosen(settings: Record<string, string> = {}) {
  const brain = await temporaryBrain(MEMES, { settings })
  const records: DecisionRecord[] = []
  const conversations = new Conversations(brain, {
    now: () => 5,
    quietMilliseconds: 60_000,
    onDecision: record => void records.push(record),
    onError: error => {
      throw error
    },
  })
  const say = async (text: string) => {
    conversations.hear('c', 'A', text)
    await conversations.flush('c')
    return records.at(-1)!
  }
  const record = await say('又是加班')
  const state = () => readChannel(brain.database, 'c')
  const rows = (table: 'deliveries' | 'feedback') => brain.database.prepare(`SELECT * FROM ${table}`).all()
  return { brain, conversations, record, say, state, rows }
}

test('a chosen meme is not a sent one: until it is acknowledged nothing is spent', async () => {
  const { record, state, rows } = await chosen()
  expect(record).toMatchObject({ shown: { slug: 'overtime' }, delivered: false })
  expect(state()).toMatchObject({ messages: 1, sinceMeme: null, delivered: [] })
  expect(rows('deliveries')).toEqual([])
})

test('an acknowledged delivery is noted with what it was decided on, and spends one send', async () => {
  const { conversations, record, state, rows } = await chosen()
  const before = state()
  expect(await conversations.acknowledge('c', record.id)).toBe(true)
  const { score, threshold } = record.decision
  expect(rows('deliveries')).toMatchObject([{ channel: 'c', meme_id: record.shown!.id, score, threshold, at: 5 }])
  expect(state()).toMatchObject({ sinceMeme: 0, lastMemeAt: 5, delivered: [{ id: record.shown!.id, at: 5 }] })
  expect(state().budget).toBeCloseTo(before.budget - 1)
  expect(conversations.record('c', record.id)).toMatchObject({ delivered: true })
})

test('acknowledging twice, also at once, changes nothing more', async () => {
  const { conversations, record, state, rows } = await chosen()
  const answers = await Promise.all([1, 2, 3].map(() => conversations.acknowledge('c', record.id)))
  expect(answers).toEqual([true, false, false])
  const after = state()
  expect(await conversations.acknowledge('c', record.id)).toBe(false)
  expect(state()).toEqual(after)
  expect(rows('deliveries')).toHaveLength(1)
})

test('what was never decided, or decided elsewhere, cannot be acknowledged or reacted to', async () => {
  const { brain, conversations, record, state } = await chosen()
  const before = state()
  for (const [channel, id] of [
    ['c', 'unknown'],
    ['elsewhere', record.id],
  ] as const) {
    expect(await conversations.acknowledge(channel, id)).toBe(false)
    expect(await conversations.react(channel, id, 'up')).toBe(false)
    expect(await conversations.another(channel, id)).toBeUndefined()
  }
  expect(state()).toEqual(before)
  expect(readChannel(brain.database, 'elsewhere')).toEqual(freshChannel())
})

test('a held message has nothing to acknowledge, react to or replace', async () => {
  const { conversations, record, state, rows } = await chosen({ TARGET_RATE: '0' })
  const before = state()
  expect(record).toMatchObject({ decision: { kind: 'hold', reason: 'rate-zero' }, shown: undefined })
  expect(await conversations.acknowledge('c', record.id)).toBe(false)
  expect(await conversations.react('c', record.id, 'up')).toBe(false)
  expect(await conversations.another('c', record.id)).toBeUndefined()
  expect([state(), rows('deliveries'), rows('feedback')]).toEqual([before, [], []])
})

test('a delivered meme becomes context as its words', async () => {
  const { brain, conversations, record } = await chosen()
  await conversations.acknowledge('c', record.id)
  let turns: unknown
  const choose = brain.choose
  brain.choose = request => {
    turns = request.turns
    return choose(request)
  }
  conversations.hear('c', 'A', '下雨')
  await conversations.flush('c')
  expect(turns).toMatchObject([{ text: '又是加班' }, { text: '[表情：加班]', own: true }, { text: '下雨' }])
})

test('a reaction is noted, moves the rate, the meme and its neighbours its way, and spends nothing', async () => {
  const { conversations, record, state, rows } = await chosen()
  const before = state()
  expect(await conversations.react('c', record.id, 'up')).toBe(true)
  const liked = state()
  expect(liked.rateShift).toBeGreaterThan(0)
  expect(liked.affinity[record.shown!.id]).toBeGreaterThan(0)
  await conversations.react('c', record.id, 'down')
  await conversations.react('c', record.id, 'deleted')
  const disliked = state()
  expect(disliked.rateShift).toBeLessThan(0)
  expect(disliked.affinity[record.shown!.id]).toBeLessThan(0)
  const [overtime, late, , tea] = MEMES.map(meme => liked.affinity[meme.id] ?? 0)
  expect(overtime).toBeGreaterThan(late!)
  expect(late).toBeGreaterThan(tea!)
  expect([disliked.budget, disliked.messages, disliked.delivered]).toEqual([before.budget, before.messages, []])
  expect(rows('feedback')).toMatchObject([{ reaction: 'up' }, { reaction: 'down' }, { reaction: 'deleted' }])
})

test('another one is the next best that was not shown yet, until there is none; it costs no send', async () => {
  const { conversations, record, state, rows } = await chosen()
  await conversations.acknowledge('c', record.id)
  const spent = state().budget
  const shown = [record.shown!.slug]
  for (;;) {
    const meme = await conversations.another('c', record.id)
    if (!meme) break
    shown.push(meme.slug)
    expect(conversations.record('c', record.id)!.shown).toEqual(meme)
  }
  const best = record.decision.runnersUp.map(candidate => candidate.meme.slug)
  expect(shown).toEqual(['overtime', ...best])
  expect(new Set(shown).size).toBe(MEMES.length)
  expect(state().budget).toBe(spent)
  expect(state().delivered.map(delivery => delivery.id)).toHaveLength(MEMES.length)
  expect(rows('deliveries')).toHaveLength(1)
})

test('another one is never below the floor', async () => {
  const [second] = (await chosen()).record.decision.runnersUp
  const { record, conversations } = await chosen({ SCORE_FLOOR: String(second!.score + 1e-6) })
  expect(record.decision.kind).toBe('send')
  expect(await conversations.another('c', record.id)).toBeUndefined()
})

test('a meme that was blocked elsewhere meanwhile, or whose image is gone, is not offered as another one', async () => {
  const { brain, conversations, record } = await chosen()
  const keeper = await temporaryDatabase(brain.config.dataFolder)
  const [second, third, fourth] = record.decision.runnersUp.map(candidate => candidate.meme)
  await setMemeState(keeper, second!.id, 'blocked', 1)
  rmSync(memePath(third!, brain.config.dataFolder))
  expect((await conversations.another('c', record.id))?.id).toBe(fourth!.id)
})

test('once the rate is zero no other meme is given', async () => {
  const { brain, conversations, record } = await chosen()
  Object.assign(brain, { policy: { ...brain.policy, targetRate: 0 } })
  expect(await conversations.another('c', record.id)).toBeUndefined()
  expect(conversations.record('c', record.id)!.shown).toEqual(record.shown)
})

test('what a channel remembers survives a restart', async () => {
  const { brain, conversations, record, say } = await chosen({ MINIMUM_GAP: '2', TARGET_RATE: '0.3' })
  await conversations.acknowledge('c', record.id)
  expect((await say('今天下雨')).decision.reason).toBe('minimum-gap')
  await conversations.close()
  const { config, encoder } = brain
  const database = await temporaryDatabase(config.dataFolder)
  const restarted = await openBrain({ config, database, encoder, now: () => 6, notice: () => {} })
  const reasons: string[] = []
  const later = new Conversations(restarted, {
    now: () => 6,
    quietMilliseconds: 60_000,
    onDecision: ({ decision }) => void reasons.push(decision.reason),
    onError: error => {
      throw error
    },
  })
  later.hear('c', 'A', '可恶的奶茶')
  await later.flush('c')
  expect(reasons).toEqual(['minimum-gap'])
  expect(readChannel(database, 'c')).toMatchObject({ messages: 3, sinceMeme: 2, delivered: [{ id: record.shown!.id }] })
})
