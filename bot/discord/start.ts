import { setFlagsFromString } from 'node:v8'
import { type Client, Events } from 'discord.js'
import type { Conversations } from '../../src/conversations.ts'
import { checkpointAside } from '../../src/storage/checkpoints.ts'
import { unfinishedPosts } from '../../src/storage/posts.ts'
import { type Bot, type BotParts, makeBot } from './bot.ts'
import { connect } from './client.ts'
import { listen } from './events/listen.ts'
import { makeMetrics } from './metrics.ts'
import { reconcile } from './reconcile.ts'
import { registerCommands } from './register.ts'

/** How long a stop waits for what is under way. */
const FAREWELL_MILLISECONDS = 8000

/** A bot that runs, or tries to. */
export interface RunningBot {
  /** Resolves when the bot is connected; rejects where it never can be. */
  readonly ready: Promise<Bot>
  /** How it is, for a health check. */
  health(): BotHealth
  /** What Prometheus reads. */
  metrics(): Promise<string>
  /** Stops listening, finishes what is under way, and disconnects. */
  stop(): Promise<void>
}

/** How the bot is. */
export interface BotHealth {
  readonly connected: boolean
  /** Gateway connections that are ready, of all. */
  readonly shards: { readonly ready: number; readonly all: number }
  readonly guilds: number
  readonly readsContent: boolean
}

/** Starts the bot; what it says to the operator goes to `notice`. */
export function startDiscord(parts: BotParts, notice: (message: string) => void): RunningBot {
  // The program collects garbage early to stay small; in a bot each full collection is 60 ms in which nobody is answered, so later here.
  setFlagsFromString('--heap-growing-percent=60')
  const ending = new AbortController()
  let current: Bot | undefined
  let connected = false
  let stopCheckpoints: (() => Promise<void>) | undefined
  const metrics = makeMetrics({
    backlog: () => current?.conversations.backlog() ?? 0,
    guilds: () => current?.client.guilds.cache.size ?? 0,
    shardsReady: () => healthOf(current, connected).shards.ready,
    pingMilliseconds: () => current?.client.ws.ping ?? 0,
  })
  const prepare = (client: Client, readsContent: boolean): Bot => {
    const bot = makeBot(parts, client, readsContent, metrics)
    const connecting = new Promise<boolean>(resolve => {
      client.once(Events.ClientReady, () => resolve(true))
      ending.signal.addEventListener('abort', () => resolve(false), { once: true })
    })
    void reconcile(bot, unfinished, connecting).catch(bot.onError)
    listen(bot)
    current = bot
    return bot
  }

  async function open(): Promise<Bot> {
    // The first decision of a process loads much; it should not be one that people wait for.
    await parts.brain.choose({ turns: [{ speaker: 'A', text: '你好' }] })
    stopCheckpoints = await checkpointAside(parts.brain.database)
    const bot = await connect(parts.config, prepare, { notice, signal: ending.signal })
    connected = true
    bot.client.on(Events.ShardDisconnect, ({ code }) => notice(lost(code)))
    const { client, brain, onError } = bot
    notice(`Logged in to Discord as ${client.user!.tag}, in ${client.guilds.cache.size} guilds.`)
    await registerCommands(client.rest, brain.database, client.application!.id).catch(onError)
    return bot
  }

  // Asked before anything is sent: what is unfinished now is what an earlier process left behind.
  const unfinished = unfinishedPosts(parts.brain.database)
  const ready = open()
  return {
    ready,
    health: () => healthOf(current, connected),
    metrics: () => metrics.registry.metrics(),
    async stop() {
      ending.abort()
      await ready.catch(() => {})
      await stopCheckpoints?.()
      const bot = current
      if (!bot) return
      bot.client.removeAllListeners()
      // An error that comes now must not end the process before its time.
      bot.client.on('error', bot.onError)
      await withinTime(settle(bot.conversations, bot))
      await bot.client.destroy().catch(bot.onError)
    },
  }
}

const lost = (code: number) =>
  `Discord closed the connection for good (${code}). Check the token and the intents on the Bot page of the developer portal, then start again.`

function healthOf(bot: Bot | undefined, connected: boolean): BotHealth {
  const shards = bot?.client.ws.shards
  const ready = shards?.filter(shard => shard.status === 0).size ?? 0
  return {
    connected: connected && ready > 0 && ready === shards?.size,
    shards: { ready, all: shards?.size ?? 0 },
    guilds: bot?.client.guilds.cache.size ?? 0,
    readsContent: bot?.readsContent ?? false,
  }
}

async function settle(conversations: Conversations, { talks }: Bot): Promise<void> {
  await conversations.close()
  await Promise.all([...talks.values()].map(queue => queue.onIdle()))
}

function withinTime(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>(resolve => {
    timer = setTimeout(resolve, FAREWELL_MILLISECONDS)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
