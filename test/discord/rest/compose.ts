import { GatewayIntentBits } from 'discord.js'
import { DiscordRefusal } from '../errors.ts'
import { type AllowedMentions, makeMessage, messageEvent, pingsOf } from '../model/messages.ts'
import type { State } from '../model/state.ts'
import type { Channel, Json, Message } from '../model/types.ts'
import type { RestRequest } from './context.ts'
import { showComponents, showEmbeds, takeUploads } from './uploads.ts'

/** Only the person that it answers sees such a message. */
export const EPHEMERAL = 1 << 6
const COMPONENTS_V2 = 1 << 15

/** What else a new message of the bot has. */
type Circumstances = Partial<Pick<Message, 'replyTo' | 'replyToId' | 'interaction' | 'type'>> & {
  /** Upload limit in bytes where it is not the channel's. */
  readonly limit?: number
}

/**
 * Makes a message of the bot from a request, puts it into its channel unless it is ephemeral, and tells the gateway.
 * @throws DiscordRefusal 50006 (empty), 50035 (too long, …), 40005 (files too large)
 */
export function compose(state: State, channel: Channel, request: RestRequest, given: Circumstances = {}): Message {
  const { json } = request
  const { limit, ...circumstances } = given
  const attachments = takeUploads(state, channel, request, limit)
  const content = String(json.content ?? '')
  const flags = Number(json.flags ?? 0)
  checkWords(content, json.embeds)
  checkComponents(json.components, flags)
  const something = [content, json.embeds, json.components, json.sticker_ids, json.poll].some(part =>
    Array.isArray(part) ? part.length > 0 : Boolean(part),
  )
  if (!something && attachments.length === 0) throw new DiscordRefusal(50006)
  const message = makeMessage(
    state,
    {
      channel,
      author: state.bot,
      content,
      attachments,
      embeds: showEmbeds(json.embeds, attachments),
      components: showComponents(json.components, attachments),
      flags,
      nonce: (json.nonce ?? undefined) as string | number | undefined,
      ...circumstances,
    },
    json.allowed_mentions as AllowedMentions | null | undefined,
  )
  if (!(flags & EPHEMERAL)) publish(state, message)
  return message
}

/** Puts a message into its channel and tells the gateway. */
export function publish(state: State, message: Message): void {
  message.channel.messages.push(message)
  state.emit('MESSAGE_CREATE', audienceOf(message.channel), seesContent => messageEvent(state, message, seesContent))
}

/** Changes a message of the bot as a request says; what the request leaves out stays. */
export function change(state: State, message: Message, request: RestRequest): void {
  const { json } = request
  checkWords(String(json.content ?? ''), json.embeds)
  checkComponents(json.components, Number(json.flags ?? message.flags))
  message.attachments = takeUploads(state, message.channel, request, undefined, message.attachments)
  if ('content' in json) message.content = String(json.content ?? '')
  if ('embeds' in json) message.embeds = showEmbeds(json.embeds, message.attachments)
  if ('components' in json) message.components = showComponents(json.components, message.attachments)
  if ('flags' in json) message.flags = Number(json.flags ?? 0) | (message.flags & EPHEMERAL)
  if ('content' in json) {
    const allowed = json.allowed_mentions as AllowedMentions | null | undefined
    message.pings = pingsOf(state, message.content, message.replyTo, allowed)
  }
  message.editedAt = state.now()
  if (message.flags & EPHEMERAL) return
  state.emit('MESSAGE_UPDATE', audienceOf(message.channel), seesContent => messageEvent(state, message, seesContent))
}

/** Deletes a message and tells the gateway. */
export function remove(state: State, message: Message): void {
  message.deleted = true
  if (message.flags & EPHEMERAL) return
  const { channel } = message
  const guild = channel.guild ? { guild_id: channel.guild.id } : {}
  state.emit('MESSAGE_DELETE', audienceOf(channel), () => ({ id: message.id, channel_id: channel.id, ...guild }))
}

/** Who hears of a channel's messages. */
export const audienceOf = (channel: Channel) => ({
  guild: channel.guild,
  intents: channel.guild ? GatewayIntentBits.GuildMessages : GatewayIntentBits.DirectMessages,
})

function checkWords(content: string, embeds: unknown): void {
  if ([...content].length > 2000) throw new DiscordRefusal(50035, 'content of more than 2000 characters')
  const total = ((embeds ?? []) as Json[]).reduce((sum, embed) => sum + embedLength(embed), 0)
  if (total > 6000) throw new DiscordRefusal(50035, 'embeds of more than 6000 characters')
}

function embedLength(embed: Json): number {
  const length = (value: unknown) => (typeof value === 'string' ? value.length : 0)
  const { author, footer, fields } = embed as {
    author?: { name?: string }
    footer?: { text?: string }
    fields?: Json[]
  }
  const named = (fields ?? []).reduce((sum, field) => sum + length(field.name) + length(field.value), 0)
  return length(embed.title) + length(embed.description) + length(author?.name) + length(footer?.text) + named
}

function checkComponents(components: unknown, flags: number): void {
  const rows = (components ?? []) as Json[]
  if (!(flags & COMPONENTS_V2)) {
    if (rows.length > 5) throw new DiscordRefusal(50035, 'more than 5 rows')
    if (rows.some(row => row.type !== 1)) throw new DiscordRefusal(50035, 'components outside rows')
  }
  const ids: unknown[] = []
  const visit = (component: Json) => {
    if (component.custom_id !== undefined) ids.push(component.custom_id)
    const children = (component.components ?? []) as Json[]
    if (component.type === 1 && (children.length === 0 || children.length > 5)) {
      throw new DiscordRefusal(50035, `a row of ${children.length} components`)
    }
    if (component.type === 1 && children.length > 1 && children.some(child => child.type !== 2)) {
      throw new DiscordRefusal(50035, 'a select beside something else')
    }
    for (const child of children) visit(child)
    if (component.accessory) visit(component.accessory as Json)
  }
  for (const row of rows) visit(row)
  if (new Set(ids).size < ids.length) throw new DiscordRefusal(50035, 'custom ids that repeat')
}
