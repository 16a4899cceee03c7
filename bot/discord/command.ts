import { defineCommand } from 'citty'
import { Routes } from 'discord.js'
import { openEverything, print, readConfig, say } from '../../src/cli/context.ts'
import type { Config } from '../../src/config/load.ts'
import { DoutuError, describeError } from '../../src/errors.ts'
import { makeLogger } from '../../src/logger.ts'
import { openLanguageModel } from '../../src/models/language-model.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { listen } from '../web/listen.ts'
import { makeWatch } from '../web/watch.ts'
import { openWordBank } from '../words/bank.ts'
import { makeSpeaker } from '../words/speaker.ts'
import { makeRest } from './client.ts'
import { definitions } from './commands/index.ts'
import { codeOf } from './errors.ts'
import { registerCommands } from './register.ts'
import { startDiscord } from './start.ts'

const json = { type: 'boolean', description: 'Print JSON' } as const

const register = defineCommand({
  meta: {
    name: 'register',
    description: '注册斜杠命令 | Register the commands with Discord; the bot does so by itself when they changed',
  },
  args: { json },
  async run({ args }) {
    const config = readConfig()
    demandToken(config)
    const rest = makeRest(config)
    const database = await openDatabase(config.dataFolder)
    try {
      const { id } = (await rest.get(Routes.currentApplication())) as { id: string }
      await registerCommands(rest, database, id, true)
      const names = definitions.map(({ name }) => name)
      print(args.json ? JSON.stringify({ application: id, commands: names }) : `Registered: ${names.join(', ')}`)
    } catch (error) {
      throw new DoutuError(
        'discord',
        `Discord did not take the commands (${codeOf(error)}).`,
        'Check DISCORD_TOKEN, DISCORD_API_URL and the network, then try again.',
        error,
      )
    } finally {
      await database.close()
    }
  },
})

export default defineCommand({
  meta: { name: 'discord', description: '只运行 Discord 机器人 | Run the Discord bot alone; register: its commands' },
  args: { json },
  subCommands: { register },
  async run({ args, rawArgs }) {
    // citty runs the parent after a subcommand too.
    if (rawArgs.includes('register')) return
    const config = readConfig()
    demandToken(config)
    const logger = makeLogger(config.LOG_LEVEL)
    const brain = await openEverything(config)
    const model = openLanguageModel(config)
    const fail = (error: unknown) => logger.warn({ error: describeError(error) }, 'words failed')
    const bank = openWordBank(brain.encoder, brain.random)
    // Embeds the bank's examples before the first message needs them.
    void bank.reply('你好', undefined, [], 'zh').catch(fail)
    const speaker = makeSpeaker(bank, model, fail)
    const running = startDiscord({ config, brain, speaker, model, logger, now: Date.now }, say)
    const watch = makeWatch(
      {
        memes: () => brain.library().byId.size,
        discord: () => running.health(),
        metrics: () => running.metrics(),
      },
      config.WEB_TOKEN,
    )
    const stop = async (code: number) => {
      await running.stop()
      await brain.close()
      process.exit(code)
    }
    process.once('SIGINT', () => stop(0))
    process.once('SIGTERM', () => stop(0))
    try {
      const { address } = await listen(watch.fetch, config.HOST, config.PORT)
      say(`Health and metrics at ${address}/healthz and ${address}/metrics. Stop with Ctrl+C.`)
      const { client } = await running.ready
      const [user, guilds] = [client.user!.tag, client.guilds.cache.size]
      print(args.json ? JSON.stringify({ user, guilds, health: `${address}/healthz` }) : `${user} is on Discord.`)
    } catch (error) {
      say(describeError(error))
      await stop(1)
    }
  },
})

function demandToken({ DISCORD_TOKEN }: Config): void {
  if (DISCORD_TOKEN) return
  throw new DoutuError(
    'bad-setting',
    'DISCORD_TOKEN is not set.',
    'Put the token of your bot into .env; docs/discord.md says where it comes from.',
  )
}
