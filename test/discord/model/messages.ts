import { type ChannelType, MessageType } from 'discord.js'
import { memberPayload, stickerPayload, userPayload } from './payloads.ts'
import type { State } from './state.ts'
import type { Attachment, Channel, Json, Message, Pings } from './types.ts'

/** What a new message is made of; the rest has defaults. */
export type MessageParts = Pick<Message, 'channel' | 'author'> & Partial<Omit<Message, 'id' | 'pings' | 'deleted'>>

/** allowed_mentions as a client sends it. */
export interface AllowedMentions {
  readonly parse?: readonly string[] | null
  readonly users?: readonly string[] | null
  readonly roles?: readonly string[] | null
  readonly replied_user?: boolean | null
}

/** Makes a message in its channel; nobody is told yet. */
export function makeMessage(state: State, parts: MessageParts, allowed?: AllowedMentions | null): Message {
  const content = parts.content ?? ''
  const message: Message = {
    id: state.id(),
    at: state.now(),
    webhookId: undefined,
    type: parts.replyToId ? MessageType.Reply : MessageType.Default,
    editedAt: undefined,
    attachments: [],
    embeds: [],
    components: [],
    flags: 0,
    stickers: [],
    reactions: new Map(),
    replyTo: undefined,
    replyToId: undefined,
    nonce: undefined,
    interaction: undefined,
    ...parts,
    content,
    pings: pingsOf(state, content, parts.replyTo, allowed),
    deleted: false,
  }
  state.messages.set(message.id, message)
  return message
}

/** Whom a text pings: what it mentions outside code, as far as allowed_mentions lets it. */
export function pingsOf(
  state: State,
  content: string,
  replyTo: Message | undefined,
  allowed: AllowedMentions | null | undefined,
): Pings {
  const text = content.replace(/```[\s\S]*?```|`[^`\n]*`/g, ' ')
  const free = !allowed || (!allowed.parse && !allowed.users && !allowed.roles && allowed.replied_user === undefined)
  const parses = (kind: string) => free || (allowed?.parse ?? []).includes(kind)
  const ids = (pattern: RegExp) => [...text.matchAll(pattern)].map(match => match[1]!)
  const people = ids(/<@!?(\d+)>/g).filter(id => parses('users') || allowed?.users?.includes(id))
  return {
    everyone: parses('everyone') && /@(?:everyone|here)/.test(text),
    roles: ids(/<@&(\d+)>/g).filter(id => parses('roles') || allowed?.roles?.includes(id)),
    people: [...new Set(people)].flatMap(id => state.people.get(id) ?? []),
    reply: Boolean(replyTo) && (free || allowed?.replied_user === true),
  }
}

/** True when Discord shows a bot this message's content without the Message Content intent. */
export const seenAnyway = (state: State, message: Message): boolean =>
  !message.channel.guild || message.author === state.bot || message.pings.people.includes(state.bot)

/** A message as REST and gateway give it; without the content where the bot may not see it. */
export function messagePayload(state: State, message: Message, seesContent = true): Json {
  const shown = seesContent || seenAnyway(state, message)
  const mentioned = new Set([
    ...message.pings.people,
    ...(message.pings.reply && message.replyTo ? [message.replyTo.author] : []),
  ])
  return {
    id: message.id,
    channel_id: message.channel.id,
    author: userPayload(message.author),
    type: message.type,
    content: shown ? message.content : '',
    timestamp: new Date(message.at).toISOString(),
    edited_timestamp: message.editedAt === undefined ? null : new Date(message.editedAt).toISOString(),
    mentions: [...mentioned].map(userPayload),
    mention_roles: [...new Set(message.pings.roles)],
    mention_everyone: message.pings.everyone,
    attachments: shown ? message.attachments.map(attachmentPayload) : [],
    embeds: shown ? message.embeds : [],
    components: shown ? message.components : [],
    flags: message.flags,
    pinned: false,
    tts: false,
    ...(message.stickers.length > 0 ? stickersOf(message) : {}),
    ...(message.webhookId ? { webhook_id: message.webhookId } : {}),
    ...(message.author === state.bot ? { application_id: state.application } : {}),
    ...(message.nonce !== undefined ? { nonce: message.nonce } : {}),
    ...(message.interaction ? { interaction_metadata: metadataOf(message, state) } : {}),
    ...(message.reactions.size > 0 ? { reactions: reactionsOf(message, state) } : {}),
    ...(message.replyToId ? replyOf(state, message, seesContent) : {}),
  }
}

/** MESSAGE_CREATE and MESSAGE_UPDATE carry the guild and the author's membership as well. */
export function messageEvent(state: State, message: Message, seesContent: boolean): Json {
  const { guild } = message.channel
  const member = message.webhookId ? undefined : guild?.members.get(message.author.id)
  return {
    ...messagePayload(state, message, seesContent),
    ...(guild ? { guild_id: guild.id } : {}),
    ...(member ? { member: memberPayload(member, false) } : {}),
    channel_type: message.channel.type satisfies ChannelType,
  }
}

export const attachmentPayload = (attachment: Attachment): Json => ({
  id: attachment.id,
  filename: attachment.name,
  size: attachment.size,
  url: attachment.url,
  proxy_url: attachment.url,
  content_type: attachment.type,
  ...(attachment.width !== undefined ? { width: attachment.width } : {}),
  ...(attachment.height !== undefined ? { height: attachment.height } : {}),
  ...(attachment.description !== undefined ? { description: attachment.description } : {}),
})

const stickersOf = (message: Message): Json => ({
  sticker_items: message.stickers.map(({ id, name, format }) => ({ id, name, format_type: format })),
  stickers: message.stickers.map(stickerPayload),
})

function metadataOf({ interaction, replyTo, id }: Message, state: State): Json {
  const { person, type, id: interactionId } = interaction!
  const kind = { id: interactionId, type, user: userPayload(person), authorizing_integration_owners: {} }
  if (type === 3) return { ...kind, interacted_message_id: replyTo?.id ?? id }
  if (type === 5) {
    const triggered = { id: state.id(), type: 2, user: userPayload(person), authorizing_integration_owners: {} }
    return { ...kind, triggering_interaction_metadata: triggered }
  }
  return kind
}

function reactionsOf(message: Message, state: State): Json[] {
  return [...message.reactions].map(([emoji, people]) => ({
    emoji: partialEmoji(emoji),
    count: people.size,
    count_details: { burst: 0, normal: people.size },
    burst_colors: [],
    me_burst: false,
    me: people.has(state.bot),
  }))
}

function replyOf(state: State, message: Message, seesContent: boolean): Json {
  const target = message.replyTo && !message.replyTo.deleted ? message.replyTo : undefined
  const { guild } = message.channel
  const reference = { type: 0, channel_id: message.channel.id, message_id: message.replyToId! }
  return {
    message_reference: { ...reference, ...(guild ? { guild_id: guild.id } : {}) },
    referenced_message: target ? withoutReference(messagePayload(state, target, seesContent)) : null,
  }
}

const withoutReference = ({ referenced_message: _, ...message }: Json): Json => message

/** `👍` or `name:id` as the object that events and answers carry. */
export function partialEmoji(emoji: string): Json {
  const custom = /^(\w+):(\d+)$/.exec(emoji)
  return custom ? { id: custom[2], name: custom[1] } : { id: null, name: emoji }
}

/** Messages of a channel that are there now, oldest first. */
export const visibleMessages = (channel: Channel): Message[] => channel.messages.filter(message => !message.deleted)
