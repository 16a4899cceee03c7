import {
  type AnySelectMenuInteraction,
  type BaseInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type MessageContextMenuCommandInteraction,
  MessageFlags,
  type ModalSubmitInteraction,
  PermissionFlagsBits,
  type RepliableInteraction,
} from 'discord.js'
import type { Locale } from '../../../src/pipeline/reasons.ts'
import type { Bot } from '../bot.ts'
import { isDirect, languageOf } from '../names.ts'
import type { Place } from '../places.ts'
import { inLocale } from './wording.ts'

/** Who asks, where, and what they may do there. */
export interface Asked {
  readonly bot: Bot
  readonly place: Place
  readonly member: string
  /** The language of whoever asks: what only they see is in it. */
  readonly locale: Locale
  /** Picks the words of that language. */
  readonly say: (zh: string, en: string) => string
  /** Whether they may change settings and review here. */
  readonly isModerator: boolean
  /** Whether they may delete other people's messages here. */
  readonly mayDelete: boolean
}

/** Answers that only the one who asked sees. */
export const EPHEMERAL = MessageFlags.Ephemeral

/** Pings nobody, whatever is in the text. */
export const QUIETLY = { parse: [] as const, repliedUser: false }

/**
 * The place of an interaction, as the bot itself knows it, whatever the interaction says: one whose channel is not in its guild, or
 * whose guild the bot is not in, has none.
 */
export async function askedIn(bot: Bot, interaction: BaseInteraction): Promise<Asked | undefined> {
  const { channelId, guildId, client } = interaction
  if (!channelId) return undefined
  const cached = client.channels.cache.get(channelId)
  const channel = cached ?? (guildId ? undefined : await client.channels.fetch(channelId).catch(() => undefined))
  if (!channel?.isSendable()) return undefined
  const home = channel.isDMBased() ? null : channel.guildId
  if (home !== guildId) return undefined
  const place = bot.places.of(channel)
  const locale = languageOf(interaction.locale)
  return {
    bot,
    place,
    member: interaction.user.id,
    locale,
    say: inLocale(locale),
    isModerator: isModerator(bot, interaction, place.guild),
    mayDelete: Boolean(interaction.memberPermissions?.has(PermissionFlagsBits.ManageMessages)),
  }
}

function isModerator(bot: Bot, interaction: BaseInteraction, guild: string): boolean {
  if (isDirect(guild)) return true
  if (interaction.memberPermissions?.has(PermissionFlagsBits.ManageGuild)) return true
  const role = bot.places.guild(guild).moderatorRole
  const member = interaction.member
  if (!role || !member) return false
  const roles = Array.isArray(member.roles) ? member.roles : [...member.roles.cache.keys()]
  return roles.includes(role)
}

/** Says something to whoever asked, and to nobody else, in whatever state the interaction is. */
export async function answer(interaction: RepliableInteraction, content: string): Promise<void> {
  const message = { content, allowedMentions: QUIETLY }
  // What a button has put off is the message that it is under, which everybody sees.
  const isOwn = interaction.deferred && !interaction.replied && !interaction.isMessageComponent()
  if (isOwn) await interaction.editReply(message)
  else if (interaction.replied || interaction.deferred) await interaction.followUp({ ...message, flags: EPHEMERAL })
  else await interaction.reply({ ...message, flags: EPHEMERAL })
}

/** Refuses those who may not; true where it did. */
export async function refuseMember(asked: Asked, interaction: RepliableInteraction): Promise<boolean> {
  if (asked.isModerator) return false
  await answer(
    interaction,
    asked.say(
      '这需要「管理服务器」权限，或者服务器指定的角色。',
      'This needs the Manage Guild permission, or the role that the server has named.',
    ),
  )
  return true
}

/** Refuses what makes sense in a guild only; true where it did. */
export async function refuseDirect(asked: Asked, interaction: RepliableInteraction): Promise<boolean> {
  if (!isDirect(asked.place.guild)) return false
  await answer(interaction, asked.say('这个只能在服务器里用。', 'This works in a server only.'))
  return true
}

export type Slash = ChatInputCommandInteraction
export type Form = ModalSubmitInteraction
export type Component = AnySelectMenuInteraction | ButtonInteraction
export type MessageMenu = MessageContextMenuCommandInteraction
