import type { Locale } from '../../src/pipeline/reasons.ts'

/** The brain's name of a Discord channel; guilds are apart because their channels' names are. */
export function channelKey(guild: string, channel: string): string {
  return `${guildPrefix(guild)}${channel}`
}

/** What the names of all channels of a guild start with. */
export function guildPrefix(guild: string): string {
  return `discord:${guild}:`
}

/** The guild and channel that a name stands for; undefined for channels of other surfaces. */
export function parseKey(key: string): { guild: string; channel: string } | undefined {
  const match = /^discord:([\w-]+):(\d+)$/.exec(key)
  return match ? { guild: match[1]!, channel: match[2]! } : undefined
}

/** A direct conversation is a guild of its own: nothing of it is anybody else's. */
export function directGuild(channel: string): string {
  return `dm-${channel}`
}

export const isDirect = (guild: string) => guild.startsWith('dm-')

/** The bot's language for a locale of Discord's (`zh-CN`, `en-GB`, `fr` …). */
export function languageOf(locale: string | undefined): Locale {
  return locale?.startsWith('zh') ? 'zh' : 'en'
}
