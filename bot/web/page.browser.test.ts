import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  connected,
  launchChromium,
  type OpenPage,
  openPage,
  SMALL_TALK,
  type Started,
  sayLine,
  startDoutu,
  talkUntilMeme,
} from './browser.fixture.ts'

// The real page in a real browser, on the real server with the starter library, and its first answer timed.

const FIRST_ANSWER_SECONDS = 5
/** Long enough for a line that a busy machine types. */
const QUIET = { QUIET_MILLISECONDS: '250' }
const folder = mkdtempSync(join(tmpdir(), 'doutu-browser-'))
const seconds: number[] = []
let server: Started
let browser: Browser
let opened: OpenPage
let page: Page

async function open(options: Parameters<Browser['newContext']>[0] = {}): Promise<OpenPage> {
  const made = await openPage(browser, server.url, options)
  await connected(made.page)
  return made
}

async function firstAnswer(): Promise<number> {
  const context = await browser.newContext()
  const first = await context.newPage()
  await first.goto(server.url)
  await sayLine(first, '早呀')
  await context.close()
  return (Date.now() - server.begun) / 1000
}

beforeAll(async () => {
  browser = await launchChromium()
  // The first start builds the index as well. A machine busy with other things may need another try.
  while (seconds.length < 3 && !seconds.some(time => time < FIRST_ANSWER_SECONDS)) {
    if (seconds.length > 0) await server.stop()
    server = await startDoutu(folder, QUIET)
    seconds.push(await firstAnswer())
  }
}, 400_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  opened = await open()
  page = opened.page
})
afterEach(() => {
  // Neither an error nor a breach of the content security policy in anything that was done.
  expect(opened.complaints).toEqual([])
})

test(`with everything installed the first line is answered within ${FIRST_ANSWER_SECONDS} s of the start`, () => {
  process.stderr.write(`first answer after ${seconds.map(time => time.toFixed(2)).join(', ')} s\n`)
  expect(Math.min(...seconds)).toBeLessThan(FIRST_ANSWER_SECONDS)
})

test('a person chats in Chinese until a meme comes, and sees why beside it', async () => {
  const turn = await talkUntilMeme(page)
  expect(await page.locator('.chat-mine .chat-bubble').first().textContent()).toContain(SMALL_TALK[0])
  const caption = await turn.locator('.chat-meme img').getAttribute('alt')
  await turn.locator('.chat-meme').click()
  const why = page.locator('.why-decision.why-send')
  await why.waitFor()
  expect(await why.locator('.why-headline').textContent()).toBe(`发了「${caption}」：这张表情正好接得上。`)
  expect(await why.textContent()).toMatch(/阈值 0\.\d\d/)
  expect(await why.locator('.why-candidates ol li').count()).toBe(5)
  expect(await why.locator('.why-sent').count()).toBe(1)
  // The numbers behind the bars: every part of every candidate.
  await why.locator('.why-numbers summary').click()
  expect(await why.locator('tbody th').allTextContents()).toContain('不适用场景（扣分）')
  expect(await why.locator('tbody td').count()).toBe(5 * 11)
  const thumbnails = why.locator('.why-candidates ol img')
  await expect.poll(() => thumbnails.evaluateAll(all => all.every(image => image.naturalWidth > 0))).toBe(true)
  // Bars and plot are drawn: their canvases are not empty.
  expect(await page.evaluate(DRAWN)).toEqual([true, true])
})

/** Runs in the page: whether any pixel of each canvas has colour. */
const DRAWN = `[...document.querySelectorAll('.why-bars canvas, .why-plot canvas')].map(canvas =>
  canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(value => value > 0))`

test('a held line is explained as well: grief gets no meme, gentle words, and the reason', async () => {
  const verdict = await sayLine(page, '我爷爷今天早上去世了')
  expect(await verdict.textContent()).toContain('话题很沉重')
  await page.locator('.chat-bot .chat-bubble').waitFor()
  expect(await page.locator('.chat-meme').count()).toBe(0)
  await verdict.click()
  await expect.poll(() => page.locator('.why-decision').textContent()).toMatch(/依据：.*闸门: 拦下/)
})

test('lines typed quickly are one thought with one answer', async () => {
  for (const line of ['今晚', '又要', '加班']) {
    await page.locator('.chat-field').fill(line)
    await page.locator('.chat-field').press('Enter')
  }
  await page.locator('.chat-verdict').waitFor()
  await page.waitForTimeout(600)
  expect(await page.locator('.chat-mine').count()).toBe(3)
  expect(await page.locator('.chat-verdict').count()).toBe(1)
  expect(await page.locator('.why-decision blockquote').textContent()).toBe('今晚\n又要\n加班')
})

test('a vote stays pressed and can be changed; 换一张 brings another picture and a fresh vote', async () => {
  const turn = await talkUntilMeme(page)
  const [up, down] = [turn.locator('[data-reaction=up]'), turn.locator('[data-reaction=down]')]
  const pressed = async () => [await up.getAttribute('aria-pressed'), await down.getAttribute('aria-pressed')]
  await up.click()
  await expect.poll(pressed).toEqual(['true', 'false'])
  await down.click()
  await expect.poll(pressed).toEqual(['false', 'true'])
  const meme = turn.locator('.chat-meme img')
  const [before, another] = [await meme.getAttribute('src'), turn.locator('[data-reaction=another]')]
  await another.click()
  await expect
    .poll(async () => (await meme.getAttribute('src')) !== before || (await another.textContent()) === '没有更合适的了')
    .toBe(true)
  if ((await meme.getAttribute('src')) !== before) await expect.poll(pressed).toEqual(['false', 'false'])
})

test('sliders run the conversation again at once, change nothing by themselves, and are saved by a button', async () => {
  await talkUntilMeme(page)
  for (const line of SMALL_TALK.slice(3)) await sayLine(page, line)
  const outcome = page.locator('.why-outcome')
  const rate = page.locator('input[name=targetRate]')
  const held = await rate.inputValue()
  await rate.fill('0')
  await expect.poll(() => outcome.getAttribute('data-sends')).toBe('0')
  expect(await page.locator('.chat-meme').count()).toBe(1)
  await page.locator('input[name=minimumGap]').fill('0')
  await page.locator('input[name=floor]').fill('0')
  await rate.fill('1')
  await expect.poll(async () => Number(await outcome.getAttribute('data-sends'))).toBeGreaterThan(1)
  // Nothing but these words was changed: a reload shows the settings that hold.
  await page.reload()
  await rate.waitFor()
  expect(await rate.inputValue()).toBe(held)
  await rate.fill('0.02')
  await page.locator('[data-do=save]').click()
  await page.getByText('已保存，从下一句起生效。').waitFor()
  await page.reload()
  await rate.waitFor()
  expect(await rate.inputValue()).toBe('0.02')
  await page.locator('[data-do=reset]').click()
  await expect.poll(() => rate.inputValue()).toBe(held)
})

test('facet weights and the sampler are tried like the rest', async () => {
  const turn = await talkUntilMeme(page)
  const outcome = page.locator('.why-outcome')
  await page.locator('.why-weights summary').click()
  for (const part of ['scenario', 'emotion', 'motivation', 'examples', 'bestExample', 'lexical'])
    await page.locator(`input[name=${part}]`).fill('0')
  await expect.poll(() => outcome.getAttribute('data-sends')).toBe('0')
  await page.locator('[data-do=discard]').click()
  await page.locator('select[name=sampler]').selectOption('greedy')
  await expect.poll(() => outcome.getAttribute('data-sends')).toBe('1')
  expect(await turn.locator('.chat-meme').count()).toBe(1)
})

test('reloading keeps the conversation, its votes and explanations; a new one begins empty', async () => {
  const turn = await talkUntilMeme(page)
  await turn.locator('[data-reaction=up]').click()
  await turn.locator('[data-reaction=up][aria-pressed=true]').waitFor()
  const shown = async () => [
    await page.locator('.chat-bubble').allTextContents(),
    await page.locator('.chat-verdict').allTextContents(),
    await page.locator('.chat-meme img').getAttribute('src'),
    await page.locator('[aria-pressed=true][data-reaction]').count(),
  ]
  const before = await shown()
  await page.reload()
  await connected(page)
  expect(await shown()).toEqual(before)
  await page.locator('.chat-fresh').click()
  await expect.poll(() => page.locator('.chat-turn').count()).toBe(0)
  await page.reload()
  await connected(page)
  expect(await page.locator('.chat-turn').count()).toBe(0)
  expect(await page.locator('.chat-welcome').isVisible()).toBe(true)
})

test('after a restart of the server the conversation goes on', async () => {
  await sayLine(page, '今天天气还行')
  const { port } = new URL(server.url)
  await server.stop()
  await page.locator('[data-connection=lost]').waitFor()
  server = await startDoutu(folder, QUIET, port)
  // While it was away every attempt to reconnect was an error in the console.
  opened.complaints.length = 0
  await connected(page)
  await sayLine(page, '又要加班')
  expect(await page.locator('.chat-mine').count()).toBe(2)
})

test('the page speaks English when asked, keeps to it, and explains in it', async () => {
  await page.locator('.language-switch').click()
  expect(await page.locator('html').getAttribute('lang')).toBe('en')
  expect(await page.locator('button[type=submit]').textContent()).toBe('Send')
  const verdict = await sayLine(page, '今天中午吃什么')
  expect(await verdict.textContent()).toMatch(/^(Sent|Held)/)
  await page.reload()
  expect(await page.locator('button[type=submit]').textContent()).toBe('Send')
  await page.locator('.language-switch').click()
  expect(await verdict.textContent()).toMatch(/^(发了|没发)/)
})

test("the language is the browser's, and so is the theme, until one is chosen", async () => {
  const other = await open({ locale: 'en-GB', colorScheme: 'dark' })
  const theme = () => other.page.locator('html').getAttribute('data-theme')
  expect(await other.page.locator('button[type=submit]').textContent()).toBe('Send')
  expect(await theme()).toBe('dark')
  await other.page.locator('.theme-switch').selectOption('light')
  expect(await theme()).toBe('light')
  await other.page.reload()
  expect(await theme()).toBe('light')
  expect(other.complaints).toEqual([])
})

test('an example is played turn by turn, and can be stopped', async () => {
  await page.locator('.chat-welcome [data-example=cat]').click()
  await page.locator('.chat-playing').waitFor()
  await page.locator('.chat-verdict').nth(1).waitFor()
  expect(await page.locator('.chat-mine .chat-bubble').first().textContent()).toContain('我家猫又把键盘当床了')
  await page.locator('.chat-playing button').click()
  expect(await page.locator('.chat-playing').count()).toBe(0)
  const lines = await page.locator('.chat-mine').count()
  await page.waitForTimeout(2000)
  expect(await page.locator('.chat-mine').count()).toBe(lines)
})

test('hostile text is shown as text and does nothing', async () => {
  const hostile = '<img src=x onerror="document.title=1"><script>alert(1)</script>{{7*7}}&lt;b&gt;'
  await sayLine(page, hostile)
  const bubble = page.locator('.chat-mine .chat-bubble')
  expect(await bubble.textContent()).toContain(hostile)
  expect(await bubble.locator('img, script, b').count()).toBe(0)
  expect(await page.locator('.why-decision blockquote').textContent()).toBe(hostile)
  expect(await page.title()).toBe('斗图 doutu')
})

test('two browsers do not hear each other; two tabs of one do', async () => {
  const other = await open()
  const tab = await page.context().newPage()
  await tab.goto(server.url)
  await connected(tab)
  await sayLine(page, '今天天气还行')
  await tab.locator('.chat-verdict').waitFor()
  expect(await tab.locator('.chat-mine .chat-bubble').textContent()).toContain('今天天气还行')
  expect(await other.page.locator('.chat-turn').count()).toBe(0)
})

/** Runs in the page: what reaches out of the window, and what would scroll sideways. */
const TOO_WIDE = `[
  ...[...document.querySelectorAll('body *')].filter(node => {
    const { left, right, width } = node.getBoundingClientRect()
    return width > 1 && !node.closest('.why-table') && (right > innerWidth + 1 || left < -1)
  }).map(node => node.className || node.tagName),
  ...['html', 'body', 'main', '.chat-scroll', '.why-body'].filter(name => {
    const node = document.querySelector(name)
    return node.scrollWidth > node.clientWidth
  }),
]`

test.each([
  [320, 568],
  [390, 844],
  [1280, 720],
])('nothing is wider than a window of %i by %i, the explanation included', async (width, height) => {
  await page.setViewportSize({ width, height })
  const turn = await talkUntilMeme(page)
  await sayLine(page, `${'很长的一句话'.repeat(30)}${'x'.repeat(300)}`)
  expect(await page.evaluate<string[]>(TOO_WIDE)).toEqual([])
  expect(await page.locator('button[type=submit]').isVisible()).toBe(true)
  await turn.locator('.chat-meme').click()
  await page.locator('.why-decision').waitFor()
  expect(await page.evaluate<string[]>(TOO_WIDE)).toEqual([])
})

test('on a phone the explanation covers the chat, and closing it leads back', async () => {
  await page.setViewportSize({ width: 390, height: 844 })
  const verdict = await sayLine(page, '今天天气还行')
  expect(await page.locator('.why').isVisible()).toBe(false)
  await verdict.click()
  await page.locator('.why').waitFor({ state: 'visible' })
  // The focus moves after the picture has.
  await expect.poll(() => page.evaluate<string>('document.activeElement.className')).toBe('why-close')
  await page.keyboard.press('Escape')
  await page.locator('.why').waitFor({ state: 'hidden' })
  await expect.poll(() => verdict.evaluate(node => node === node.ownerDocument.activeElement)).toBe(true)
})

test('everything works from the keyboard, and where one is can be seen', async () => {
  const focused = () => page.evaluate<string>('document.activeElement.className')
  expect(await focused()).toBe('chat-field')
  const verdict = await sayLine(page, '今天天气还行')
  expect(await focused()).toBe('chat-field')
  await verdict.focus()
  await page.keyboard.press('Enter')
  await page.locator('.why-decision').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Shift+Tab')
  const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle')
  expect(outline).toBe('solid')
})
