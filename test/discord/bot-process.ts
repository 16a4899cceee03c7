import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { type BotProcess, launch, PROGRAM, QUIET } from './launch.ts'
import type { FakeDiscord } from './server.ts'

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
  onTestFinished(() => bot.kill())
  const ready = () => discord.sessions().length > before && discord.commands().length > 0
  const failed = bot.ended.then(code => {
    throw new Error(`The bot ended with ${code}: ${bot.written.err}`)
  })
  await Promise.race([discord.until(ready, { timeout: 60_000 }), failed])
  return bot
}
