import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readChannel } from '../../src/storage/channels.ts'
import { memeAbout } from '../../test/helpers.ts'
import type { Speaker } from '../words/speaker.ts'
import { MAXIMUM_MESSAGE } from './chat/protocol.ts'
import { type Browser, HOSTILE, servePage } from './serve.fixture.ts'

const OVERTIME = memeAbout('overtime', '加班')
const BUG = memeAbout('bug', '改代码')
const MEMES = [OVERTIME, BUG]
const UNKNOWN = '00000000-0000-4000-8000-000000000000'

async function decided(browser: Browser, text = '又是加班') {
  const count = browser.decisions().length
  await browser.post('/api/messages', { text })
  await expect.poll(() => browser.decisions().length).toBe(count + 1)
  await expect.poll(() => browser.events.filter(event => event.type === 'words-end').length).toBe(count + 1)
  return browser.decisions().at(-1)!
}

test('a line is answered with a decision, its explanation and words', async () => {
  const { open } = await servePage(MEMES)
  const browser = await open()
  const decision = await decided(browser)
  expect(decision).toMatchObject({
    kind: 'send',
    reason: 'fits',
    meme: { caption: '加班', url: `/memes/${OVERTIME.id}` },
  })
  expect(decision.candidates.map(candidate => candidate.meme.caption)).toEqual(['加班', '改代码'])
  expect(decision.candidates[0]!.parts.scenario).toBeGreaterThan(0.5)
  expect(Object.keys(decision.weights)).toContain('scenario')
  expect(browser.words(decision.id)).toBe('(又是加班)')
})

test('a decision names the lines that it answers, by the ids that the page gave them', async () => {
  const { open } = await servePage(MEMES, { quietMilliseconds: 200 })
  const browser = await open()
  await Promise.all(['a', 'b'].map(id => browser.post('/api/messages', { text: '又是加班', id })))
  await expect.poll(() => browser.decisions().length).toBe(1)
  expect([...browser.decisions()[0]!.messages].sort()).toEqual(['a', 'b'])
})

test('several browsers are separate conversations', async () => {
  const { open, heard } = await servePage(MEMES)
  const [one, other] = [await open(), await open()]
  const decision = await decided(one)
  await decided(other, '改代码')
  expect(one.decisions()).toHaveLength(1)
  expect(other.decisions()).toHaveLength(1)
  expect(heard.map(turns => turns.map(turn => turn.text))).toEqual([['又是加班'], ['改代码']])
  // What one decided, the other can neither take delivery of nor react to nor have exchanged.
  expect(await other.post('/api/deliveries', { decision: decision.id })).toEqual([200, { delivered: false }])
  expect(await other.post('/api/reactions', { decision: decision.id, reaction: 'down' })).toEqual([
    200,
    { taken: false },
  ])
  const exchanged = await other.post('/api/reactions', { decision: decision.id, reaction: 'another' })
  expect(exchanged).toEqual([200, { taken: false, meme: null }])
})

test('a delivery is acknowledged once, and only that spends the budget', async () => {
  const { open, brain } = await servePage(MEMES)
  const browser = await open()
  const decision = await decided(browser)
  const state = () => readChannel(brain.database, browser.channel)
  expect(state().delivered).toEqual([])
  const { budget } = state()
  const twice = await Promise.all([1, 2].map(() => browser.post('/api/deliveries', { decision: decision.id })))
  expect(twice.map(([, body]) => body).sort((a, b) => Number(b.delivered) - Number(a.delivered))).toEqual([
    { delivered: true },
    { delivered: false },
  ])
  expect(state().delivered.map(delivery => delivery.id)).toEqual([OVERTIME.id])
  expect(state().budget).toBeCloseTo(budget - 1, 10)
  expect(await browser.post('/api/deliveries', { decision: UNKNOWN })).toEqual([200, { delivered: false }])
})

test('a vote moves the channel, and a vote on nothing does not', async () => {
  const { open, brain } = await servePage(MEMES)
  const browser = await open()
  const decision = await decided(browser)
  const shift = () => readChannel(brain.database, browser.channel).rateShift
  expect(await browser.post('/api/reactions', { decision: decision.id, reaction: 'down' })).toEqual([
    200,
    { taken: true },
  ])
  const down = shift()
  expect(down).toBeLessThan(0)
  await browser.post('/api/reactions', { decision: decision.id, reaction: 'up' })
  expect(shift()).toBeGreaterThan(down)
  expect(await browser.post('/api/reactions', { decision: UNKNOWN, reaction: 'up' })).toEqual([200, { taken: false }])
})

test('换一张 brings the next best, then says that there is none, and costs no budget', async () => {
  const { open, brain } = await servePage(MEMES)
  const browser = await open()
  const decision = await decided(browser)
  await browser.post('/api/deliveries', { decision: decision.id })
  const { budget } = readChannel(brain.database, browser.channel)
  const another = () => browser.post('/api/reactions', { decision: decision.id, reaction: 'another' })
  expect(await another()).toMatchObject([200, { taken: true, meme: { caption: '改代码' } }])
  expect(await another()).toEqual([200, { taken: true, meme: null }])
  expect(readChannel(brain.database, browser.channel).budget).toBe(budget)
})

test('too long, empty and malformed bodies are refused with a code and a sentence', async () => {
  const { open } = await servePage(MEMES)
  const browser = await open()
  const refused = async (path: string, body: unknown) => {
    const [status, answer] = await browser.post(path, body)
    expect(answer.message).toMatch(/\w+/)
    return [status, answer.code]
  }
  expect(await refused('/api/messages', { text: '长'.repeat(MAXIMUM_MESSAGE + 1) })).toEqual([413, 'too-long'])
  expect(await refused('/api/messages', { text: '长'.repeat(100_000) })).toEqual([413, 'too-long'])
  for (const text of ['', '  \n\t']) expect(await refused('/api/messages', { text })).toEqual([400, 'empty'])
  for (const body of ['{', '', 'null', '[]', '{"text":1}', '{"text":"a","locale":"fr"}'])
    expect(await refused('/api/messages', body)).toEqual([400, 'bad-request'])
  expect(await refused('/api/deliveries', { decision: '../1' })).toEqual([400, 'bad-request'])
  expect(await refused('/api/reactions', { decision: UNKNOWN, reaction: 'love' })).toEqual([400, 'bad-request'])
  expect(browser.decisions()).toEqual([])
  // The longest line that is allowed goes through.
  expect((await browser.post('/api/messages', { text: '长'.repeat(MAXIMUM_MESSAGE) }))[0]).toBe(202)
})

test('a body of megabytes is refused before it is read', async () => {
  const { app } = await servePage(MEMES)
  const headers = { host: 'localhost', 'content-type': 'application/json', 'content-length': String(2 ** 21) }
  const response = await app.request('/api/messages', { method: 'POST', headers, body: 'x'.repeat(2 ** 21) })
  expect(response.status).toBe(413)
  expect(await response.json()).toMatchObject({ code: 'too-long' })
})

test('whatever is posted, the server answers below 500 and goes on', async () => {
  const { open, failures } = await servePage(MEMES)
  const browser = await open()
  const path = fc.constantFrom('/api/messages', '/api/deliveries', '/api/reactions')
  const body = fc.oneof(fc.string(), fc.json(), fc.record({ text: fc.string({ unit: 'binary' }) }))
  await fc.assert(
    fc.asyncProperty(path, body, async (where, what) => {
      expect((await browser.post(where, what))[0]).toBeLessThan(500)
    }),
    { numRuns: 100 },
  )
  expect(failures).toEqual([])
})

test('hostile texts and captions come back as the same text', async () => {
  const { open } = await servePage([{ ...OVERTIME, caption: HOSTILE }])
  const browser = await open()
  const decision = await decided(browser, `加班 ${HOSTILE}`)
  expect(decision.meme?.caption).toBe(HOSTILE)
  expect(browser.words(decision.id)).toBe(`(加班 ${HOSTILE})`)
})

test('words that fail are told to the page, and the next line is answered', async () => {
  let fails = true
  const speaker: Speaker = {
    async *speak() {
      yield '半'
      if (fails) throw new Error('disk')
    },
  }
  const { open, failures } = await servePage(MEMES, { speaker })
  const browser = await open()
  await decided(browser)
  expect(browser.events.map(event => event.type)).toEqual([
    'decision',
    'words-start',
    'words-piece',
    'problem',
    'words-end',
  ])
  expect(failures).toHaveLength(1)
  fails = false
  await decided(browser)
  expect(browser.events.filter(event => event.type === 'problem')).toHaveLength(1)
})

test('a slow language model does not keep a delivery or 换一张 waiting', async () => {
  let finish = () => {}
  const speaker: Speaker = {
    async *speak() {
      yield '想'
      await new Promise<void>(resolve => {
        finish = resolve
      })
    },
  }
  const { open } = await servePage(MEMES, { speaker })
  const browser = await open()
  await browser.post('/api/messages', { text: '又是加班' })
  await expect.poll(() => browser.events.length).toBe(3)
  const { id } = browser.decisions()[0]!
  expect(await browser.post('/api/deliveries', { decision: id })).toEqual([200, { delivered: true }])
  expect((await browser.post('/api/reactions', { decision: id, reaction: 'another' }))[1].meme).not.toBeNull()
  finish()
})

test('what happened while no page was open waits for the next one, once', async () => {
  const { open } = await servePage(MEMES)
  const browser = await open()
  await browser.leave()
  await browser.post('/api/messages', { text: '又是加班' })
  await sleep(200)
  await browser.listen()
  await expect.poll(() => browser.decisions().length).toBe(1)
  await browser.leave()
  await browser.listen()
  await decided(browser, '改代码')
  expect(browser.decisions()).toHaveLength(2)
})

test('a page that lost its connection without notice names its last event and misses nothing', async () => {
  const { open } = await servePage(MEMES)
  const browser = await open()
  await decided(browser)
  const { lastId } = browser
  // These are written into a connection that, as far as this page knows, was dead already.
  await decided(browser, '改代码')
  await browser.leave()
  browser.events.length = 0
  await browser.listen(lastId)
  await expect
    .poll(() => browser.events.map(event => event.type))
    .toEqual(['decision', 'words-start', 'words-piece', 'words-end'])
})
