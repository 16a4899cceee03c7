import { ChannelType, type Guild, type GuildBasedChannel, type SendableChannels } from 'discord.js'
import type { Brain } from '../../src/brain.ts'
import type { Config } from '../../src/config/load.ts'
import type { Terms } from '../../src/conversations.ts'
import type { Locale } from '../../src/pipeline/reasons.ts'
import type { MemeFilter } from '../../src/pipeline/retrieve.ts'
import { makeSampler } from '../../src/pipeline/samplers.ts'
import type { Silence } from '../../src/schemas/decision.ts'
import type { GuildSettings } from '../../src/schemas/guild.ts'
import { effectiveChoice, readGuild, readPlace } from '../../src/storage/guilds.ts'
import type { Blocks } from './blocks.ts'
import { channelKey, directGuild, isDirect, languageOf, parseKey } from './names.ts'
import { missingIn, type NeededPermission } from './permissions.ts'
import { type Defaults, type EffectiveSettings, effectiveSettings, isQuiet } from './settings.ts'

const PAUSE_MILLISECONDS = 60_000

/** Where something is said: a channel, a thread or a direct conversation, with what holds there. */
export interface Place {
  /** Id of the guild, or the stand-in of a direct conversation. */
  readonly guild: string
  /** The brain's name of the channel. */
  readonly key: string
  readonly channel: SendableChannels
  readonly settings: EffectiveSettings
  readonly locale: Locale
}

/** Resolves channels to places. */
export class Places {
  readonly defaults: Defaults
  /** Channels in which Discord refused a meme against all that is known of the permissions, and until when they are left alone. */
  private readonly paused = new Map<string, number>()

  constructor(
    private readonly brain: Brain,
    private readonly config: Config,
    private readonly blocks: Blocks,
    private readonly find: (channel: string) => SendableChannels | undefined,
    private readonly now: () => number,
  ) {
    this.defaults = {
      enabled: config.DISCORD_AUTO_ENABLE,
      policy: brain.policy,
      sampler: config.SAMPLER,
      ratings: config.ratings,
    }
  }

  of(channel: SendableChannels): Place {
    const guild = channel.isDMBased() ? directGuild(channel.id) : channel.guildId
    return {
      guild,
      key: channelKey(guild, channel.id),
      channel,
      settings: this.settings(guild, placeId(channel)),
      locale: this.locale(guild, channel.isDMBased() ? undefined : channel.guild),
    }
  }

  /** The place of a brain's channel; undefined where that is gone, or never was one of Discord's. */
  named(key: string): Place | undefined {
    const named = parseKey(key)
    const channel = named && this.find(named.channel)
    if (!channel) return undefined
    const place = this.of(channel)
    return place.guild === named.guild ? place : undefined
  }

  guild(guild: string): GuildSettings {
    return readGuild(this.brain.database, guild)
  }

  /** @param channel of a thread, its parent's */
  settings(guild: string, channel: string): EffectiveSettings {
    // Whoever writes to the bot itself wants to hear from it.
    const defaults = isDirect(guild) ? { ...this.defaults, enabled: true } : this.defaults
    return effectiveSettings(defaults, this.guild(guild), readPlace(this.brain.database, guild, channel))
  }

  locale(guild: string, discord: Guild | undefined): Locale {
    return this.guild(guild).language ?? (discord ? languageOf(discord.preferredLocale) : 'zh')
  }

  /** What may be sent in a guild: the shared memes and its own, approved, of its ratings, and not blocked there. */
  filter({ guild, settings }: Pick<Place, 'guild' | 'settings'>): MemeFilter {
    return {
      guild: isDirect(guild) ? undefined : guild,
      ratings: settings.ratings,
      states: ['approved'],
      exclude: this.blocks.excluded(guild),
    }
  }

  /** Why nothing may be sent in a place at all just now. @param speaker whom a meme would answer; empty for nobody in particular */
  silence(place: Place, speaker: string): Silence | undefined {
    const { settings, guild } = place
    if (!settings.enabled) return 'muted'
    if (speaker && effectiveChoice(this.brain.database, guild, speaker).withoutMemes) return 'opted-out'
    if (isQuiet(settings.quietHours, settings.timeZone, this.now())) return 'quiet-hours'
    if (this.missing(place).length > 0 || this.isPaused(place.key)) return 'no-permission'
    return undefined
  }

  /** Leaves a channel alone for a while. */
  pause(key: string): void {
    this.paused.set(key, this.now() + PAUSE_MILLISECONDS)
  }

  private isPaused(key: string): boolean {
    const until = this.paused.get(key)
    if (until === undefined || until > this.now()) return until !== undefined
    this.paused.delete(key)
    return false
  }

  missing({ channel }: Place): NeededPermission[] {
    return channel.isDMBased() ? [] : missingIn(channel)
  }

  /** What the brain is told of a channel. A channel that is gone is silent. */
  terms(key: string, speaker: string): Terms {
    const place = this.named(key)
    if (!place) return { silenced: 'no-permission' }
    return {
      policy: place.settings.policy,
      sampler: makeSampler(place.settings.sampler, this.config.SAMPLER_TEMPERATURE),
      filter: this.filter(place),
      silenced: this.silence(place, speaker),
    }
  }
}

/** The channel whose settings hold: a thread follows the channel that it is in. */
export function placeId(channel: { id: string; isThread(): boolean; parentId?: string | null }): string {
  return channel.isThread() ? (channel.parentId ?? channel.id) : channel.id
}

/** Channels of a guild that can be set up to be spoken in. */
export function isSpeakable(channel: GuildBasedChannel): boolean {
  return channel.type === ChannelType.GuildText || channel.type === ChannelType.GuildAnnouncement
}
