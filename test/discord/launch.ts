import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { FakeDiscord } from './server.ts'

/** The program itself. */
export const PROGRAM = fileURLToPath(new URL('../../scripts/doutu.mjs', import.meta.url))

/** Settings of every process that is started here. */
export const QUIET = { LOG_LEVEL: 'info', LOCALE: 'zh', SEED: 'test', NO_COLOR: '1' }

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

/** Starts the program on a fake Discord, and waits for nothing. */
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
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    return ended
  }
  return { child, written, ended, kill: async () => void (await end('SIGKILL')), stop: () => end('SIGTERM') }
}
