import fc from 'fast-check'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { fakeEncoder, memeAbout, type TinyBrain, temporaryBrain } from '../test/helpers.ts'
import { type ConversationOptions, Conversations, type DecisionRecord } from './conversations.ts'
import type { Turn } from './schemas/context.ts'
import { readChannel } from './storage/channels.ts'

const MEMES = [memeAbout('overtime', '加班'), memeAbout('rain', '下雨'), memeAbout('tea', '奶茶')]
const QUIET = 1500

let brain: TinyBrain
beforeEach(async () => {
  brain = await temporaryBrain(MEMES)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

interface Heard {
  readonly channel: string
  readonly text: string
  readonly turns: readonly Turn[]
  readonly record: DecisionRecord
}

/** Conversations that note each decision, with the line that it is about. */
function listen(options: Partial<ConversationOptions> = {}) {
  const heard: Heard[] = []
  const errors: unknown[] = []
  const conversations = new Conversations(brain, {
    now: () => 0,
    quietMilliseconds: QUIET,
    onDecision: (record, turns) =>
      void heard.push({ channel: record.channel, text: turns.at(-1)!.text, turns, record }),
    onError: error => errors.push(error),
    ...options,
  })
  onTestFinished(() => conversations.close())
  return { conversations, heard, errors, texts: () => heard.map(one => one.text) }
}

test('lines that one speaker sends in a row are one thought, decided on after a quiet while', async () => {
  const { conversations, texts } = listen()
  for (const line of ['又', '要', '加班']) {
    conversations.hear('c', 'A', line)
    await vi.advanceTimersByTimeAsync(QUIET - 1)
    expect(texts()).toEqual([])
  }
  await vi.advanceTimersByTimeAsync(1)
  expect(texts()).toEqual(['又\n要\n加班'])
  await vi.advanceTimersByTimeAsync(10 * QUIET)
  expect(texts()).toHaveLength(1)
})

test('what comes after the quiet is another thought', async () => {
  const { conversations, texts } = listen()
  conversations.hear('c', 'A', '加班')
  await vi.advanceTimersByTimeAsync(QUIET)
  conversations.hear('c', 'A', '下雨')
  await vi.advanceTimersByTimeAsync(QUIET)
  expect(texts()).toEqual(['加班', '下雨'])
})

test('another speaker ends the burst at once, and a person in another channel does not', async () => {
  const { conversations, texts } = listen()
  conversations.hear('c', 'A', '加班')
  conversations.hear('d', 'B', '奶茶')
  await vi.advanceTimersByTimeAsync(0)
  expect(texts()).toEqual([])
  conversations.hear('c', 'B', '下雨')
  await vi.advanceTimersByTimeAsync(0)
  expect(texts()).toEqual(['加班'])
  await vi.advanceTimersByTimeAsync(QUIET)
  expect(texts().toSorted()).toEqual(['下雨', '加班', '奶茶'].toSorted())
})

test('flushing decides at once and only once, and waits for the listener', async () => {
  const { conversations, texts } = listen()
  conversations.hear('c', 'A', '加班')
  await conversations.flush('c')
  expect(texts()).toEqual(['加班'])
  await conversations.flush('c')
  await conversations.flush('nobody')
  await vi.advanceTimersByTimeAsync(QUIET)
  expect(texts()).toHaveLength(1)
})

test('a channel is answered in its order, and never waits for another one', async () => {
  let release = () => {}
  const slow = new Promise<void>(resolve => {
    release = resolve
  })
  const fake = fakeEncoder()
  const encode: typeof fake.encode = async (texts, role) => {
    if (texts.some(text => text.includes('慢'))) await slow
    return fake.encode(texts, role)
  }
  brain = await temporaryBrain(MEMES, { encoder: { ...fake, encode } })
  const { conversations, heard } = listen()
  const say = (channel: string, text: string) => {
    conversations.hear(channel, 'A', text)
    return conversations.flush(channel)
  }
  const waiting = [say('c', '慢慢加班'), say('c', '下雨'), say('c', '奶茶')]
  await say('d', '奶茶')
  expect(heard.map(one => one.channel)).toEqual(['d'])
  release()
  await Promise.all(waiting)
  expect(heard.filter(one => one.channel === 'c').map(one => one.text)).toEqual(['慢慢加班', '下雨', '奶茶'])
})

test('channels never mix: each one goes as it would alone, however their lines interleave', async () => {
  vi.useRealTimers()
  const line = fc.record({
    channel: fc.constantFrom('a', 'b', 'c'),
    speaker: fc.constantFrom('A', 'B'),
    text: fc.constantFrom('加班', '又是下雨', '奶茶', '今天加班', '说到奶茶', '大家都在下雨'),
  })
  let run = 0
  const play = async (prefix: string, lines: Array<{ channel: string; speaker: string; text: string }>) => {
    const { conversations, heard } = listen({
      quietMilliseconds: 60_000,
      onDecision: (record, turns) => {
        heard.push({ channel: record.channel, text: turns.at(-1)!.text, turns, record })
        void conversations.acknowledge(record.channel, record.id)
      },
    })
    const channels = ['a', 'b', 'c'].map(name => `${prefix}${name}`)
    for (const { channel, speaker, text } of lines) conversations.hear(prefix + channel, speaker, text)
    await Promise.all(channels.map(channel => conversations.flush(channel)))
    await conversations.close()
    return channels.map(channel => ({
      state: readChannel(brain.database, channel),
      decisions: heard
        .filter(one => one.channel === channel)
        .map(({ turns, record }) => [turns, record.decision.reason, record.shown?.slug]),
    }))
  }
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 2, maxLength: 12 }), async lines => {
      run += 1
      const together = await play(`${run}/`, lines)
      const alone = ['a', 'b', 'c'].flatMap(name => lines.filter(({ channel }) => channel === name))
      expect(together).toEqual(await play(`${run}-alone/`, alone))
    }),
    { numRuns: 30 },
  )
})

test('what the bot said is context, as its own, and only the last twelve turns are kept', async () => {
  const { conversations, heard } = listen()
  conversations.said('c', '我在')
  for (let line = 0; line < 14; line += 1) {
    conversations.hear('c', 'A', `加班 ${line}`)
    await conversations.flush('c')
  }
  expect(heard[0]!.turns).toMatchObject([{ speaker: 'doutu', text: '我在', own: true }, { speaker: 'A' }])
  expect(heard.at(-1)!.turns.map(turn => turn.text)).toEqual(
    Array.from({ length: 12 }, (_, line) => `加班 ${line + 2}`),
  )
  expect(readChannel(brain.database, 'c').messages).toBe(14)
})

test('a failure is told, and the next line is answered', async () => {
  const { conversations, texts, errors } = listen()
  const { encode } = brain.encoder
  const broken = vi.spyOn(brain.encoder, 'encode').mockRejectedValueOnce(new Error('out of memory'))
  broken.mockImplementation(encode)
  for (const text of ['加班', '下雨']) {
    conversations.hear('c', 'A', text)
    await conversations.flush('c')
  }
  expect(errors).toEqual([new Error('out of memory')])
  expect(texts()).toEqual(['下雨'])
})

test('a line heard while every remembered channel is busy is answered too', async () => {
  const { conversations, texts } = listen()
  for (let channel = 0; channel < 2000; channel += 1) conversations.hear(`busy ${channel}`, 'A', '加班')
  conversations.hear('late', 'A', '下雨')
  await conversations.flush('late')
  expect(texts()).toEqual(['下雨'])
})

test('closing drops the bursts that wait, and nothing is decided afterwards', async () => {
  const { conversations, texts } = listen()
  conversations.hear('c', 'A', '加班')
  await conversations.close()
  await vi.advanceTimersByTimeAsync(10 * QUIET)
  expect(texts()).toEqual([])
})
