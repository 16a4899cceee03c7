import type { Message, OmitPartialGroupDMChannel, PartialMessage } from 'discord.js'
import { effectiveChoice } from '../../../src/storage/guilds.ts'
import { deleteHistoryOfMessage, readHistory, saveHistory } from '../../../src/storage/member-data.ts'
import { postOfMessage, setPostStatus } from '../../../src/storage/posts.ts'
import type { Bot } from '../bot.ts'
import { addresses, describeMessage, isHuman, isWhole, quote } from '../describe.ts'
import { channelKey, directGuild, isDirect } from '../names.ts'
import type { Place } from '../places.ts'
import { countVote } from '../votes.ts'

/** Turns that are brought back from a guild's history when its channel is heard for the first time. */
const RECALLED_TURNS = 12

/** Somebody wrote something. */
export function onMessage(bot: Bot, message: OmitPartialGroupDMChannel<Message>): void {
  if (!isHuman(message) || !message.channel.isSendable() || !bot.heard.add(message.id)) return
  const place = bot.places.of(message.channel)
  const member = message.author.id
  if (effectiveChoice(bot.brain.database, place.guild, member).unread) return
  // Where the bot is off, that somebody spoke is counted, and what they said is not read.
  if (!place.settings.enabled) {
    bot.conversations.hear(place.key, member, '', message.id)
    return
  }
  const text = inWords(bot, place, message)
  if (!text) return
  bot.metrics.heard()
  if (isDirect(place.guild) || addresses(message, bot.client.user!.id)) bot.addressed.add(message.id)
  if (bot.places.guild(place.guild).history) keep(bot, place, message, text)
  bot.conversations.hear(place.key, member, text, message.id)
}

/** A message with what it answers, where that is not what was said just before. */
function inWords(bot: Bot, place: Place, message: Message): string {
  const me = bot.client.user!.id
  const own = describeMessage(message, me)
  const answered = message.reference?.messageId
  const known = answered ? message.channel.messages.cache.get(answered) : undefined
  const isNews = known && known.author.id !== me && known.id !== previousOf(message)
  if (!own || !isNews || effectiveChoice(bot.brain.database, place.guild, known.author.id).unread) return own
  const quoted = quote(describeMessage(known, me))
  return quoted ? `（回「${quoted}」）${own}` : own
}

const previousOf = (message: Message) => message.channel.messages.cache.filter(({ id }) => id !== message.id).lastKey()

function keep(bot: Bot, { guild, key }: Place, message: Message, text: string): void {
  if (!bot.recalled.has(key))
    for (const line of readHistory(bot.brain.database, key, RECALLED_TURNS))
      bot.conversations.recall(key, { speaker: line.member, text: line.text, at: line.at }, line.message)
  bot.recalled.add(key)
  const { id, author, createdTimestamp: at } = message
  saveHistory(bot.brain.database, { message: id, guild, channel: key, member: author.id, text, at })
}

/** A message was changed: what is remembered of it follows. Embeds that Discord adds later change nothing. */
export function onEdit(bot: Bot, message: Message | PartialMessage): void {
  if (!isWhole(message) || !isHuman(message) || !message.channel.isSendable()) return
  const place = bot.places.of(message.channel)
  if (!place.settings.enabled || effectiveChoice(bot.brain.database, place.guild, message.author.id).unread) return
  const text = describeMessage(message, bot.client.user!.id)
  if (!text) return
  bot.conversations.amend(place.key, message.id, text)
  if (bot.places.guild(place.guild).history) {
    const { id, author, createdTimestamp: at } = message
    deleteHistoryOfMessage(bot.brain.database, id)
    saveHistory(bot.brain.database, {
      message: id,
      guild: place.guild,
      channel: place.key,
      member: author.id,
      text,
      at,
    })
  }
}

/** Where a message was, of which perhaps nothing but the id is known. */
interface Gone {
  readonly id: string
  readonly channelId: string
  readonly guildId: string | null
}

/** A message was deleted. If it was a meme of ours, and not taken away by us, a moderator did it: a strong no. */
export async function onDelete(bot: Bot, message: Gone): Promise<void> {
  const guild = forget(bot, message)
  const find = () => postOfMessage(bot.brain.database, guild, message.id)
  if (!find()) await bot.arrivals.settled(channelKey(guild, message.channelId))
  const post = find()
  if (post?.status !== 'sent') return
  setPostStatus(bot.brain.database, post.id, 'removed')
  if (!bot.removing.has(message.id)) await countVote(bot, post, 'moderator', 'deleted')
}

/** Many messages were deleted at once: a channel was tidied up, which says nothing about a meme. */
export function onBulkDelete(bot: Bot, messages: Iterable<Gone>): void {
  for (const message of messages) {
    const guild = forget(bot, message)
    const post = postOfMessage(bot.brain.database, guild, message.id)
    if (post?.status === 'sent') setPostStatus(bot.brain.database, post.id, 'removed')
  }
}

function forget(bot: Bot, { id, channelId, guildId }: Gone): string {
  const guild = guildId ?? directGuild(channelId)
  bot.conversations.amend(channelKey(guild, channelId), id, undefined)
  deleteHistoryOfMessage(bot.brain.database, id)
  return guild
}

/** A channel or thread is gone, and with it what was said there. */
export function onChannelGone(bot: Bot, guild: string, channel: string): void {
  bot.conversations.drop(channelKey(guild, channel))
}
