import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { defineCommand } from 'citty'
import { openEverything, print, readConfig, say } from '../../src/cli/context.ts'
import { DoutuError, describeError } from '../../src/errors.ts'
import { makeLogger } from '../../src/logger.ts'
import { openLanguageModel } from '../../src/models/language-model.ts'
import { openWordBank } from '../words/bank.ts'
import { makeSpeaker } from '../words/speaker.ts'
import { makeWeb } from './app.ts'

export default defineCommand({
  meta: {
    name: 'start',
    description: '打开聊天页面 | Serve the chat page; builds the index first where there is none',
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
    const { app, conversations } = makeWeb({
      brain,
      speaker: makeSpeaker(bank, model, fail),
      token: config.WEB_TOKEN,
      quietMilliseconds: config.QUIET_MILLISECONDS,
      now: Date.now,
      onError: fail,
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
      await conversations.close()
      await brain.close()
      process.exit(0)
    }
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
  },
})

/** Listens, or says in one sentence why it can't. */
function listen(
  fetch: Parameters<typeof serve>[0]['fetch'],
  hostname: string,
  port: number,
): Promise<{ server: ReturnType<typeof serve>; address: string }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname, port }, (info: AddressInfo) => {
      const name = info.family === 'IPv6' ? `[${info.address}]` : info.address
      resolve({ server, address: `http://${name}:${info.port}` })
    })
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(
          new DoutuError(
            'port-busy',
            `Port ${port} is taken by another program.`,
            `Stop that program, or choose another port: PORT=${port + 1} npm start.`,
            error,
          ),
        )
      else if (error.code === 'EACCES')
        reject(
          new DoutuError(
            'port-busy',
            `Port ${port} may not be used by this user.`,
            'Choose a port above 1023: PORT=3000 npm start.',
            error,
          ),
        )
      else
        reject(
          new DoutuError(
            'bad-setting',
            `The page cannot listen on ${hostname}:${port} (${error.message}).`,
            'Set HOST to an address of this machine, such as 127.0.0.1.',
            error,
          ),
        )
    })
  })
}
