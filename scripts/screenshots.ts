// Takes the README's pictures of the page: `node --import tsx scripts/screenshots.ts`.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from 'playwright-core'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const FOLDER = join(ROOT, 'docs/images')
/** What is said, up to the line whose explanation is opened. */
const LINES = process.argv.length > 2 ? process.argv.slice(2) : ['今天天气还行', '我家猫把键盘当床了']
const PICTURES = [
  { name: 'page-light', width: 900, height: 1040, dark: false },
  { name: 'page-dark', width: 900, height: 1040, dark: true },
  { name: 'page-phone', width: 390, height: 844, dark: false },
] as const

/** A server of its own for every picture, so that all show the same conversation. */
async function startServer(folder: string): Promise<{ server: ChildProcess; url: string }> {
  const server = spawn(process.execPath, [join(ROOT, 'scripts/doutu.mjs'), 'start', '--port', '0', '--json'], {
    env: { ...process.env, DATA_DIR: folder, QUIET_MILLISECONDS: '50', SEED: '7', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const data of server.stdout) return { server, url: JSON.parse(String(data)).url }
  throw new Error('The server ended before it printed its address.')
}

async function takePicture(browser: Browser, url: string, picture: (typeof PICTURES)[number]): Promise<void> {
  const page = await browser.newPage({
    viewport: { width: picture.width, height: picture.height },
    deviceScaleFactor: 2,
    colorScheme: picture.dark ? 'dark' : 'light',
    locale: 'zh-CN',
    reducedMotion: 'reduce',
  })
  await page.goto(url)
  await page.locator('body[data-connected]').waitFor()
  for (const [index, line] of LINES.entries()) {
    await page.locator('#text').fill(line)
    await page.locator('#text').press('Enter')
    await page.locator('.turn.bot').nth(index).waitFor()
    await page.waitForTimeout(600)
  }
  const last = page.locator('.turn.bot').last()
  await last.locator('summary').click()
  await page.locator('main').evaluate(main => main.scrollTo(0, 0))
  // A phone shows the last question with its answer, and no more.
  const question = page.locator('.turn.mine').last()
  if (picture.width < 500) await question.evaluate(turn => turn.scrollIntoView({ block: 'start' }))
  await page.locator('#text').blur()
  await page.waitForTimeout(600)
  await page.screenshot({ path: join(FOLDER, `${picture.name}.png`) })
  await page.close()
}

const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find(path => path && existsSync(path))
if (!executablePath) throw new Error('There is no Chromium: install it, or set CHROMIUM_PATH.')
mkdirSync(FOLDER, { recursive: true })
const data = mkdtempSync(join(tmpdir(), 'doutu-pictures-'))
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
try {
  for (const picture of PICTURES) {
    const { server, url } = await startServer(join(data, picture.name))
    await takePicture(browser, url, picture)
    server.kill()
    process.stderr.write(`docs/images/${picture.name}.png\n`)
  }
} finally {
  await browser.close()
  rmSync(data, { recursive: true, force: true })
}
