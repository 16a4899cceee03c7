import type { MessageReaction, PartialMessageReaction, PartialUser, User } from 'discord.js'
import { postOfMessage } from '../../../src/storage/posts.ts'
import type { Bot } from '../bot.ts'
import { channelKey, directGuild } from '../names.ts'
import { countVote, reactionOf } from '../votes.ts'

/** Somebody reacted to a message: on a meme of ours 👍 and 👎 count as the buttons do. */
export async function onReaction(
  bot: Bot,
  reaction: MessageReaction | PartialMessageReaction,
  user: User | PartialUser,
): Promise<void> {
  const kind = reactionOf(reaction.emoji.name)
  if (!kind || user.bot || user.id === bot.client.user!.id) return
  const { message } = reaction
  const guild = message.guildId ?? directGuild(message.channelId)
  const find = () => postOfMessage(bot.brain.database, guild, message.id)
  if (!find()) await bot.arrivals.settled(channelKey(guild, message.channelId))
  const post = find()
  if (post?.status === 'sent') await countVote(bot, post, user.id, kind)
}
