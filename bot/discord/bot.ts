import type { Client } from 'discord.js'
import type PQueue from 'p-queue'
import type { Logger } from 'pino'
import type { Brain } from '../../src/brain.ts'
import type { Config } from '../../src/config/load.ts'
import { Conversations } from '../../src/conversations.ts'
import { DoutuError } from '../../src/errors.ts'
import type { LanguageModel } from '../../src/models/language-model.ts'
import type { Speaker } from '../words/speaker.ts'
import { Arrivals } from './arrivals.ts'
import { Blocks } from './blocks.ts'
import { codeOf } from './errors.ts'
import type { BotMetrics } from './metrics.ts'
import { Places } from './places.ts'
import { RecentIds } from './recent.ts'
import { respond } from './respond.ts'
import { Uploads } from './upload.ts'

/** What the bot is opened on. */
export interface BotParts {
  readonly config: Config
  readonly brain: Brain
  readonly speaker: Speaker
  /** Looks at pictures that members add, where there is one that sees. */
  readonly model: LanguageModel | undefined
  readonly logger: Logger
  readonly now: () => number
}

/** The bot: everything that its handlers stand on. */
export interface Bot extends BotParts {
  readonly client: Client
  /** Whether Discord lets the bot read what is not addressed to it. */
  readonly readsContent: boolean
  readonly conversations: Conversations
  readonly places: Places
  readonly blocks: Blocks
  readonly uploads: Uploads
  readonly arrivals: Arrivals
  readonly metrics: BotMetrics
  /** Ids of messages that were heard, and of those that speak to the bot. */
  readonly heard: RecentIds
  readonly addressed: RecentIds
  /** Ids of interactions that were answered, and of messages that the bot itself takes away. */
  readonly answered: RecentIds
  readonly removing: RecentIds
  /** Channels whose kept history was brought back. */
  readonly recalled: RecentIds
  /** Answers in words that are under way, by channel. */
  readonly talks: Map<string, PQueue>
  readonly onError: (error: unknown) => void
}

/** Thoughts that wait in a channel before they are decided on as one: who comes late is answered on the last. */
const MAXIMUM_BACKLOG = 1
const REMEMBERED_MESSAGES = 10_000

/** Puts the bot together around a client that is not connected yet. */
export function makeBot(parts: BotParts, client: Client, readsContent: boolean, metrics: BotMetrics): Bot {
  const { brain, config, logger, now } = parts
  const blocks = new Blocks(brain.database, () => brain.library())
  const find = (id: string) => {
    const channel = client.channels.cache.get(id)
    return channel?.isSendable() ? channel : undefined
  }
  const places = new Places(brain, config, blocks, find, now)
  const onError = (error: unknown) => logger.warn(nameFailure(error), 'something failed')
  const conversations: Conversations = new Conversations(brain, {
    now,
    quietMilliseconds: config.QUIET_MILLISECONDS,
    maximumBacklog: MAXIMUM_BACKLOG,
    terms: (key, speaker) => places.terms(key, speaker),
    onDecision: (record, turns) => respond(bot, record, turns),
    onError,
  })
  const bot: Bot = {
    ...parts,
    client,
    readsContent,
    conversations,
    places,
    blocks,
    uploads: new Uploads(),
    arrivals: new Arrivals(),
    metrics,
    heard: new RecentIds(REMEMBERED_MESSAGES),
    addressed: new RecentIds(REMEMBERED_MESSAGES),
    answered: new RecentIds(REMEMBERED_MESSAGES),
    removing: new RecentIds(REMEMBERED_MESSAGES),
    recalled: new RecentIds(REMEMBERED_MESSAGES),
    talks: new Map(),
    onError,
  }
  return bot
}

// By its code and the place in the program only: what a message of Discord's quotes may be what people wrote.
function nameFailure(error: unknown): { code: string; name: string; at: string | undefined } {
  if (!(error instanceof Error)) return { code: codeOf(error), name: 'unknown', at: undefined }
  const at = error.stack?.split('\n').find(line => /^\s+at /.test(line))
  return { code: error instanceof DoutuError ? error.code : codeOf(error), name: error.name, at: at?.trim() }
}
