import { expect, onTestFinished, test } from 'vitest'
import { fakeEncoder, memeAbout, temporaryBrain } from '../test/helpers.ts'
import { type ConversationOptions, Conversations, type DecisionRecord } from './conversations.ts'
import type { Turn } from './schemas/context.ts'
import { readChannel } from './storage/channels.ts'

const MEMES = [
  memeAbout('overtime', '加班'),
  memeAbout('rain', '下雨'),
  memeAbout('tea', '奶茶'),
  memeAbout('secret', '加班', { scope: 'guild:other' }),
]

async function listen(options: Partial<ConversationOptions> = {}, settings: Record<string, string> = {}) {
  let release = () => {}
  const slow = new Promise<void>(resolve => {
    release = resolve
  })
  const fake = fakeEncoder()
  const encode: typeof fake.encode = async (texts, role) => {
    if (texts.some(text => text.includes('慢'))) await slow
    return fake.encode(texts, role)
  }
  const brain = await temporaryBrain(MEMES, { encoder: { ...fake, encode }, settings })
  const heard: Array<{ record: DecisionRecord; turns: readonly Turn[] }> = []
  const conversations = new Conversations(brain, {
    now: () => 5,
    quietMilliseconds: 60_000,
    onDecision: (record, turns) => void heard.push({ record, turns }),
    onError: error => {
      throw error
    },
    ...options,
  })
  onTestFinished(() => conversations.close())
  const say = (speaker: string, text: string, id: string) => {
    conversations.hear('c', speaker, text, id)
    return conversations.flush('c')
  }
  return { brain, conversations, heard, say, release, texts: () => heard.map(({ turns }) => turns.at(-1)!.text) }
}

test('thoughts that had to wait are decided on as one, on the last, and the gate reads them all', async () => {
  const { conversations, heard, say, release } = await listen({ maximumBacklog: 1 }, { GATE: 'true' })
  const said = [
    say('A', '慢慢加班', '1'),
    say('B', '我爷爷昨天走了', '2'),
    say('C', '今天下雨', '3'),
    say('A', '奶茶好喝吗', '4'),
  ]
  release()
  await Promise.all(said)
  await conversations.close()
  expect(heard.map(({ record }) => record.messages)).toEqual([['1'], ['2', '3', '4']])
  expect(heard[1]!.record.decision.reason).toBe('serious-topic')
})

test('a message that is deleted before its turn is not decided on, and one that is edited counts as it is now', async () => {
  const { conversations, texts, say, release } = await listen()
  const said = [say('A', '慢慢加班', '1'), say('B', '下雨', '2'), say('C', '奶茶', '3')]
  conversations.amend('c', '2', undefined)
  conversations.amend('c', '3', '两杯奶茶')
  release()
  await Promise.all(said)
  expect(texts()).toEqual(['慢慢加班', '两杯奶茶'])
})

test('what somebody said can be forgotten, in the channels that are named', async () => {
  const { conversations, heard, say } = await listen()
  await say('A', '加班', '1')
  await say('B', '下雨', '2')
  conversations.forget('A', 'd')
  conversations.forget('B', 'c')
  await say('C', '奶茶', '3')
  expect(heard.at(-1)!.turns.map(({ speaker }) => speaker)).toEqual(['A', 'C'])
  conversations.hear('c', 'B', '下雨', '4')
  conversations.forget('B')
  await conversations.flush('c')
  expect(heard).toHaveLength(3)
})

test('a channel that is dropped answers nothing that still waited in it', async () => {
  const { conversations, texts, say, release } = await listen()
  const said = [say('A', '慢慢加班', '1'), say('B', '下雨', '2')]
  conversations.drop('c')
  release()
  await Promise.all(said)
  expect(texts()).toEqual(['慢慢加班'])
  expect(conversations.records('c')).toEqual([])
})

test('terms of a channel hold for its decisions, replacements and picks', async () => {
  const { brain, conversations, say, heard } = await listen({
    terms: (_channel, speaker) => (speaker === 'B' ? { silenced: 'opted-out' } : {}),
  })
  await say('B', '加班', '1')
  expect(heard[0]!.record.decision.reason).toBe('opted-out')
  await say('A', '加班', '2')
  const { decision } = heard[1]!.record
  const [overtime] = MEMES
  expect(await conversations.replace('c', 'B', overtime!.id, decision.runnersUp)).toBeUndefined()
  expect(await conversations.replace('c', 'A', overtime!.id, decision.runnersUp)).toBeDefined()
  const [, , , secret] = [...brain.library().byId.values()].map(({ meme }) => meme)
  expect(await conversations.refuse('c', secret!)).toBe('nothing-allowed')
})

test('a reaction never reaches memes that the channel may not see', async () => {
  const { brain, conversations } = await listen()
  await conversations.vote('c', MEMES[0]!.id, 'up')
  const { affinity } = readChannel(brain.database, 'c')
  expect(affinity[MEMES[0]!.id]).toBeGreaterThan(0)
  expect(affinity[MEMES[3]!.id]).toBeUndefined()
})

test('who asks for a meme gets one within the gap, counted as a delivery and not as a message', async () => {
  const { brain, conversations, say, heard } = await listen({}, { MINIMUM_GAP: '3', TARGET_RATE: '0.25' })
  await say('A', '加班', '1')
  await conversations.acknowledge('c', heard[0]!.record.id, { message: '10' })
  await say('A', '下雨', '2')
  expect(heard[1]!.record.decision.reason).toBe('minimum-gap')
  const before = readChannel(brain.database, 'c')
  const record = await conversations.ask('c', { speaker: 'A', text: '?' }, '2')
  expect(record.shown?.slug).toBe('rain')
  expect(readChannel(brain.database, 'c')).toEqual(before)
  await conversations.acknowledge('c', record.id, { message: '11' })
  expect(readChannel(brain.database, 'c')).toMatchObject({ messages: before.messages, sinceMeme: 0 })
  expect(readChannel(brain.database, 'c').budget).toBeCloseTo(before.budget - 1)
})

test('requests may overdraw the budget by a few sends only, and a rate of zero refuses them all', async () => {
  const eager = await listen({}, { MINIMUM_GAP: '3', TARGET_RATE: '0.25' })
  const reasons: string[] = []
  for (let index = 0; index < 12; index += 1) {
    const record = await eager.conversations.ask('c', { speaker: 'A', text: ['加班', '下雨', '奶茶'][index % 3]! })
    reasons.push(record.decision.reason)
    await eager.conversations.acknowledge('c', record.id)
  }
  expect(reasons.filter(reason => reason === 'fits').length).toBeLessThanOrEqual(7)
  expect(readChannel(eager.brain.database, 'c').budget).toBeGreaterThanOrEqual(-6)
  const never = await listen({}, { TARGET_RATE: '0' })
  expect((await never.conversations.ask('c', { speaker: 'A', text: '加班' })).decision.reason).toBe('rate-zero')
  expect(await never.conversations.refuse('c', { ...MEMES[0]! })).toBe('rate-zero')
})

test('a delivery and what the surface notes of it are one transaction', async () => {
  const { brain, conversations, say, heard } = await listen()
  await say('A', '加班', '1')
  const also = () => {
    throw new Error('the disk is full')
  }
  await expect(conversations.acknowledge('c', heard[0]!.record.id, { also })).rejects.toThrow('disk')
  expect(readChannel(brain.database, 'c').delivered).toEqual([])
  expect(brain.database.prepare('SELECT * FROM deliveries').all()).toEqual([])
})

test('a channel is dropped by its whole name, and a guild by its prefix', async () => {
  const { conversations } = await listen()
  for (const channel of ['discord:1:12', 'discord:1:123', 'discord:12:1']) {
    conversations.hear(channel, 'A', '加班', channel)
    await conversations.flush(channel)
  }
  const known = () =>
    ['discord:1:12', 'discord:1:123', 'discord:12:1'].filter(channel => conversations.records(channel).length > 0)
  conversations.drop('discord:1:12')
  expect(known()).toEqual(['discord:1:123', 'discord:12:1'])
  conversations.drop('discord:1:')
  expect(known()).toEqual(['discord:12:1'])
})
