import { PermissionFlagsBits as Flag } from 'discord.js'
import type { Channel, Guild, Person } from './types.ts'

/** All permissions there are. */
export const EVERYTHING = Object.values(Flag).reduce((all, bit) => all | bit, 0n)

/** What the invite of a chat bot asks for. */
export const BOT_PERMISSIONS =
  Flag.ViewChannel |
  Flag.SendMessages |
  Flag.SendMessagesInThreads |
  Flag.AttachFiles |
  Flag.EmbedLinks |
  Flag.ReadMessageHistory |
  Flag.AddReactions |
  Flag.UseExternalEmojis

/** What everyone has in a guild that nobody touched. */
export const EVERYONE_PERMISSIONS =
  BOT_PERMISSIONS | Flag.UseApplicationCommands | Flag.ChangeNickname | Flag.CreateInstantInvite

/** Permissions in the guild, before any channel. */
export function permissionsIn(guild: Guild, person: Person): bigint {
  if (guild.owner === person) return EVERYTHING
  const member = guild.members.get(person.id)
  if (!member) return 0n
  let bits = guild.everyone.permissions
  for (const id of member.roles) bits |= guild.roles.get(id)?.permissions ?? 0n
  return bits & Flag.Administrator ? EVERYTHING : bits
}

/** Permissions in a channel, by Discord's documented order: everyone, roles together, the person. */
export function permissionsAt(channel: Channel, person: Person): bigint {
  const { guild } = channel
  if (!guild) return channel.recipient === person || person.bot ? EVERYTHING & ~Flag.Administrator : 0n
  const base = permissionsIn(guild, person)
  if (base & Flag.Administrator) return EVERYTHING
  const overwrites = (isThread(channel) && channel.parent ? channel.parent : channel).overwrites
  const member = guild.members.get(person.id)
  let bits = base
  const everyone = overwrites.get(guild.id)
  if (everyone) bits = (bits & ~everyone.deny) | everyone.allow
  let [allow, deny] = [0n, 0n]
  for (const id of member?.roles ?? []) {
    const overwrite = overwrites.get(id)
    if (overwrite) [allow, deny] = [allow | overwrite.allow, deny | overwrite.deny]
  }
  bits = (bits & ~deny) | allow
  const own = overwrites.get(person.id)
  if (own) bits = (bits & ~own.deny) | own.allow
  return bits & Flag.ViewChannel ? bits : 0n
}

/** Public, private and announcement threads. */
export const isThread = (channel: Channel): boolean => channel.type >= 10 && channel.type <= 12
