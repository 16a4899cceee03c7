import { setTimeout as sleep } from 'node:timers/promises'
import {
  Client,
  Events,
  GatewayCloseCodes,
  GatewayIntentBits,
  Options,
  Partials,
  REST,
  type RESTOptions,
} from 'discord.js'
import type { Config } from '../../src/config/load.ts'
import { DoutuError, messageOf } from '../../src/errors.ts'

const INTENTS = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.GuildMessageReactions,
  GatewayIntentBits.DirectMessages,
  GatewayIntentBits.DirectMessageReactions,
]
/** What is kept per channel and guild: memory must not grow with the talk. */
const KEPT_MESSAGES = 30
const KEPT_MEMBERS = 200
const KEPT_USERS = 2000
const REQUEST_MILLISECONDS = 15_000
const PATIENCE_MILLISECONDS = [1, 2, 5, 10, 30, 60].map(seconds => seconds * 1000)

/** Where and how REST is asked. The base may or may not name the version. */
export function restOptions(config: Pick<Config, 'DISCORD_API_URL'>): Partial<RESTOptions> {
  const api = config.DISCORD_API_URL.replace(/\/+$/, '').replace(/\/v\d+$/, '')
  return { api, version: '10', timeout: REQUEST_MILLISECONDS, retries: 3 }
}

/** REST alone, for a command that needs no gateway. */
export function makeRest(config: Pick<Config, 'DISCORD_API_URL' | 'DISCORD_TOKEN'>): REST {
  return new REST(restOptions(config)).setToken(config.DISCORD_TOKEN)
}

/** A client that is not connected yet. @param readsContent asks for the Message Content intent */
export function makeClient(config: Config, readsContent: boolean): Client {
  const own = (item: { id: string; client: Client }) => item.id === item.client.user?.id
  return new Client({
    intents: [...INTENTS, ...(readsContent ? [GatewayIntentBits.MessageContent] : [])],
    partials: [Partials.Channel, Partials.Message, Partials.Reaction, Partials.User],
    allowedMentions: { parse: [], repliedUser: false },
    rest: restOptions(config),
    ...(config.DISCORD_SHARDS === 'auto' ? { shards: 'auto' as const } : shardsOf(config.DISCORD_SHARDS)),
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: KEPT_MESSAGES,
      GuildMemberManager: { maxSize: KEPT_MEMBERS, keepOverLimit: own },
      UserManager: { maxSize: KEPT_USERS, keepOverLimit: own },
      ReactionManager: 0,
      PresenceManager: 0,
    }),
  })
}

const shardsOf = (count: number) => ({ shards: Array.from({ length: count }, (_, id) => id), shardCount: count })

/**
 * Connects, with the Message Content intent where Discord allows it and without it where not. While Discord cannot be reached it
 * tries again, ever more slowly.
 * @param prepare is given each client before it connects, and whether it may read content; what it makes of the one that got through
 * is returned
 * @throws DoutuError `discord` when the token is refused, or nothing else can help
 */
export async function connect<T>(
  config: Config,
  prepare: (client: Client, readsContent: boolean) => T,
  options: { readonly notice: (message: string) => void; readonly signal: AbortSignal },
): Promise<T> {
  let readsContent = true
  for (let attempt = 0; ; attempt += 1) {
    options.signal.throwIfAborted()
    const client = makeClient(config, readsContent)
    const prepared = prepare(client, readsContent)
    const outcome = await login(client, config.DISCORD_TOKEN, options.signal)
    if (outcome === 'ready') return prepared
    await client.destroy().catch(() => {})
    if (outcome === 'intents' && readsContent) {
      readsContent = false
      options.notice(
        'Discord does not allow the Message Content intent: the bot works by mention, command and context menu only. Turn the intent on on the Bot page of the developer portal.',
      )
      continue
    }
    if (outcome instanceof DoutuError) throw outcome
    const wait = PATIENCE_MILLISECONDS[Math.min(attempt, PATIENCE_MILLISECONDS.length - 1)]!
    options.notice(`Discord cannot be reached; trying again in ${wait / 1000} s.`)
    await sleep(wait, undefined, { signal: options.signal })
  }
}

type Outcome = 'ready' | 'intents' | 'unreachable' | DoutuError

const FATAL: Readonly<Record<number, string>> = {
  [GatewayCloseCodes.AuthenticationFailed]: 'Discord refused the token',
  [GatewayCloseCodes.InvalidShard]: 'Discord refused the number of shards',
  [GatewayCloseCodes.ShardingRequired]: 'Discord wants more shards for so many guilds',
}

function login(client: Client, token: string, signal: AbortSignal): Promise<Outcome> {
  return new Promise(resolve => {
    client.once(Events.ClientReady, () => resolve('ready'))
    client.on(Events.ShardDisconnect, ({ code }) => {
      if (code === GatewayCloseCodes.DisallowedIntents) resolve('intents')
      else resolve(refused(FATAL[code] ?? `Discord closed the connection (${code})`))
    })
    signal.addEventListener('abort', () => resolve('unreachable'), { once: true })
    client.login(token).catch((error: unknown) => resolve(outcomeOf(error)))
  })
}

function outcomeOf(error: unknown): Outcome {
  const message = messageOf(error)
  if (/disallowed intents/i.test(message)) return 'intents'
  if (error instanceof Error && 'code' in error && error.code === 'TokenInvalid')
    return refused('Discord refused the token', error)
  if (error instanceof Error && 'status' in error && error.status === 401)
    return refused('Discord refused the token', error)
  return 'unreachable'
}

function refused(why: string, cause?: unknown): DoutuError {
  return new DoutuError(
    'discord',
    `${why}.`,
    'Check DISCORD_TOKEN, DISCORD_API_URL and DISCORD_SHARDS; the token is on the Bot page of the developer portal.',
    cause,
  )
}
