import { PermissionFlagsBits as Flag, GatewayIntentBits, MessageType } from 'discord.js'
import { DiscordRefusal } from '../errors.ts'
import { messagePayload, partialEmoji, visibleMessages } from '../model/messages.ts'
import { channelPayload, memberPayload, userPayload } from '../model/payloads.ts'
import { isThread, permissionsAt } from '../model/permissions.ts'
import type { State } from '../model/state.ts'
import type { Channel, Message, Person } from '../model/types.ts'
import { change, compose, remove } from './compose.ts'
import { type Handler, nothing, ok, type RestRequest } from './context.ts'

/** @throws DiscordRefusal 10003, 50001 */
function seen(state: State, id: string): Channel {
  const channel = state.channel(id)
  if (!(permissionsAt(channel, state.bot) & Flag.ViewChannel)) throw new DiscordRefusal(50001)
  return channel
}

function demand(state: State, channel: Channel, bits: bigint): void {
  if ((permissionsAt(channel, state.bot) & bits) !== bits) throw new DiscordRefusal(50013)
}

export const getChannel: Handler = ({ params }, { state }) => ok(channelPayload(seen(state, params.channel_id!)))

export const typing: Handler = ({ params }, { state }) => {
  const channel = seen(state, params.channel_id!)
  demand(state, channel, Flag.SendMessages)
  state.typing.set(channel.id, [...(state.typing.get(channel.id) ?? []), state.now()])
  return nothing
}

export const listMessages: Handler = ({ params, query }, { state }) => {
  const channel = seen(state, params.channel_id!)
  if (!(permissionsAt(channel, state.bot) & Flag.ReadMessageHistory)) return ok([])
  const limit = Number(query.limit ?? 50)
  const before = query.before ? BigInt(query.before) : undefined
  const after = query.after ? BigInt(query.after) : undefined
  const found = visibleMessages(channel).filter(
    ({ id }) => (before === undefined || BigInt(id) < before) && (after === undefined || BigInt(id) > after),
  )
  const page = after === undefined ? found.slice(-limit) : found.slice(0, limit)
  return ok(page.reverse().map(message => messagePayload(state, message, state.contentGranted)))
}

export const getMessage: Handler = ({ params }, { state }) => {
  const channel = seen(state, params.channel_id!)
  demand(state, channel, Flag.ReadMessageHistory)
  return ok(messagePayload(state, state.message(channel, params.message_id!), state.contentGranted))
}

export const postMessage: Handler = (request, { state }) => {
  const channel = seen(state, request.params.channel_id!)
  const { json, files } = request
  if (channel.recipient && state.closedDoors.has(channel.recipient.id)) throw new DiscordRefusal(50007)
  demand(state, channel, isThread(channel) ? Flag.SendMessagesInThreads : Flag.SendMessages)
  if (files.length > 0) demand(state, channel, Flag.AttachFiles)
  const again = repeated(state, channel, request)
  if (again) return ok(messagePayload(state, again))
  return ok(messagePayload(state, compose(state, channel, request, replyOf(state, channel, json.message_reference))))
}

/** A message with the same nonce of the last minutes, where the request demands that it be made once only. */
function repeated(state: State, channel: Channel, { json }: RestRequest): Message | undefined {
  if (!json.enforce_nonce || json.nonce === undefined || json.nonce === null) return undefined
  const since = state.now() - 5 * 60_000
  return channel.messages.findLast(
    ({ author, at, nonce }) => author === state.bot && at >= since && nonce === json.nonce,
  )
}

function replyOf(state: State, channel: Channel, reference: unknown) {
  if (!reference) return {}
  const { message_id, fail_if_not_exists } = reference as { message_id?: string; fail_if_not_exists?: boolean }
  demandHistory(state, channel)
  const target = channel.messages.find(({ id, deleted }) => id === message_id && !deleted)
  if (!target && fail_if_not_exists !== false) throw new DiscordRefusal(50035, 'reply to an unknown message')
  if (!target) return {}
  return { replyTo: target, replyToId: target.id, type: MessageType.Reply }
}

function demandHistory(state: State, channel: Channel): void {
  if (!(permissionsAt(channel, state.bot) & Flag.ReadMessageHistory)) throw new DiscordRefusal(160002)
}

export const patchMessage: Handler = (request, { state }) => {
  const channel = seen(state, request.params.channel_id!)
  const message = state.message(channel, request.params.message_id!)
  if (message.author !== state.bot) throw new DiscordRefusal(50005)
  change(state, message, request)
  return ok(messagePayload(state, message))
}

export const deleteMessage: Handler = ({ params }, { state }) => {
  const channel = seen(state, params.channel_id!)
  const message = state.message(channel, params.message_id!)
  if (message.author !== state.bot) demand(state, channel, Flag.ManageMessages)
  remove(state, message)
  return nothing
}

export const bulkDelete: Handler = ({ params, json }, { state }) => {
  const channel = seen(state, params.channel_id!)
  demand(state, channel, Flag.ManageMessages)
  for (const id of json.messages as string[]) {
    const message = channel.messages.find(found => found.id === id && !found.deleted)
    if (message) remove(state, message)
  }
  return nothing
}

export const getReactions: Handler = ({ params }, { state }) => {
  const message = state.message(seen(state, params.channel_id!), params.message_id!)
  return ok([...(message.reactions.get(params.emoji_name!) ?? [])].map(userPayload))
}

export const putReaction: Handler = ({ params }, { state }) => {
  const channel = seen(state, params.channel_id!)
  const message = state.message(channel, params.message_id!)
  demandHistory(state, channel)
  if (!message.reactions.has(params.emoji_name!)) demand(state, channel, Flag.AddReactions)
  addReaction(state, state.bot, message, params.emoji_name!)
  return nothing
}

export const deleteReaction: Handler = ({ params }, { state }) => {
  const channel = seen(state, params.channel_id!)
  const message = state.message(channel, params.message_id!)
  const person = params.user_id ? state.people.get(params.user_id) : state.bot
  if (!person) throw new DiscordRefusal(10013)
  if (person !== state.bot) demand(state, channel, Flag.ManageMessages)
  removeReaction(state, person, message, params.emoji_name!)
  return nothing
}

/** Adds somebody's reaction and tells the gateway; a second time changes nothing. */
export function addReaction(state: State, person: Person, message: Message, emoji: string): void {
  const people = message.reactions.get(emoji) ?? new Set()
  if (people.has(person)) return
  message.reactions.set(emoji, people.add(person))
  const member = message.channel.guild?.members.get(person.id)
  state.emit('MESSAGE_REACTION_ADD', reactionAudience(message), () => ({
    ...reactionEvent(person, message, emoji),
    message_author_id: message.author.id,
    type: 0,
    ...(member ? { member: memberPayload(member) } : {}),
  }))
}

/** Takes somebody's reaction back and tells the gateway. */
export function removeReaction(state: State, person: Person, message: Message, emoji: string): void {
  const people = message.reactions.get(emoji)
  if (!people?.delete(person)) return
  if (people.size === 0) message.reactions.delete(emoji)
  state.emit('MESSAGE_REACTION_REMOVE', reactionAudience(message), () => reactionEvent(person, message, emoji))
}

const reactionAudience = ({ channel }: Message) => ({
  guild: channel.guild,
  intents: channel.guild ? GatewayIntentBits.GuildMessageReactions : GatewayIntentBits.DirectMessageReactions,
})

const reactionEvent = (person: Person, message: Message, emoji: string) => ({
  user_id: person.id,
  channel_id: message.channel.id,
  message_id: message.id,
  emoji: partialEmoji(emoji),
  burst: false,
  ...(message.channel.guild ? { guild_id: message.channel.guild.id } : {}),
})
