import type { Message } from 'discord.js'
import type { Asked } from './asked.ts'
import { messageReference } from './message-id.ts'

/** The message of a link or id, where it is in this guild and whoever asks may see its channel; undefined otherwise. */
export async function fetchMessage({ bot, place, member }: Asked, text: string): Promise<Message | undefined> {
  const reference = messageReference(text)
  const channel = bot.client.channels.cache.get(reference.channel ?? place.channel.id)
  if (!reference.message || !channel?.isTextBased()) return undefined
  if (channel.isDMBased() ? channel.id !== place.channel.id : channel.guildId !== place.guild) return undefined
  if (!channel.isDMBased() && channel.id !== place.channel.id) {
    const asking = await channel.guild.members.fetch(member).catch(() => undefined)
    if (!asking || !channel.permissionsFor(asking).has(['ViewChannel', 'ReadMessageHistory'])) return undefined
  }
  return channel.messages.fetch(reference.message).catch(() => undefined)
}
