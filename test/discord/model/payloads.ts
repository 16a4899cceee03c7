import { type ApplicationCommandType, ChannelType } from 'discord.js'
import { isThread, permissionsIn } from './permissions.ts'
import type { State } from './state.ts'
import type { Channel, Emoji, Guild, Json, Member, Person, Role, Sticker } from './types.ts'

// What Discord's answers and events say about people, guilds and channels.

const isoTime = (at: number) => new Date(at).toISOString()

export const userPayload = (person: Person): Json => ({
  id: person.id,
  username: person.bot ? person.name : `user_${person.id.slice(-6)}`,
  global_name: person.bot ? null : person.name,
  discriminator: person.bot ? '0001' : '0',
  avatar: null,
  public_flags: 0,
  flags: 0,
  primary_guild: null,
  ...(person.bot ? { bot: true } : {}),
})

/** A membership; `user` is left out inside messages, and added for the rest. */
export const memberPayload = (member: Member, withUser = true): Json => ({
  avatar: null,
  banner: null,
  communication_disabled_until: null,
  flags: 0,
  joined_at: isoTime(member.joinedAt),
  nick: null,
  pending: false,
  premium_since: null,
  roles: [...member.roles],
  mute: false,
  deaf: false,
  ...(withUser ? { user: userPayload(member.person) } : {}),
})

export const rolePayload = (role: Role): Json => ({
  id: role.id,
  name: role.name,
  permissions: String(role.permissions),
  position: role.position,
  color: 0,
  colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
  hoist: false,
  managed: false,
  mentionable: false,
  icon: null,
  unicode_emoji: null,
  flags: 0,
})

export const emojiPayload = (emoji: Emoji): Json => ({
  id: emoji.id,
  name: emoji.name,
  roles: [],
  require_colons: true,
  managed: false,
  animated: emoji.animated,
  available: true,
})

export const stickerPayload = (sticker: Sticker): Json => ({
  id: sticker.id,
  name: sticker.name,
  tags: 'laughing',
  type: 2,
  format_type: sticker.format,
  description: null,
  available: true,
  guild_id: sticker.guild.id,
})

export function channelPayload(channel: Channel): Json {
  const visible = channel.messages.filter(message => !message.deleted)
  const common = {
    id: channel.id,
    type: channel.type,
    flags: 0,
    last_message_id: visible.at(-1)?.id ?? null,
  }
  if (!channel.guild) {
    return { ...common, recipients: channel.recipient ? [userPayload(channel.recipient)] : [] }
  }
  const inGuild = { ...common, guild_id: channel.guild.id, name: channel.name, parent_id: channel.parent?.id ?? null }
  if (isThread(channel)) return { ...inGuild, ...threadDetails(channel, visible.length) }
  return {
    ...inGuild,
    position: channel.position,
    permission_overwrites: [...channel.overwrites.values()].map(({ id, type, allow, deny }) => ({
      id,
      type: type === 'role' ? 0 : 1,
      allow: String(allow),
      deny: String(deny),
    })),
    nsfw: channel.nsfw,
    ...(channel.type === ChannelType.GuildText ? { rate_limit_per_user: 0, topic: null } : {}),
  }
}

const threadDetails = (channel: Channel, messages: number): Json => ({
  owner_id: channel.guild!.owner.id,
  thread_metadata: {
    archived: false,
    archive_timestamp: null,
    auto_archive_duration: 1440,
    locked: false,
  },
  message_count: messages,
  member_count: Math.min(50, channel.guild!.members.size),
  total_message_sent: channel.messages.length,
  rate_limit_per_user: 0,
})

export const guildPayload = (guild: Guild): Json => ({
  id: guild.id,
  name: guild.name,
  icon: null,
  description: null,
  home_header: null,
  splash: null,
  discovery_splash: null,
  features: [],
  banner: null,
  owner_id: guild.owner.id,
  application_id: null,
  region: 'hongkong',
  afk_channel_id: null,
  afk_timeout: 300,
  system_channel_id: null,
  system_channel_flags: 0,
  widget_enabled: false,
  widget_channel_id: null,
  verification_level: 0,
  roles: [...guild.roles.values()].map(rolePayload),
  default_message_notifications: 0,
  mfa_level: 0,
  explicit_content_filter: 0,
  max_presences: null,
  max_members: 500_000,
  max_stage_video_channel_users: 50,
  max_video_channel_users: 25,
  vanity_url_code: null,
  premium_tier: guild.premiumTier,
  premium_subscription_count: 0,
  preferred_locale: guild.locale,
  rules_channel_id: null,
  safety_alerts_channel_id: null,
  public_updates_channel_id: null,
  premium_progress_bar_enabled: false,
  nsfw: false,
  nsfw_level: 0,
  emojis: [...guild.emojis.values()].map(emojiPayload),
  stickers: [...guild.stickers.values()].map(stickerPayload),
  incidents_data: null,
})

/** GUILD_CREATE: the guild with its members, channels and threads. Large guilds send only the bot itself as a member. */
export function guildCreatePayload(state: State, guild: Guild): Json {
  const channels = [...guild.channels.values()].filter(channel => !channel.deleted)
  const own = guild.members.get(state.bot.id)
  return {
    ...guildPayload(guild),
    joined_at: isoTime(guild.botJoinedAt ?? state.now()),
    large: guild.members.size > 50,
    unavailable: false,
    member_count: guild.members.size,
    members: (guild.members.size > 50 ? [own!] : [...guild.members.values()]).map(member => memberPayload(member)),
    channels: channels.filter(channel => !isThread(channel)).map(channelPayload),
    threads: channels.filter(isThread).map(channelPayload),
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  }
}

export const myGuildPayload = (state: State, guild: Guild): Json => ({
  id: guild.id,
  name: guild.name,
  icon: null,
  banner: null,
  owner: false,
  permissions: String(permissionsIn(guild, state.bot)),
  features: [],
})

/** The bot's own application. */
export const applicationPayload = (state: State): Json => ({
  id: state.application,
  name: state.bot.name,
  icon: null,
  description: '',
  type: null,
  verify_key: '0'.repeat(64),
  flags: state.contentGranted ? 1 << 19 : 0,
  flags_new: String(state.contentGranted ? 1 << 19 : 0),
  redirect_uris: [],
  interactions_endpoint_url: null,
  role_connections_verification_url: null,
  owner: userPayload([...state.people.values()].find(person => !person.bot) ?? state.bot),
  approximate_guild_count: state.guilds.size,
  approximate_user_install_count: 0,
  approximate_user_authorization_count: 0,
  explicit_content_filter: 0,
  team: null,
  eligible_oauth2_scopes: [],
})

/** A registered command as Discord gives it back. */
export const commandPayload = (state: State, id: string, sent: Json, guild?: Guild): Json => {
  const { default_member_permissions: permissions, ...rest } = sent
  return {
    ...rest,
    id,
    application_id: state.application,
    version: id,
    type: (sent.type as ApplicationCommandType | undefined) ?? 1,
    description: sent.description ?? '',
    default_member_permissions: permissions === undefined || permissions === null ? null : String(permissions),
    ...(guild ? { guild_id: guild.id } : {}),
  }
}
