import { expect, test } from 'vitest'
import { freshChannel } from '../../../src/schemas/channel.ts'
import { readChannel } from '../../../src/storage/channels.ts'
import { memeAbout } from '../../../test/helpers.ts'
import { servePage } from '../serve.fixture.ts'

const MEMES = [memeAbout('overtime', '加班'), memeAbout('bug', '改代码')]

test('a conversation that is begun anew has forgotten everything, its threshold too, and every page of it is told', async () => {
  const { open, brain, heard } = await servePage(MEMES)
  const browser = await open()
  await browser.post('/api/messages', { text: '又是加班' })
  await expect.poll(() => browser.events.some(({ type }) => type === 'words-end')).toBe(true)
  const { id } = browser.decisions()[0]!
  await browser.post('/api/deliveries', { decision: id })
  expect(await browser.post('/api/conversation/restart', {})).toEqual([200, { restarted: true }])
  await expect.poll(() => browser.events.at(-1)?.type).toBe('restarted')
  expect(readChannel(brain.database, browser.channel)).toEqual(freshChannel())
  expect((await browser.post('/api/reactions', { decision: id, reaction: 'up' }))[1].taken).toBe(false)
  await browser.post('/api/messages', { text: '改代码' })
  await expect.poll(() => heard.at(-1)?.map(({ text }) => text)).toEqual(['改代码'])
})

test('every connection begins with what the server remembers, and every line is told with its time', async () => {
  const { open } = await servePage(MEMES)
  const browser = await open()
  await browser.post('/api/messages', { text: '又是加班', id: 'line-1' })
  await expect.poll(() => browser.decisions().length).toBe(1)
  await browser.leave()
  await browser.listen()
  await expect.poll(() => browser.greetings.length).toBe(3)
  expect(browser.greetings).toEqual([
    { type: 'hello', remembers: false, messages: 0 },
    { type: 'heard', line: { id: 'line-1', text: '又是加班', at: 1_700_000_000_000 } },
    { type: 'hello', remembers: true, messages: 1 },
  ])
})

test('a server that forgot a conversation takes its last turns back, once, and decides nothing on them', async () => {
  const { open, heard } = await servePage(MEMES)
  const browser = await open()
  const turns = [
    { text: '我昨天面试了', own: false, at: 1 },
    { text: '怎么样', own: true, at: 2 },
  ]
  expect(await browser.post('/api/conversation/recall', { turns })).toEqual([200, { recalled: true }])
  expect(await browser.post('/api/conversation/recall', { turns })).toEqual([200, { recalled: false }])
  expect(browser.decisions()).toEqual([])
  await browser.post('/api/messages', { text: '过了' })
  await expect.poll(() => heard.at(-1)?.map(({ text }) => text)).toEqual(['我昨天面试了', '过了'])
  const many = Array.from({ length: 13 }, () => turns[0])
  expect((await browser.post('/api/conversation/recall', { turns: many }))[0]).toBe(400)
})

test('a page that was loaded anew names in the address what it saw last, and gets only what followed', async () => {
  const { url, open } = await servePage(MEMES)
  const browser = await open('reloadreloadreloadrelo')
  await browser.post('/api/messages', { text: '又是加班' })
  await expect.poll(() => browser.events.some(({ type }) => type === 'words-end')).toBe(true)
  const { lastId } = browser
  const again = async (after: string) => {
    const aborting = new AbortController()
    const headers = { cookie: 'doutu-session=reloadreloadreloadrelo' }
    const response = await fetch(`${url}/api/events?after=${after}`, { headers, signal: aborting.signal })
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes('event: heartbeat')) text += (await reader.read()).value
    aborting.abort()
    return text
  }
  expect(await again(lastId)).not.toContain('decision')
  expect(await again(lastId.replace(/\d+$/, '1'))).toContain('"type":"decision"')
})
