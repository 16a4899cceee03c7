import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { IncomingMeme } from '../../src/storage/memes.ts'
import { memeAbout } from '../../test/helpers.ts'
import { connected, launchChromium, openPage, sayLine, seriousViolations } from './browser.fixture.ts'
import { HOSTILE, type PageOptions, servePage } from './serve.fixture.ts'

// Every view in both themes, and captions that try to be more than text: on the server's own code with a tiny library.

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser?.close())

const MEMES = [memeAbout('overtime', '加班'), memeAbout('bug', '改代码')]

/** A server whose memes have pictures that a browser can draw. */
async function serveDrawn(memes: readonly IncomingMeme[], options: PageOptions = {}) {
  const served = await servePage(memes, options)
  const picture = { create: { width: 4, height: 4, channels: 3, background: 'orange' } } as const
  for (const { id } of memes) await sharp(picture).png().toFile(served.brain.meme(id)!.path)
  return served
}

test.each([
  ['light', 'zh-CN', 1280],
  ['dark', 'zh-CN', 1280],
  ['light', 'en-GB', 390],
  ['dark', 'en-GB', 390],
] as const)('axe finds nothing serious in any view: %s, %s, %i pixels wide', async (colorScheme, locale, width) => {
  const { url } = await serveDrawn(MEMES)
  const { page, complaints } = await openPage(browser, url, { colorScheme, locale, viewport: { width, height: 844 } })
  await connected(page)
  const found = { welcome: await seriousViolations(page) } as Record<string, string[]>
  await page.locator('.chat-header button').first().click()
  found.examples = await seriousViolations(page)
  await page.keyboard.press('Escape')
  await sayLine(page, '又是加班')
  await page.locator('[data-reaction=up]').click()
  await page.locator('[data-reaction][aria-pressed=true]').waitFor()
  found.chat = await seriousViolations(page)
  await page.locator('.chat-verdict').click()
  await page.locator('.why-what-if').waitFor()
  await page.locator('.why-weights summary').click()
  await page.locator('.why-numbers summary').click()
  await page.locator('input[name=floor]').fill('0.9')
  await page.locator('.why-outcome table').waitFor()
  found.why = await seriousViolations(page)
  if (width < 600) await page.keyboard.press('Escape')
  for (const view of ['library', 'compare']) {
    await page.goto(`${url}/#/${view}`)
    await page.locator(`.view-${view} > :not([role=status])`).first().waitFor()
    found[view] = await seriousViolations(page)
  }
  expect(found).toEqual({ welcome: [], examples: [], chat: [], why: [], library: [], compare: [] })
  expect(complaints).toEqual([])
})

test('a refusal is told in the language of the page, and the line can be sent again', async () => {
  const { url } = await serveDrawn(MEMES)
  const { page } = await openPage(browser, url)
  await connected(page)
  await page.route('**/api/messages', route => route.abort())
  await page.locator('.chat-field').fill('又是加班')
  await page.locator('.chat-field').press('Enter')
  await page.locator('.chat-failed').waitFor()
  expect(await page.locator('.chat-problem[role=alert]').textContent()).toContain('连不上服务器')
  expect(await seriousViolations(page)).toEqual([])
  await page.unroute('**/api/messages')
  await page.locator('.chat-failed').click()
  await page.locator('.chat-verdict').waitFor()
  expect(await page.locator('.chat-failed').count()).toBe(0)
  expect(await page.locator('.chat-mine').count()).toBe(1)
})

test('hostile captions stay text in every view and in every language', async () => {
  const caption = `${HOSTILE}<script>document.title='2'</script>{{constructor}}`
  const memes = [
    memeAbout('overtime', '加班', { caption }),
    memeAbout('bug', '改代码', { caption: `'"><svg/onload=x>` }),
  ]
  const { url } = await serveDrawn(memes)
  const { page, complaints } = await openPage(browser, url)
  await connected(page)
  await sayLine(page, `加班 ${HOSTILE}`)
  const meme = page.locator('.chat-meme img')
  await meme.waitFor()
  expect(await meme.getAttribute('alt')).toBe(caption)
  await page.locator('.why-decision').waitFor()
  expect(await page.locator('.why-headline').textContent()).toContain(caption)
  expect(await page.locator('.why-caption').first().textContent()).toBe(caption)
  await page.locator('input[name=floor]').fill('0.99')
  await page.locator('.why-outcome table').waitFor()
  await page.locator('.language-switch').click()
  expect(await page.locator('.why-headline').textContent()).toContain(caption)
  for (const view of ['library', 'compare', 'chat']) {
    await page.goto(`${url}/#/${view}`)
    await page.locator(`.view-${view} > *`).first().waitFor()
    await page.waitForTimeout(300)
    expect(await page.locator('script:not([src]), img[src="x"], [onload], [onerror]').count()).toBe(0)
    expect(await page.title()).toBe('斗图 doutu')
  }
  expect(complaints).toEqual([])
})

test('a deep link opens its view, and a stored conversation that is damaged counts as none', async () => {
  const { url } = await serveDrawn(MEMES)
  const { page, complaints } = await openPage(browser, `${url}/#/library?q=x`)
  await page.locator('.view-library').waitFor()
  expect(await page.locator('.tabs [aria-current]').getAttribute('href')).toBe('#/library')
  for (const stored of ['{"entries":[{}]}', 'x', '[]']) {
    await page.evaluate(`localStorage.setItem('doutu-conversation', ${JSON.stringify(stored)})`)
    await page.goto(`${url}/#/chat`)
    await page.reload()
    await connected(page)
    expect(await page.locator('.chat-welcome').isVisible()).toBe(true)
  }
  expect(complaints).toEqual([])
})

test('"typing" is shown only before words that take their time, and words stream in', async () => {
  let go = () => {}
  const speaker = {
    async *speak() {
      await new Promise<void>(resolve => {
        go = resolve
      })
      yield '今天'
      await new Promise<void>(resolve => {
        go = resolve
      })
      yield '辛苦了'
    },
  }
  const { url } = await serveDrawn(MEMES, { speaker })
  const { page } = await openPage(browser, url)
  await connected(page)
  await sayLine(page, '又是加班')
  await page.locator('.chat-typing').waitFor()
  expect(await page.locator('.chat-title p').textContent()).toBe('对方正在输入…')
  go()
  const bubble = page.locator('.chat-bot .chat-bubble:not(.chat-typing)')
  await bubble.waitFor()
  expect(await bubble.textContent()).toContain('今天')
  expect(await page.locator('.chat-typing').count()).toBe(0)
  go()
  await expect.poll(() => bubble.textContent()).toContain('今天辛苦了')
})

test('a bot that answers with a meme alone never seems to type', async () => {
  const { url } = await serveDrawn(MEMES, { speaker: { async *speak() {} } })
  const { page } = await openPage(browser, url)
  await connected(page)
  await page.evaluate(`new MutationObserver(() => {
    if (document.querySelector('.chat-typing')) document.body.dataset.typed = 'true'
  }).observe(document.body, { subtree: true, childList: true })`)
  await sayLine(page, '又是加班')
  await page.locator('.chat-meme').waitFor()
  await page.waitForTimeout(500)
  expect(await page.locator('body[data-typed]').count()).toBe(0)
})
