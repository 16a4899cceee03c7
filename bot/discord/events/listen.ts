import { Events, type Guild } from 'discord.js'
import { deletePlace } from '../../../src/storage/guilds.ts'
import { deleteHistoryOfGuild } from '../../../src/storage/member-data.ts'
import type { Bot } from '../bot.ts'
import { guildPrefix } from '../names.ts'
import { onInteraction } from './interactions.ts'
import { onBulkDelete, onChannelGone, onDelete, onEdit, onMessage } from './messages.ts'
import { onReaction } from './reactions.ts'

/** Connects Discord's events to what the bot does. Whatever fails in one of them is told, and harms no other. */
export function listen(bot: Bot): void {
  const { client } = bot
  const safely =
    <Given extends unknown[]>(handle: (...given: Given) => unknown) =>
    async (...given: Given) => {
      try {
        await handle(...given)
      } catch (error) {
        bot.onError(error)
      }
    }
  client.on(Events.Error, bot.onError)
  client.on(
    Events.MessageCreate,
    safely(message => onMessage(bot, message)),
  )
  client.on(
    Events.MessageUpdate,
    safely((_before, message) => onEdit(bot, message)),
  )
  client.on(
    Events.MessageDelete,
    safely(message => onDelete(bot, message)),
  )
  client.on(
    Events.MessageBulkDelete,
    safely(messages => onBulkDelete(bot, messages.values())),
  )
  client.on(
    Events.MessageReactionAdd,
    safely((reaction, user) => onReaction(bot, reaction, user)),
  )
  client.on(
    Events.InteractionCreate,
    safely(interaction => onInteraction(bot, interaction)),
  )
  client.on(
    Events.ChannelDelete,
    safely(channel => {
      if (channel.isDMBased()) return
      onChannelGone(bot, channel.guildId, channel.id)
      deletePlace(bot.brain.database, channel.guildId, channel.id)
    }),
  )
  client.on(
    Events.ThreadDelete,
    safely(thread => onChannelGone(bot, thread.guildId, thread.id)),
  )
  client.on(Events.GuildCreate, guild =>
    bot.logger.info({ guild: guild.id }, 'joined a guild; silent until it is set up'),
  )
  client.on(
    Events.GuildDelete,
    safely(guild => onLeft(bot, guild)),
  )
  client.rest.on('rateLimited', () => bot.metrics.limited())
}

// What was said there is nobody's business any more; settings stay for the day that the bot is asked back.
function onLeft(bot: Bot, guild: Guild): void {
  bot.conversations.drop(guildPrefix(guild.id))
  deleteHistoryOfGuild(bot.brain.database, guild.id)
}
