import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PageDecision, PageEvent, PageMeme } from '../../chat/protocol.ts'
import { type Action, type Conversation, conversationSchema, EMPTY, reduce, replyOf } from './conversation.ts'

const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
const meme = (id: string): PageMeme => ({ id, caption: id, url: `/memes/${id}`, width: 4, height: 4 })

function decision(number: number, messages: string[], shown: PageMeme | null = meme('m')): PageDecision {
  return {
    id: uuid(number),
    at: 100 + number,
    messages,
    kind: shown ? 'send' : 'hold',
    reason: shown ? 'fits' : 'below-threshold',
    score: 0.5,
    threshold: 0.3,
    thresholdParts: { floor: 0.3, quantile: 0, level: 0.9, refractory: 0 },
    meme: shown,
    memeScore: shown ? 0.5 : null,
    candidates: [],
    weights: {},
    draw: number,
  }
}

const told = (event: PageEvent, eventId = ''): Action => ({ type: 'told', event, eventId })
const decided = (number: number, messages: string[], shown?: PageMeme | null) =>
  told({ type: 'decision', decision: decision(number, messages, shown) })
const piece = (number: number, text: string) => told({ type: 'words-piece', decision: uuid(number), text })
const end = (number: number) => told({ type: 'words-end', decision: uuid(number) })
const after = (...actions: Action[]) => actions.reduce(reduce, EMPTY)

test('lines that one decision answers become one thought, spoken when the first of them was heard', () => {
  const so = after(
    { type: 'typed', id: 'a', text: '今晚', at: 1 },
    { type: 'typed', id: 'b', text: '加班', at: 2 },
    told({ type: 'heard', line: { id: 'a', text: '今晚', at: 50 } }),
    decided(1, ['a', 'b']),
  )
  expect(so.events).toMatchObject([{ kind: 'thought', text: '今晚\n加班', spokenAt: 50, at: 101, draw: 1, sent: true }])
})

test('the meme of a decision is noted before its words, whichever came first, and each once', () => {
  const shown = { type: 'delivered', decision: uuid(1), at: 9 } as const
  const words = [piece(1, '哈'), piece(1, '哈'), end(1), end(1)]
  for (const order of [
    [shown, ...words, shown],
    [...words, shown, shown],
  ]) {
    const so = after(decided(1, []), ...order)
    expect(so.events.map(({ kind }) => kind)).toEqual(['thought', 'delivered', 'words'])
    expect(replyOf(so, uuid(1))?.words).toBe('哈哈')
  }
})

test('an event that comes twice, as after a reconnection, changes nothing the second time', () => {
  const heard = told({ type: 'heard', line: { id: 'a', text: '嗨', at: 5 } })
  const once = after(heard, decided(1, ['a']))
  expect(after(heard, heard, decided(1, ['a']), decided(1, ['a']))).toEqual(once)
})

test('换一张 shows another meme without a vote, and a replay learns which', () => {
  const so = after(
    decided(1, []),
    { type: 'voted', decision: uuid(1), vote: 'down', taken: true, at: 5 },
    { type: 'replaced', decision: uuid(1), meme: meme('n'), at: 6 },
    { type: 'voted', decision: uuid(1), vote: 'up', taken: true, at: 7 },
    { type: 'replaced', decision: uuid(1), meme: null, at: 8 },
  )
  expect(replyOf(so, uuid(1))).toMatchObject({ shown: meme('n'), vote: 'up', exhausted: true })
  expect(so.events.slice(1)).toMatchObject([
    { reaction: 'down', meme: 'm' },
    { reaction: 'another', meme: 'm', instead: 'n' },
    { reaction: 'up', meme: 'n' },
    { reaction: 'another', meme: 'n' },
  ])
})

test('a vote that the server did not count is shown, and is nothing for a replay', () => {
  const so = after(decided(1, []), { type: 'voted', decision: uuid(1), vote: 'up', taken: false, at: 5 })
  expect([replyOf(so, uuid(1))?.vote, so.events.length]).toEqual(['up', 1])
})

test('of an endless burst the thought keeps the last lines, as the server does', () => {
  const typed = ['a', 'b', 'c'].map((id): Action => ({ type: 'typed', id, text: id.repeat(3000), at: 1 }))
  const so = after(...typed, decided(1, ['a', 'b', 'c']))
  expect(so.events).toMatchObject([{ text: 'c'.repeat(3000) }])
})

test('a conversation that was begun anew is empty, and knows which event it saw last', () => {
  expect(reduce(after(decided(1, [])), told({ type: 'restarted' }, 'e-7'))).toEqual({ ...EMPTY, lastEvent: 'e-7' })
})

test('whatever happens, what is stored can be read back, is bounded, and other replies stay as they are', () => {
  const number = fc.integer({ min: 0, max: 400 })
  const action: fc.Arbitrary<Action> = fc.oneof(
    number.map(at => ({ type: 'typed' as const, id: String(at), text: '话', at })),
    number.map(id => ({ type: 'failed' as const, id: String(id) })),
    fc.tuple(number, fc.boolean()).map(([id, sends]) => decided(id, [String(id)], sends ? meme('m') : null)),
    number.map(id => piece(id, '字')),
    number.map(end),
    number.map(id => ({ type: 'delivered' as const, decision: uuid(id), at: id })),
    number.map(id => ({
      type: 'voted' as const,
      decision: uuid(id),
      vote: 'up' as const,
      taken: id % 2 === 0,
      at: id,
    })),
    number.map(id => ({ type: 'replaced' as const, decision: uuid(id), meme: meme('x'), at: id })),
  )
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), actions => {
      const so = actions.reduce(reduce, EMPTY)
      expect(conversationSchema.parse(JSON.parse(JSON.stringify(so)))).toEqual(so)
    }),
  )
  const long = Array.from({ length: 900 }, (_, index) => decided(index, [])).reduce<Conversation>(reduce, EMPTY)
  expect([long.entries.length, long.events.length]).toEqual([600, 200])
  expect(long.events.at(-1)?.decision).toBe(uuid(899))
})
