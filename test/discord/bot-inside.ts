import { Client, Events, GatewayIntentBits as Intent, Partials } from 'discord.js'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { type Bot, makeBot } from '../../bot/discord/bot.ts'
import { onBulkDelete, onDelete, onEdit, onMessage } from '../../bot/discord/events/messages.ts'
import { onReaction } from '../../bot/discord/events/reactions.ts'
import { openWordBank } from '../../bot/words/bank.ts'
import { makeSpeaker } from '../../bot/words/speaker.ts'
import { openBrain } from '../../src/brain.ts'
import { loadConfig } from '../../src/config/load.ts'
import { loadEncoder } from '../../src/models/transformers-encoder.ts'
import { openDatabase } from '../../src/storage/database.ts'
import type { FakeDiscord } from './server.ts'

/** The bot in this process, on a clock of the test's. */
export async function botInside(
  discord: FakeDiscord,
  folder: string,
  env: Record<string, string>,
  now: () => number = Date.now,
): Promise<Bot> {
  const config = loadConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent', SEED: 'test', ...env }, folder)
  const database = await openDatabase(config.dataFolder)
  const encoder = await loadEncoder(config, () => {})
  const brain = await openBrain({ config, database, encoder, now, notice: () => {} })
  const client = new Client({
    intents: [
      Intent.Guilds,
      Intent.GuildMessages,
      Intent.GuildMessageReactions,
      Intent.DirectMessages,
      Intent.DirectMessageReactions,
      Intent.MessageContent,
    ],
    partials: [Partials.Channel, Partials.Message, Partials.Reaction],
    rest: { api: discord.api },
    shards: 'auto',
  })
  const speaker = makeSpeaker(openWordBank(encoder, brain.random), undefined, () => {})
  const bot = makeBot(
    { config, brain, speaker, model: undefined, logger: pino({ level: 'silent' }), now },
    client,
    true,
  )
  client.on(Events.MessageCreate, message => onMessage(bot, message))
  client.on(Events.MessageUpdate, (_, message) => onEdit(bot, message))
  client.on(Events.MessageDelete, message => void onDelete(bot, message))
  client.on(Events.MessageBulkDelete, messages => onBulkDelete(bot, messages.values()))
  client.on(Events.MessageReactionAdd, (reaction, user) => void onReaction(bot, reaction, user))
  const ready = new Promise<void>(resolve => client.once(Events.ClientReady, () => resolve()))
  await client.login(discord.token)
  await ready
  onTestFinished(async () => {
    await bot.conversations.close()
    await client.destroy()
    await brain.close()
  })
  return bot
}
