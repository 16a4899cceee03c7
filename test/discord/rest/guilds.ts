import { DiscordRefusal } from '../errors.ts'
import {
  channelPayload,
  emojiPayload,
  guildPayload,
  memberPayload,
  rolePayload,
  stickerPayload,
} from '../model/payloads.ts'
import { isThread } from '../model/permissions.ts'
import type { State } from '../model/state.ts'
import type { Guild, Sticker } from '../model/types.ts'
import { type Handler, ok } from './context.ts'

/** A handler that looks at a guild that the bot is in. */
const about =
  (look: (guild: Guild, request: Parameters<Handler>[0], state: State) => unknown): Handler =>
  (request, { state }) =>
    ok(look(state.guild(request.params.guild_id!), request, state))

const channelsOf = (guild: Guild) => [...guild.channels.values()].filter(({ deleted }) => !deleted)

export const getGuild = about((guild, { query }) => ({
  ...guildPayload(guild),
  ...(query.with_counts === 'true'
    ? { approximate_member_count: guild.members.size, approximate_presence_count: guild.members.size }
    : {}),
}))

export const guildChannels = about(guild =>
  channelsOf(guild)
    .filter(channel => !isThread(channel))
    .map(channelPayload),
)

export const guildRoles = about(guild => [...guild.roles.values()].map(rolePayload))

export const guildMembers = about((guild, { query }) =>
  [...guild.members.values()]
    .filter(({ person }) => BigInt(person.id) > BigInt(query.after ?? 0))
    .slice(0, Number(query.limit ?? 1))
    .map(member => memberPayload(member)),
)

export const searchMembers = about((guild, { query }) =>
  [...guild.members.values()]
    .filter(({ person }) => person.name.startsWith(query.query ?? ''))
    .slice(0, Number(query.limit ?? 1))
    .map(member => memberPayload(member)),
)

export const guildMember = about((guild, { params }) => {
  const member = guild.members.get(params.user_id!)
  if (!member) throw new DiscordRefusal(10007)
  return memberPayload(member)
})

export const guildEmojis = about(guild => [...guild.emojis.values()].map(emojiPayload))

export const guildStickers = about(guild => [...guild.stickers.values()].map(stickerPayload))

export const guildSticker = about((guild, { params }) => found(guild.stickers.get(params.sticker_id!)))

export const getSticker: Handler = ({ params }, { state }) => {
  const guilds = [...state.guilds.values()]
  return ok(found(guilds.map(({ stickers }) => stickers.get(params.sticker_id!)).find(Boolean)))
}

function found(sticker: Sticker | undefined) {
  if (!sticker) throw new DiscordRefusal(10060)
  return stickerPayload(sticker)
}

export const activeThreads = about((guild, _, state) => {
  const threads = channelsOf(guild).filter(isThread)
  const member = ({ id }: { id: string }) => ({
    id,
    user_id: state.bot.id,
    join_timestamp: new Date(state.now()).toISOString(),
    flags: 0,
  })
  return { threads: threads.map(channelPayload), members: threads.map(member), has_more: false }
})
