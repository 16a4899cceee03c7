import { defineCommand } from 'citty'
import { openEverything, print, readConfig, say } from '../../src/cli/context.ts'
import { describeError } from '../../src/errors.ts'
import { makeLogger } from '../../src/logger.ts'
import { openLanguageModel } from '../../src/models/language-model.ts'
import type { BotParts } from '../discord/bot.ts'
import type { RunningBot } from '../discord/start.ts'
import { openWordBank } from '../words/bank.ts'
import { makeSpeaker } from '../words/speaker.ts'
import { makeWeb } from './app.ts'
import { listen } from './listen.ts'

export default defineCommand({
  meta: {
    name: 'start',
    description:
      '打开聊天页面 | Serve the chat page, and the Discord bot where DISCORD_TOKEN is set; builds the index first where there is none',
  },
  args: {
    port: { type: 'string', description: 'Port (PORT)' },
    host: { type: 'string', description: 'Address to listen on (HOST)' },
    json: { type: 'boolean', description: 'Print the address as JSON' },
  },
  async run({ args }) {
    const config = readConfig({ PORT: args.port ?? process.env.PORT, HOST: args.host ?? process.env.HOST })
    const logger = makeLogger(config.LOG_LEVEL)
    const brain = await openEverything(config)
    const model = openLanguageModel(config)
    const fail = (error: unknown) => logger.warn({ error: describeError(error) }, 'a request failed')
    const bank = openWordBank(brain.encoder, brain.random)
    const speaker = makeSpeaker(bank, model, fail)
    const discord = await discordBeside({ config, brain, speaker, model, logger, now: Date.now })
    const { app, conversations } = makeWeb({
      config,
      brain,
      speaker,
      token: config.WEB_TOKEN,
      quietMilliseconds: config.QUIET_MILLISECONDS,
      now: Date.now,
      onError: fail,
      watched: { discord: discord && (() => discord.health()), metrics: discord && (() => discord.metrics()) },
    })
    const { server, address } = await listen(app.fetch, config.HOST, config.PORT)
    // Embeds the bank's examples before the first message needs them.
    void bank.reply('你好', undefined, [], 'zh').catch(fail)
    print(
      args.json
        ? JSON.stringify({ url: address, memes: brain.library().byId.size })
        : `doutu is at ${address}${config.WEB_TOKEN ? '/?token=… (your WEB_TOKEN)' : ''}`,
    )
    say(`${brain.library().byId.size} memes; words by ${model ? model.name : 'the offline bank'}. Stop with Ctrl+C.`)

    const stop = async () => {
      server.close()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await discord?.stop()
      await conversations.close()
      await brain.close()
      process.exit(0)
    }
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
  },
})

/** The Discord bot, where there is a token. The page does not wait for it, and stays where Discord refuses it. */
async function discordBeside(parts: BotParts): Promise<RunningBot | undefined> {
  if (!parts.config.DISCORD_TOKEN) return undefined
  const { startDiscord } = await import('../discord/start.ts')
  const running = startDiscord(parts, say)
  running.ready.catch(error => say(describeError(error)))
  return running
}
