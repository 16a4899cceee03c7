import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import type { Bot } from '../../bot/discord/bot.ts'
import { startDiscord } from '../../bot/discord/start.ts'
import { openWordBank } from '../../bot/words/bank.ts'
import { makeSpeaker } from '../../bot/words/speaker.ts'
import { openBrain } from '../../src/brain.ts'
import { loadConfig } from '../../src/config/load.ts'
import { openLanguageModel } from '../../src/models/language-model.ts'
import { loadEncoder } from '../../src/models/transformers-encoder.ts'
import { openDatabase } from '../../src/storage/database.ts'
import type { FakeDiscord } from './server.ts'

/** The bot in this process, on a clock of the test's; it is stopped when the test ends. */
export async function botInside(
  discord: FakeDiscord,
  folder: string,
  env: Record<string, string>,
  now: () => number = Date.now,
): Promise<Bot> {
  const settings = {
    DATA_DIR: folder,
    LOG_LEVEL: 'silent',
    SEED: 'test',
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.api,
  }
  const config = loadConfig({ ...settings, ...env }, folder)
  const database = await openDatabase(config.dataFolder)
  const encoder = await loadEncoder(config)
  const brain = await openBrain({ config, database, encoder, now, notice: () => {} })
  const model = openLanguageModel(config)
  const speaker = makeSpeaker(openWordBank(encoder, brain.random), model, () => {})
  const running = startDiscord({ config, brain, speaker, model, logger: pino({ level: 'silent' }), now }, () => {})
  onTestFinished(async () => {
    await running.stop()
    await brain.close()
  })
  return running.ready
}
