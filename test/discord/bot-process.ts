import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { PROGRAM } from '../command-line.ts'
import type { FakeDiscord } from './server.ts'

/** The whole program in a process of its own. */
export interface BotProcess {
  readonly child: ChildProcess
  /** All that it wrote so far. */
  readonly written: { out: string; err: string }
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
  /** kill -9. */
  kill(): Promise<void>
  /** SIGTERM, and how it ended. */
  stop(): Promise<number | NodeJS.Signals>
}

const QUIET = { LOG_LEVEL: 'info', LOCALE: 'zh', SEED: 'test', NO_COLOR: '1' }

/** A data folder with the starter library indexed, made once per test file; every call gives a copy of its own. */
export function withIndexedLibrary(): { copy(): string } {
  const root = mkdtempSync(join(tmpdir(), 'doutu-discord-'))
  const template = join(root, 'template')
  beforeAll(async () => {
    const env = { ...process.env, ...QUIET, DATA_DIR: template }
    await promisify(execFile)(process.execPath, [PROGRAM, 'index'], { env, cwd: root })
  })
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  let copies = 0
  return {
    copy() {
      copies += 1
      const folder = join(root, `data-${copies}`)
      cpSync(template, folder, { recursive: true })
      return folder
    },
  }
}

/** Starts the program, by default `doutu discord`, and resolves once it is logged in and its commands are registered. */
export async function startBot(
  discord: FakeDiscord,
  folder: string,
  { env = {}, command = ['discord'] }: { env?: Record<string, string>; command?: readonly string[] } = {},
): Promise<BotProcess> {
  const before = discord.sessions().length
  const bot = launch(discord, folder, env, command)
  const ready = () => discord.sessions().length > before && discord.commands().length > 0
  const failed = bot.ended.then(code => {
    throw new Error(`The bot ended with ${code}: ${bot.written.err}`)
  })
  await Promise.race([discord.until(ready, { timeout: 60_000 }), failed])
  return bot
}

/** Starts the program and waits for nothing. */
export function launch(
  discord: FakeDiscord,
  folder: string,
  env: Record<string, string> = {},
  command: readonly string[] = ['discord'],
): BotProcess {
  const child = spawn(process.execPath, [PROGRAM, ...command], {
    cwd: folder,
    env: {
      ...process.env,
      ...QUIET,
      DATA_DIR: folder,
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.api,
      PORT: '0',
      ...env,
    },
  })
  const written = { out: '', err: '' }
  child.stdout.on('data', data => {
    written.out += data
  })
  child.stderr.on('data', data => {
    written.err += data
  })
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals)
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null) child.kill(signal)
    return ended
  }
  onTestFinished(async () => void (await end('SIGKILL')))
  return { child, written, ended, kill: async () => void (await end('SIGKILL')), stop: () => end('SIGTERM') }
}
