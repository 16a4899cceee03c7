import { DiscordRefusal } from '../errors.ts'
import { snowflakes } from './snowflakes.ts'
import type { Channel, Guild, Json, Message, Person, StoredFile } from './types.ts'

/** Whom an event concerns. */
export interface Audience {
  /** Undefined for direct messages: shard 0 hears them. */
  readonly guild: Guild | undefined
  /** Bits of which a session needs one; 0 for events that need none. */
  readonly intents: number
}

/** Tells the gateway's sessions; the payload is made per session, for some see less than others. */
export type Emit = (event: string, audience: Audience, payload: (seesContent: boolean) => Json) => void

/** All that the fake Discord knows; changed only by the world's driver and the REST handlers. */
export class State {
  readonly people = new Map<string, Person>()
  readonly guilds = new Map<string, Guild>()
  readonly channels = new Map<string, Channel>()
  readonly messages = new Map<string, Message>()
  /** Bytes on the CDN by path. */
  readonly files = new Map<string, StoredFile>()
  readonly commands = new Map<string, Json>()
  /** When the bot's typing was shown, by channel. */
  readonly typing = new Map<string, number[]>()
  /** People who take no direct messages from the bot. */
  readonly closedDoors = new Set<string>()
  readonly id: (at?: number) => string
  /** Ids of guilds: a millisecond apart and of last year, so that consecutive guilds are on consecutive shards. */
  readonly guildId: () => string
  readonly bot: Person
  readonly application: string
  readonly token: string
  /** Set by the server; silent before. */
  emit: Emit = () => {}
  /** Base of the CDN and the API, set by the server. */
  origin = ''
  /** False when the developer portal does not grant the Message Content intent. */
  contentGranted = true

  constructor(readonly now: () => number) {
    this.id = snowflakes(now)
    let guilds = now() - 365 * 86_400_000
    this.guildId = snowflakes(() => guilds++)
    this.application = this.id(now() - 1000 * 86_400_000)
    this.bot = { id: this.application, name: 'doutu', bot: true, locale: 'en-US' }
    this.people.set(this.bot.id, this.bot)
    const encoded = Buffer.from(this.bot.id).toString('base64url')
    this.token = `${encoded}.fakeaa.${'loopback'.repeat(5)}`
  }

  /** @throws DiscordRefusal 10003 */
  channel(id: string): Channel {
    const channel = this.channels.get(id)
    if (!channel || channel.deleted) throw new DiscordRefusal(10003)
    return channel
  }

  /** @throws DiscordRefusal 10004 (no such guild, or the bot is not in it) */
  guild(id: string): Guild {
    const guild = this.guilds.get(id)
    if (!guild || guild.botJoinedAt === undefined) throw new DiscordRefusal(10004)
    return guild
  }

  /** @throws DiscordRefusal 10008 */
  message(channel: Channel, id: string): Message {
    const message = this.messages.get(id)
    if (!message || message.deleted || message.channel !== channel || message.flags & 64)
      throw new DiscordRefusal(10008)
    return message
  }

  /** Puts bytes on the CDN. `path` begins with a slash. */
  store(path: string, file: StoredFile): string {
    this.files.set(path, file)
    return `${this.origin}${path}`
  }
}
