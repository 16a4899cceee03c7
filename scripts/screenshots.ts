// Takes the README's pictures of the page: `node --import tsx scripts/screenshots.ts [NAME …]`.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import sharp from 'sharp'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const FOLDER = join(ROOT, 'docs/images')
/** What is said; each but the last is answered before the next. */
const TALK = ['收到', '终于下班了，去吃火锅']
const LONGER_TALK = [
  ...TALK,
  '老板说就改一点点，我打开一看三十多页',
  '外卖都凉了还没吃上一口',
  '又要加班到半夜',
  '发工资了！',
]
const [DESKTOP, PHONE] = [
  { width: 1280, height: 860 },
  { width: 390, height: 844 },
]

/** A picture: what is done on the page before it is taken, in which size. */
interface Picture {
  readonly name: string
  readonly size: typeof DESKTOP
  readonly locale?: string
  readonly prepare: (page: Page) => Promise<void>
}

const PICTURES: readonly Picture[] = [
  { name: 'page', size: DESKTOP, prepare: page => talk(page) },
  {
    name: 'page-what-if',
    size: DESKTOP,
    prepare: async page => {
      await talk(page, LONGER_TALK)
      await page.locator('input[name=minimumGap]').fill('1')
      await page.locator('input[name=targetRate]').fill('0.5')
      await page.locator('.why-outcome table').waitFor()
      await page.locator('.why-plot').evaluate(plot => plot.scrollIntoView({ block: 'start' }))
    },
  },
  { name: 'page-english', size: DESKTOP, locale: 'en-GB', prepare: page => talk(page) },
  { name: 'page-welcome', size: DESKTOP, prepare: async () => {} },
  { name: 'page-phone', size: PHONE, prepare: page => talk(page) },
  {
    name: 'page-phone-why',
    size: PHONE,
    prepare: async page => {
      await talk(page)
      await page.locator('.chat-verdict').last().click()
      await page.locator('.why-candidates').waitFor()
    },
  },
  { name: 'page-library', size: DESKTOP, prepare: openLibrary },
  {
    name: 'page-library-detail',
    size: DESKTOP,
    prepare: async page => {
      await openLibrary(page)
      await page.locator('.library-tile').nth(1).click()
      await page.waitForTimeout(800)
    },
  },
  { name: 'page-library-phone', size: PHONE, prepare: openLibrary },
  {
    name: 'page-compare',
    size: DESKTOP,
    prepare: async page => {
      await page.locator('.tabs a').nth(2).click()
      await page.locator('.view-compare > :not([role=status])').first().waitFor()
      await page.waitForTimeout(800)
    },
  },
]

async function talk(page: Page, lines: readonly string[] = TALK): Promise<void> {
  for (const [index, line] of lines.entries()) {
    await page.locator('.chat-field').fill(line)
    await page.locator('.chat-field').press('Enter')
    await page.locator('.chat-verdict').nth(index).waitFor()
    await page.waitForTimeout(500)
  }
}

async function openLibrary(page: Page): Promise<void> {
  await page.locator('.tabs a').nth(1).click()
  await page.locator('.library-tile').first().waitFor()
  // Thumbnails are made when they are first asked for.
  const drawn = `[...document.querySelectorAll('.library-tile img')]
    .filter(picture => picture.getBoundingClientRect().top < innerHeight)
    .every(picture => picture.complete && picture.naturalWidth > 0)`
  // The page's policy forbids what waitForFunction does.
  for (let wait = 0; wait < 300 && !(await page.evaluate(drawn)); wait += 1) await page.waitForTimeout(200)
}

/** A server of its own for every picture, so that all show the same conversation. */
async function startServer(folder: string): Promise<{ server: ChildProcess; url: string }> {
  const server = spawn(process.execPath, [join(ROOT, 'scripts/doutu.mjs'), 'start', '--port', '0', '--json'], {
    env: { ...process.env, DATA_DIR: folder, QUIET_MILLISECONDS: '50', SEED: '7', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const data of server.stdout) return { server, url: JSON.parse(String(data)).url }
  throw new Error('The server ended before it printed its address.')
}

async function takePicture(browser: Browser, url: string, picture: Picture, theme: 'light' | 'dark'): Promise<void> {
  const context = await browser.newContext({
    viewport: picture.size,
    deviceScaleFactor: 2,
    colorScheme: theme,
    locale: picture.locale ?? 'zh-CN',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await page.goto(url)
  await page.locator('[data-connection=connected]').waitFor()
  await picture.prepare(page)
  await page.evaluate('document.activeElement?.blur()')
  await page.waitForTimeout(900)
  const pixels = await page.screenshot()
  // 256 colours are plenty for a page, and a third of the bytes.
  await sharp(pixels)
    .png({ palette: true, effort: 8 })
    .toFile(join(FOLDER, `${picture.name}-${theme}.png`))
  await context.close()
  process.stderr.write(`docs/images/${picture.name}-${theme}.png\n`)
}

const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find(path => path && existsSync(path))
if (!executablePath) throw new Error('There is no Chromium: install it, or set CHROMIUM_PATH.')
mkdirSync(FOLDER, { recursive: true })
const data = mkdtempSync(join(tmpdir(), 'doutu-pictures-'))
const wanted = process.argv.slice(2)
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
try {
  for (const picture of PICTURES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    const { server, url } = await startServer(data)
    try {
      for (const theme of ['light', 'dark'] as const) await takePicture(browser, url, picture, theme)
    } finally {
      server.kill()
    }
  }
} finally {
  await browser.close()
  rmSync(data, { recursive: true, force: true })
}
