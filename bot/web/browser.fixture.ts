import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'

// What tests in a real browser share: Chromium, a server of its own process, pages that collect complaints, and axe.

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const CHROMIUM = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Chromium without its own talk to the network. */
export function launchChromium(): Promise<Browser> {
  const executablePath = CHROMIUM.find(path => path && existsSync(path))
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
  return chromium.launch({ ...(executablePath ? { executablePath } : {}), args })
}

/** A started doutu: the real server with the starter library. */
export interface Started {
  readonly url: string
  /** When its process began, in epoch milliseconds. */
  readonly begun: number
  stop(): Promise<void>
}

/** Starts doutu, on a free port by default, with settings over those that make it the same each time. */
export async function startDoutu(folder: string, settings: Record<string, string> = {}, port = '0'): Promise<Started> {
  const begun = Date.now()
  const fixed = { QUIET_MILLISECONDS: '50', SEED: '1', LLM_BASE_URL: '', HOST: '127.0.0.1', DISCORD_TOKEN: '' }
  const server = spawn(process.execPath, ['scripts/doutu.mjs', 'start', '--port', port], {
    cwd: ROOT,
    env: { ...process.env, DATA_DIR: folder, ...fixed, ...settings },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  for await (const text of server.stdout) {
    const url = /http:\/\/[^\s/]+/.exec(String(text))?.[0]
    if (url) return { url, begun, stop: () => stopProcess(server) }
  }
  throw new Error('The server ended before it printed its address.')
}

const stopProcess = (server: ChildProcess) =>
  new Promise<void>(resolve => {
    if (server.exitCode !== null || server.signalCode !== null) return resolve()
    server.once('exit', () => resolve())
    server.kill('SIGTERM')
  })

/** A page with what it complained of: errors, warnings, dialogs and breaches of the content security policy. */
export interface OpenPage {
  readonly page: Page
  readonly complaints: string[]
}

/** Opens a page in a context of its own (its own cookies and storage), closed when the test ends. */
export async function openPage(
  browser: Browser,
  url: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ locale: 'zh-CN', reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(error.message))
  page.on('dialog', dialog => complaints.push(`dialog ${dialog.message()}`))
  onTestFinished(() => context.close())
  await page.goto(url)
  return { page, complaints }
}

/** Waits until the chat hears the server. */
export const connected = (page: Page) => page.locator('[data-connection=connected]').waitFor()

/** Types a line and waits until its decision is shown. @returns the verdict under it */
export async function sayLine(page: Page, line: string): Promise<Locator> {
  const verdicts = page.locator('.chat-verdict')
  const count = await verdicts.count()
  await page.locator('.chat-field').fill(line)
  await page.locator('.chat-field').press('Enter')
  await verdicts.nth(count).waitFor()
  return verdicts.nth(count)
}

/** Small talk that memes are made for: whatever the encoder is, it fits some of it. */
export const SMALL_TALK = [
  '早上起不来，闹钟响了八遍',
  '明天又是周一',
  '我家猫把键盘当床了',
  '又要加班到半夜',
  '好饿啊',
  '发工资了！',
]

/** Talks until a meme comes. @returns its turn, once the picture is there */
export async function talkUntilMeme(page: Page): Promise<Locator> {
  for (const line of SMALL_TALK) {
    await sayLine(page, line)
    const turn = page.locator('.chat-bot').filter({ has: page.locator('.chat-meme') })
    if ((await turn.count()) === 0) continue
    await turn.first().locator('.chat-meme img').evaluate(whenLoaded)
    return turn.first()
  }
  throw new Error('No meme came after all that small talk.')
}

/** Runs in the page: resolves when an image has been drawn. */
const whenLoaded = (image: object) =>
  'decode' in image && typeof image.decode === 'function' ? image.decode() : undefined

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  readonly id: string
  readonly impact: string
  readonly nodes: ReadonlyArray<{ readonly html: string; readonly failureSummary: string }>
}

/** What axe calls serious or critical on a page as it is now, one line each. */
export async function seriousViolations(page: Page): Promise<string[]> {
  // Evaluated through the debugger, so that the content security policy stays as it is.
  await page.evaluate(AXE)
  const { violations } = await page.evaluate<{ violations: Violation[] }>('axe.run()')
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`))
}
