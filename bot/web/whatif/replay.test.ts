import { expect, test } from 'vitest'
import { readChannel } from '../../../src/storage/channels.ts'
import { memeAbout } from '../../../test/helpers.ts'
import type { PageDecision } from '../chat/protocol.ts'
import { type Browser, servePage } from '../serve.fixture.ts'
import type { DecisionSettings, SettingsAnswer } from '../settings/protocol.ts'
import type { ConversationEvent, ReplayedDecision } from './protocol.ts'

const MEMES = ['加班', '改代码', '火锅', '考试'].map(topic => memeAbout(topic, topic))
const TALK = ['又是加班', '今天改代码', '火锅', '说到考试', '加班', '我的改代码', '今天天气还行', '没完没了的火锅']
/** Fixed, so that chance is the same each time. */
const SESSION = 'replayreplayreplayrepl'
const SETTINGS = { GATE: 'true', SAMPLER: 'top-k', SAMPLER_TEMPERATURE: '1', TARGET_RATE: '0.5', MINIMUM_GAP: '1' }

/** Talks as the page does: every meme is acknowledged, and some are reacted to. @returns what happened, as the page notes it */
async function converse(browser: Browser): Promise<ConversationEvent[]> {
  const events: ConversationEvent[] = []
  for (const [index, text] of TALK.entries()) {
    await browser.post('/api/messages', { text, id: String(index) })
    await expect.poll(() => browser.decisions().length).toBe(index + 1)
    const made = browser.decisions()[index]!
    const { id: decision, at, draw, meme } = made
    events.push({ kind: 'thought', decision, text, spokenAt: at, at, draw, sent: made.kind === 'send' })
    if (meme) events.push(...(await receive(browser, made, index)))
    await expect.poll(() => browser.events.filter(event => event.type === 'words-end').length).toBe(index + 1)
    const words = browser.words(decision)
    if (words) events.push({ kind: 'words', decision, text: words, at })
    await expect.poll(async () => (await browser.post('/api/deliveries', { decision }))[0]).toBe(200)
  }
  return events
}

async function receive(browser: Browser, { id, at, meme }: PageDecision, index: number): Promise<ConversationEvent[]> {
  await browser.post('/api/deliveries', { decision: id })
  const arrived = { kind: 'delivered', decision: id, meme: meme!.id, at } as const
  const reaction = (['up', 'another', 'down'] as const)[index % 3]!
  const [, answer] = await browser.post('/api/reactions', { decision: id, reaction })
  const instead = (answer.meme as { id: string } | null | undefined)?.id
  return [arrived, { kind: 'reaction', decision: id, reaction, meme: meme!.id, at, ...(instead && { instead }) }]
}

const outcome = ({ kind, reason, score, threshold, meme }: PageDecision | ReplayedDecision) => ({
  kind,
  reason,
  score: score.toFixed(6),
  threshold: threshold.toFixed(6),
  meme: meme?.caption ?? null,
})

async function settingsOf(url: string): Promise<DecisionSettings> {
  return ((await (await fetch(`${url}/api/settings`)).json()) as SettingsAnswer).settings
}

async function replayed(browser: Browser, events: ConversationEvent[], settings: DecisionSettings) {
  const [status, answer] = await browser.post('/api/what-if', { events, settings })
  expect(status).toBe(200)
  return answer.decisions as ReplayedDecision[]
}

test('with the settings that held, a conversation comes out as it did, reactions and chance included', async () => {
  const { open, url } = await servePage(MEMES, { settings: SETTINGS })
  const browser = await open(SESSION)
  const events = await converse(browser)
  const again = await replayed(browser, events, await settingsOf(url))
  expect(browser.decisions().filter(({ kind }) => kind === 'send').length).toBeGreaterThan(1)
  expect(again.map(outcome)).toEqual(browser.decisions().map(outcome))
})

test('running a conversation again changes neither its state nor the settings, and other settings change the outcome', async () => {
  const { open, url, brain } = await servePage(MEMES, { settings: SETTINGS })
  const browser = await open(SESSION)
  const events = await converse(browser)
  const [state, settings] = [readChannel(brain.database, browser.channel), await settingsOf(url)]
  const sends = async (change: Partial<DecisionSettings>) =>
    (await replayed(browser, events, { ...settings, ...change })).filter(({ kind }) => kind === 'send').length
  expect(await sends({ targetRate: 0 })).toBe(0)
  expect(await sends({})).toBeGreaterThan(1)
  expect(await sends({ minimumGap: 7, targetRate: 0.125 })).toBe(1)
  expect(await sends({ floor: 1 })).toBe(0)
  const none = { scenario: 0, emotion: 0, motivation: 0, examples: 0, bestExample: 0, unsuitable: 2, lexical: 0 }
  const blind = await replayed(browser, events, { ...settings, weights: none })
  expect(Math.max(...blind.map(({ score }) => score))).toBeLessThan(browser.decisions()[0]!.score)
  expect(readChannel(brain.database, browser.channel)).toEqual(state)
  expect(await settingsOf(url)).toEqual(settings)
  expect(browser.decisions()).toHaveLength(TALK.length)
})

test('a meme that was decided on and never shown costs nothing when it is run again', async () => {
  const { open, url } = await servePage(MEMES, { settings: { TARGET_RATE: '0.5', MINIMUM_GAP: '1' } })
  const browser = await open(SESSION)
  const thought = (index: number): ConversationEvent => ({
    kind: 'thought',
    decision: `00000000-0000-4000-8000-00000000000${index}`,
    text: '又是加班',
    spokenAt: 0,
    at: 0,
    draw: 1,
    sent: index === 0,
  })
  const again = await replayed(browser, [thought(0), thought(1)], await settingsOf(url))
  expect(again.map(({ kind }) => kind)).toEqual(['send', 'send'])
})
