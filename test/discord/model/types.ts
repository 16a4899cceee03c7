import type { ChannelType, MessageType } from 'discord.js'

/** Somebody on Discord, in a guild or not. */
export interface Person {
  readonly id: string
  name: string
  readonly bot: boolean
  /** Language of their client, such as `zh-CN`. */
  locale: string
}

export interface Role {
  readonly id: string
  name: string
  permissions: bigint
  position: number
}

export interface Member {
  readonly person: Person
  readonly roles: Set<string>
  readonly joinedAt: number
}

/** What a role or a person may do more or less in one channel. */
export interface Overwrite {
  readonly id: string
  readonly type: 'role' | 'member'
  allow: bigint
  deny: bigint
}

export interface Guild {
  readonly id: string
  name: string
  locale: string
  readonly owner: Person
  readonly everyone: Role
  readonly botRole: Role
  readonly roles: Map<string, Role>
  readonly members: Map<string, Member>
  readonly channels: Map<string, Channel>
  readonly emojis: Map<string, Emoji>
  readonly stickers: Map<string, Sticker>
  premiumTier: 0 | 1 | 2 | 3
  /** Largest upload in bytes where it is not that of the tier. */
  uploadLimit: number | undefined
  /** When the bot joined, or undefined while it is not in the guild. */
  botJoinedAt: number | undefined
}

export interface Channel {
  readonly id: string
  readonly type: ChannelType
  name: string
  /** Undefined for direct channels. */
  readonly guild: Guild | undefined
  /** Category of a channel, or channel of a thread. */
  readonly parent: Channel | undefined
  /** The other side of a direct channel. */
  readonly recipient: Person | undefined
  readonly overwrites: Map<string, Overwrite>
  readonly nsfw: boolean
  readonly position: number
  /** Oldest first, deleted ones included. */
  readonly messages: Message[]
  deleted: boolean
}

export interface Emoji {
  readonly id: string
  readonly name: string
  readonly animated: boolean
}

export interface Sticker {
  readonly id: string
  readonly name: string
  readonly guild: Guild
  readonly file: StoredFile
  /** Discord's format: 1 PNG, 2 APNG, 3 Lottie, 4 GIF. */
  readonly format: 1 | 2 | 3 | 4
}

/** Bytes on the CDN. */
export interface StoredFile {
  readonly name: string
  readonly type: string
  readonly bytes: Buffer
}

export interface Attachment {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly size: number
  readonly url: string
  readonly bytes: Buffer
  readonly width: number | undefined
  readonly height: number | undefined
  readonly description: string | undefined
}

/** JSON as the client sent it, after it was checked against the description. */
export type Json = Record<string, unknown>

/** Whom a message really pings, after allowed_mentions. */
export interface Pings {
  readonly everyone: boolean
  readonly roles: readonly string[]
  readonly people: readonly Person[]
  /** The author of the message that it replies to is pinged by the reply itself. */
  readonly reply: boolean
}

export interface Message {
  readonly id: string
  readonly channel: Channel
  readonly author: Person
  readonly webhookId: string | undefined
  readonly type: MessageType
  readonly at: number
  content: string
  editedAt: number | undefined
  attachments: Attachment[]
  embeds: Json[]
  components: Json[]
  flags: number
  readonly stickers: readonly Sticker[]
  /** Who reacted, by emoji (`👍`, or `name:id`). */
  readonly reactions: Map<string, Set<Person>>
  readonly replyTo: Message | undefined
  readonly replyToId: string | undefined
  pings: Pings
  readonly nonce: string | number | undefined
  /** Id, kind and person of the interaction that it answers. */
  readonly interaction: { id: string; type: number; person: Person; name: string } | undefined
  deleted: boolean
}
