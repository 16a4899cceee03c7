import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { serve } from '@hono/node-server'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import type { FoundMeme } from '../formats/images.ts'
import { ratingPage } from '../rating/page.ts'
import { drawItems, readRatings } from '../rating/sheet.ts'
import { dialogueOf, turnOf } from '../testing/dialogue.ts'
import { makeViewer } from './app.ts'
import { viewOf } from './data.ts'
import { inlineImages } from './images.ts'
import { selfContainedPage } from './page.ts'
import { drawPlots } from './plots.ts'

// The viewer and the raters' page in a real browser, served and as files.

const CHROMIUM = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const HOSTILE = '</script><img src=x onerror="document.title=\'broken\'"><b>'
const STARTER = fileURLToPath(new URL('../../library/starter/', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'doutu-viewer-'))

const [first, second] = readFileSync(join(STARTER, 'manifest.jsonl'), 'utf8')
  .split('\n')
  .slice(0, 2)
  .map(line => JSON.parse(line) as { id: string; file: string; caption: string })
const found: FoundMeme[] = [first!, second!].map(({ id, file, caption }) => ({
  meme: { id, file, caption },
  path: join(STARTER, file),
  stored: undefined,
}))
const withMeme = (speaker: 'A' | 'B', text: string, meme = first!) => ({
  ...turnOf(speaker, text, meme.id),
  meme: { id: meme.id, file: meme.file, caption: meme.caption },
})
const feeling = (turn: ReturnType<typeof turnOf>, emotion: string) => ({ ...turn, facets: { ...turn.facets, emotion } })

const dialogues = [
  dialogueOf([turnOf('A', '早'), withMeme('B', '早呀'), turnOf('A', HOSTILE)], { id: 'role-000000' }),
  dialogueOf(
    [turnOf('A', '又下雨'), feeling(turnOf('B', '烦'), '生气、烦躁'), withMeme('A', '', second!), turnOf('B', '哈哈')],
    { id: 'news-000001', kind: 'news', strategy: 'diverse' },
  ),
  ...Array.from({ length: 40 }, (_, index) =>
    dialogueOf([turnOf('A', `第 ${index} 段`), turnOf('B', '嗯')], {
      id: `role-${String(index + 2).padStart(6, '0')}`,
      strategy: 'random',
    }),
  ),
]

let browser: Browser
let page: Page
let complaints: string[] = []
let url = ''
let file = ''
let close: () => void

beforeAll(async () => {
  const executablePath = CHROMIUM.find(path => path && existsSync(path))
  browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  const views = dialogues.map(viewOf)
  const plots = await drawPlots(dialogues)
  const server = serve({ fetch: makeViewer(views, found, plots).fetch, hostname: '127.0.0.1', port: 0 })
  await new Promise(resolve => server.once('listening', resolve))
  close = () => void server.close()
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const path = join(folder, 'page.html')
  writeFileSync(path, selfContainedPage({ dialogues: views, images: await inlineImages(found) }, plots))
  file = pathToFileURL(path).href
})
afterAll(async () => {
  await browser?.close()
  close?.()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  complaints = []
})
afterEach(async () => {
  await page.context().close()
  // Neither an error nor a breach of the content security policy in anything that was done.
  expect(complaints).toEqual([])
})

async function open(address: string, locale = 'zh-CN'): Promise<void> {
  page = await (await browser.newContext({ locale, acceptDownloads: true })).newPage()
  page.on('console', message => void (['error', 'warning'].includes(message.type()) && complaints.push(message.text())))
  page.on('pageerror', error => complaints.push(error.message))
  page.on('dialog', dialog => complaints.push(dialog.message()))
  await page.goto(address)
  await page.locator('body[data-ready]').waitFor()
}

const widthOf = (image: object) => ('naturalWidth' in image ? Number(image.naturalWidth) : 0)
const shown = () => page.locator('.dialogue').count()
const count = () => page.locator('#count').textContent()

describe.each([
  ['served', () => url],
  ['as one file', () => file],
])('the viewer, %s', (_name, address) => {
  it('shows dialogues as bubbles on two sides, with the memes as pictures', async () => {
    await open(address())
    expect(await count()).toBe('42 / 42 段对话')
    const dialogue = page.locator('[data-id=news-000001]')
    expect(await dialogue.locator('.turn.a').count()).toBe(2)
    expect(await dialogue.locator('.turn.b .bubble').allTextContents()).toEqual(['烦', '哈哈'])
    const picture = dialogue.locator('img.meme')
    expect(await picture.getAttribute('alt')).toBe(second!.caption)
    await picture.scrollIntoViewIfNeeded()
    await expect.poll(() => picture.evaluate(widthOf)).toBeGreaterThan(0)
    // A turn that is only a meme has no bubble.
    expect(await dialogue.locator('.turn').nth(2).locator('.bubble').count()).toBe(0)
  })

  it('filters by kind, length, strategy, emotion and words, and combines them', async () => {
    await open(address())
    await page.locator('#kind').selectOption('news')
    expect([await count(), await shown()]).toEqual(['1 / 42 段对话', 1])
    await page.locator('#strategy').selectOption('greedy')
    expect(await shown()).toBe(0)
    expect(await page.locator('.empty').textContent()).toContain('没有')
    await page.locator('#strategy').selectOption('')
    await page.locator('#kind').selectOption('')
    await page.locator('#length').selectOption('3')
    expect(await page.locator('.dialogue').getAttribute('data-id')).toBe('role-000000')
    await page.locator('#length').selectOption('')
    await page.locator('#emotion').selectOption('生气')
    expect(await page.locator('.dialogue').getAttribute('data-id')).toBe('news-000001')
    await page.locator('#emotion').selectOption('')
    await page.locator('#search').fill('第 17 段')
    expect(await shown()).toBe(1)
  })

  it('shows the first ones, and more when asked', async () => {
    await open(address())
    expect(await shown()).toBe(30)
    await page.locator('#more').click()
    expect(await shown()).toBe(42)
    expect(await page.locator('#more').isVisible()).toBe(false)
  })

  it('explains each decision in words, in the language of the page', async () => {
    await open(address())
    const why = page.locator('[data-id=role-000000] .why').nth(1)
    await why.locator('summary').click()
    expect(await why.locator('.headline').textContent()).toBe(`发了「${first!.caption}」：这张表情正好接得上。`)
    expect(await why.textContent()).toMatch(/阈值 0\.200.*场景：聊天/)
    await page.locator('#language').click()
    expect(await page.locator('[data-id=role-000000] .why').nth(1).locator('.headline').textContent()).toMatch(
      /^Sent “/,
    )
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
  })

  it('has the statistics as drawn plots', async () => {
    await open(address(), 'en-US')
    expect(await count()).toBe('42 of 42 dialogues')
    await page.locator('#statistics summary').click()
    expect(await page.locator('.plot svg').count()).toBeGreaterThanOrEqual(3)
    expect(await page.locator('.plot').first().textContent()).toContain('diverse')
  })

  it('takes hostile words for words', async () => {
    await open(address())
    expect(await page.locator('[data-id=role-000000] .turn').nth(2).locator('.bubble').textContent()).toBe(HOSTILE)
    expect(await page.title()).toBe('doutu dialogues')
  })
})

test('the server gives nothing but the page, its data and the images of the set', async () => {
  await open(url)
  for (const path of ['images/nothing', 'images/..%2f..%2fpackage.json', 'package.json', '.env'])
    expect((await fetch(url + path)).status).toBe(404)
  expect((await fetch(url)).headers.get('content-security-policy')).toContain("script-src 'self'")
})

test('a rater rates in the page, closes it, goes on, and downloads a sheet that reads back', async () => {
  const { items, key } = drawItems(dialogues, 5, '1')
  const path = join(folder, 'rate.html')
  writeFileSync(path, ratingPage(items, key.sheet, await inlineImages(found)))
  await open(pathToFileURL(path).href)
  expect(await page.locator('#count').textContent()).toBe('0 / 2')
  const rate = async (value: number) => {
    for (const name of ['semantic', 'emotional', 'appropriate', 'humour', 'flow'])
      await page.locator(`#${name}`).fill(String(value))
  }
  await rate(80)
  await page.locator('#next').click()
  await rate(30)
  expect(await page.locator('#count').textContent()).toBe('2 / 2')
  await page.reload()
  await page.locator('body[data-ready]').waitFor()
  expect(await page.locator('#count').textContent()).toBe('2 / 2')
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#download').click()])
  const ratings = readRatings(readFileSync((await download.path())!, 'utf8'), 'download')
  expect([...ratings].map(([item, scores]) => [item, scores.semantic])).toEqual([
    ['001', 80],
    ['002', 30],
  ])
  expect(await page.content()).not.toMatch(/greedy|diverse|role-000000/)
})
