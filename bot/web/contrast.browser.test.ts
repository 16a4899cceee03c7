import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { memeAbout } from '../../test/helpers.ts'
import { servePage } from './serve.fixture.ts'

const CHROMIUM = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const MEMES = [memeAbout('overtime', '加班'), memeAbout('bug', '改代码')]
/** WCAG 2.2 AA for text of this size. */
const ENOUGH = 4.5

/** Runs in the page: every visible text with the contrast of its colour to the nearest background behind it. */
const CONTRASTS = `(() => {
  const channels = colour => (colour.match(/[\\d.]+/g) ?? []).map(Number)
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(v => v / 255).map(v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    return 0.2126 * x + 0.7152 * y + 0.0722 * z
  }
  const behind = node => {
    for (let at = node; at; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor)
      if ((colour[3] ?? 1) === 1 && colour.length >= 3) return colour
    }
    return [255, 255, 255]
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const found = []
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim()
    const node = walker.currentNode.parentElement
    if (!text || node.tagName === 'SCRIPT' || node.getClientRects().length === 0) continue
    const [a, b] = [light(channels(getComputedStyle(node).color)), light(behind(node))]
    found.push({ text, contrast: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) })
  }
  return found
})()`

test.each(['light', 'dark'] as const)(
  'every text of the %s page can be read: a contrast of 4.5 or more',
  async colorScheme => {
    const { url } = await servePage(MEMES)
    const executablePath = CHROMIUM.find(path => path && existsSync(path))
    const browser = await chromium.launch({
      ...(executablePath ? { executablePath } : {}),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    })
    onTestFinished(() => browser.close())
    const page = await browser.newPage({ colorScheme, reducedMotion: 'reduce', locale: 'zh-CN' })
    await page.goto(url)
    const seen = await page.evaluate<Array<{ text: string; contrast: number }>>(CONTRASTS)
    await page.locator('#text').fill('又是加班')
    await page.locator('#text').press('Enter')
    await page.locator('summary').click()
    await page.locator('[data-reaction=up]').click()
    await page.locator('[aria-pressed=true]').waitFor()
    // A refusal too, in its own colour.
    await page.evaluate("document.querySelector('#text').maxLength = 9999")
    await page.locator('#text').fill('长'.repeat(4001))
    await page.locator('#text').press('Enter')
    await page.locator('.problem').waitFor()
    seen.push(...(await page.evaluate<Array<{ text: string; contrast: number }>>(CONTRASTS)))
    expect(seen.length).toBeGreaterThan(30)
    expect(seen.filter(({ contrast }) => contrast < ENOUGH)).toEqual([])
  },
)
