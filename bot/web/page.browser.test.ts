import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'

// The real page in a real browser, on the real server with the starter library, and its first answer timed.

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const CHROMIUM = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const FIRST_ANSWER_SECONDS = 5
/** Light talk that memes are made for: whatever the encoder is, it fits one of these. */
const SMALL_TALK = [
  '早上起不来，闹钟响了八遍',
  '明天又是周一',
  '我家猫把键盘当床了',
  '又要加班到半夜',
  '好饿啊',
  '发工资了！',
]

const folder = mkdtempSync(join(tmpdir(), 'doutu-browser-'))
let url = ''
const seconds: number[] = []
let server: ChildProcess
let browser: Browser
let page: Page
let complaints: string[] = []

/** Starts doutu; resolves with its address and when the process began. */
async function start(): Promise<{ url: string; begun: number }> {
  const begun = Date.now()
  server = spawn(process.execPath, ['scripts/doutu.mjs', 'start', '--port', '0'], {
    cwd: ROOT,
    env: { ...process.env, DATA_DIR: folder, QUIET_MILLISECONDS: '50', SEED: '1', LLM_BASE_URL: '', HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  for await (const text of server.stdout!) {
    const address = /http:\/\/\S+/.exec(String(text))?.[0]
    if (address) return { url: address, begun }
  }
  throw new Error('The server ended before it printed its address.')
}

const stop = () =>
  new Promise(resolve => {
    server.once('exit', resolve)
    server.kill('SIGTERM')
  })

beforeAll(async () => {
  const executablePath = CHROMIUM.find(path => path && existsSync(path))
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
  browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args })
  // The first start builds the index as well. A machine busy with other things may need another try.
  while (seconds.length < 3 && !seconds.some(time => time < FIRST_ANSWER_SECONDS)) {
    if (seconds.length > 0) await stop()
    const started = await start()
    url = started.url
    const first = await open()
    await say(first, '早呀')
    seconds.push((Date.now() - started.begun) / 1000)
    await first.context().close()
  }
})
afterAll(async () => {
  await browser?.close()
  await stop()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  complaints = []
  page = await open()
})
afterEach(async () => {
  await page.context().close()
  // Neither an error nor a breach of the content security policy in anything that was done.
  expect(complaints).toEqual([])
})

const widthOf = (image: object) => ('naturalWidth' in image ? image.naturalWidth : 0)

async function open(options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'zh-CN', reducedMotion: 'reduce', ...options })
  const made = await context.newPage()
  made.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  made.on('pageerror', error => complaints.push(error.message))
  made.on('dialog', dialog => complaints.push(`dialog ${dialog.message()}`))
  await made.goto(url)
  await made.locator('body[data-connected]').waitFor()
  return made
}

/** Types a line and waits for the bot's whole turn. */
async function say(on: Page, line: string): Promise<Locator> {
  const count = await on.locator('.turn.bot').count()
  await on.locator('#text').fill(line)
  await on.locator('#text').press('Enter')
  const turn = on.locator('.turn.bot').nth(count)
  await turn.locator('.bubble:not(.typing), .meme').first().waitFor()
  return turn
}

/** Talks until a meme comes; its turn, once the picture is there. */
async function talkUntilMeme(on: Page): Promise<Locator> {
  for (const line of SMALL_TALK) {
    const turn = await say(on, line)
    const meme = turn.locator('.meme')
    if ((await meme.count()) === 0) continue
    await expect.poll(() => meme.evaluate(widthOf)).toBeGreaterThan(0)
    return turn
  }
  throw new Error('no meme after all that small talk')
}

test(`with everything installed the first line is answered within ${FIRST_ANSWER_SECONDS} s of the start`, () => {
  process.stderr.write(`first answer after ${seconds.map(time => time.toFixed(2)).join(', ')} s\n`)
  expect(Math.min(...seconds)).toBeLessThan(FIRST_ANSWER_SECONDS)
})

test('a person chats in Chinese until a meme comes, and opens why', async () => {
  const turn = await talkUntilMeme(page)
  expect(await page.locator('.turn.mine .bubble').first().textContent()).toBe(SMALL_TALK[0])
  const caption = await turn.locator('.meme').getAttribute('alt')
  const why = turn.locator('details.why')
  expect(await why.locator('summary').textContent()).toBe(`发了「${caption}」：这张表情正好接得上。`)
  expect(await why.locator('.panel').isVisible()).toBe(false)
  await why.locator('summary').click()
  expect(await why.locator('.panel').isVisible()).toBe(true)
  expect(await why.locator('.panel').textContent()).toMatch(/阈值 0\.\d\d/)
  expect(await why.locator('.candidate').count()).toBe(5)
  expect(await why.locator('.candidate').first().locator('dt').allTextContents()).toContain('最像的例句')
  expect(await why.locator('.candidate .sent').count()).toBeLessThanOrEqual(1)
  const thumbnails = why.locator('.candidate img')
  await thumbnails.last().scrollIntoViewIfNeeded()
  await expect.poll(() => thumbnails.evaluateAll(all => all.every(image => image.naturalWidth > 0))).toBe(true)
})

test('a held line is explained as well: grief gets no meme, gentle words, and the reason', async () => {
  const turn = await say(page, '我爷爷今天早上去世了')
  expect(await turn.locator('.meme').count()).toBe(0)
  expect(await turn.locator('.bubble').textContent()).toMatch(/\S/)
  expect(await turn.locator('summary').textContent()).toContain('话题很沉重')
  await turn.locator('summary').click()
  expect(await turn.locator('.panel').textContent()).toMatch(/依据：/)
})

test('a vote stays pressed and can be changed; 换一张 brings another picture and a fresh vote', async () => {
  const turn = await talkUntilMeme(page)
  const [up, down] = [turn.locator('[data-reaction=up]'), turn.locator('[data-reaction=down]')]
  const pressed = async () => [await up.getAttribute('aria-pressed'), await down.getAttribute('aria-pressed')]
  await up.click()
  await expect.poll(pressed).toEqual(['true', 'false'])
  await down.click()
  await expect.poll(pressed).toEqual(['false', 'true'])
  const meme = turn.locator('.meme')
  const [before, another] = [await meme.getAttribute('src'), turn.locator('[data-reaction=another]')]
  await another.click()
  await expect
    .poll(async () => (await meme.getAttribute('src')) !== before || (await another.textContent()) === '没有更合适的了')
    .toBe(true)
  if ((await meme.getAttribute('src')) !== before) await expect.poll(pressed).toEqual(['false', 'false'])
})

test('the page speaks English when asked, keeps to it, and explains in it', async () => {
  await page.locator('#language').click()
  expect(await page.locator('html').getAttribute('lang')).toBe('en')
  expect(await page.locator('#send').textContent()).toBe('Send')
  const turn = await say(page, '今天中午吃什么')
  expect(await turn.locator('summary').textContent()).toMatch(/^(Sent|Held)/)
  await page.reload()
  expect(await page.locator('#send').textContent()).toBe('Send')
  await page.locator('#language').click()
  expect(await page.locator('#send').textContent()).toBe('发送')
})

test('hostile text is shown as text and does nothing', async () => {
  const hostile = '<img src=x onerror="document.title=1"><script>alert(1)</script>{{7*7}}&lt;b&gt;'
  await say(page, hostile)
  expect(await page.locator('.turn.mine .bubble').textContent()).toBe(hostile)
  expect(await page.locator('.turn.mine .bubble *').count()).toBe(0)
  expect(await page.title()).toBe('斗图 doutu')
})

test('two browsers do not hear each other', async () => {
  const other = await open()
  await say(page, '今天天气还行')
  await other.waitForTimeout(300)
  expect(await other.locator('.turn').count()).toBe(0)
  await other.context().close()
})

/** Runs in the page: what reaches out of the window, and what would scroll sideways. */
const TOO_WIDE = `[
  ...[...document.querySelectorAll('body *')].filter(node => {
    const { left, right } = node.getBoundingClientRect()
    return right > innerWidth + 1 || left < -1
  }).map(node => node.className || node.tagName),
  ...['html', 'body', 'main'].filter(name => {
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
  await turn.locator('summary').click()
  await say(page, `${'很长的一句话'.repeat(30)}${'x'.repeat(300)}`)
  expect(await page.evaluate<string[]>(TOO_WIDE)).toEqual([])
  expect(await page.locator('#send').isVisible()).toBe(true)
})

test('everything works from the keyboard, and where one is can be seen', async () => {
  const focused = () => page.evaluate<string>('document.activeElement.id')
  expect(await focused()).toBe('text')
  const turn = await say(page, '今天天气还行')
  expect(await focused()).toBe('text')
  await turn.locator('summary').focus()
  await page.keyboard.press('Enter')
  expect(await turn.locator('.panel').isVisible()).toBe(true)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Shift+Tab')
  const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle')
  expect(outline).toBe('solid')
})
