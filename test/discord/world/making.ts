import { ChannelType, GatewayIntentBits as Intent } from 'discord.js'
import { channelPayload, guildCreatePayload, memberPayload, rolePayload } from '../model/payloads.ts'
import { BOT_PERMISSIONS, EVERYONE_PERMISSIONS, isThread } from '../model/permissions.ts'
import type { State } from '../model/state.ts'
import type { Attachment, Channel, Emoji, Guild, Member, Person, Role, Sticker } from '../model/types.ts'
import { directChannel } from '../rest/account.ts'
import { imageSize } from '../rest/image-size.ts'

const sumOf = (bits: bigint | readonly bigint[] | undefined): bigint =>
  bits === undefined ? 0n : typeof bits === 'bigint' ? bits : bits.reduce((all, bit) => all | bit, 0n)

/** A bit or several. */
type Bits = bigint | readonly bigint[]

/** Makes and changes people, guilds and channels; a connected bot is told. */
export function making(state: State) {
  function person({ name, bot = false, locale = 'zh-CN' }: { name: string; bot?: boolean; locale?: string }): Person {
    const made = { id: state.id(), name, bot, locale }
    state.people.set(made.id, made)
    return made
  }

  function guild(given: {
    name: string
    locale?: string
    botPermissions?: Bits
    premiumTier?: Guild['premiumTier']
    owner?: Person
    withoutBot?: boolean
  }): Guild {
    const id = state.guildId()
    const owner = given.owner ?? person({ name: `${given.name}的群主` })
    const everyone: Role = { id, name: '@everyone', permissions: EVERYONE_PERMISSIONS, position: 0 }
    const botRole: Role = {
      id: state.id(),
      name: state.bot.name,
      permissions: given.botPermissions === undefined ? BOT_PERMISSIONS : sumOf(given.botPermissions),
      position: 1,
    }
    const made: Guild = {
      id,
      name: given.name,
      locale: given.locale ?? 'zh-CN',
      owner,
      everyone,
      botRole,
      roles: new Map([everyone, botRole].map(role => [role.id, role])),
      members: new Map(),
      channels: new Map(),
      emojis: new Map(),
      stickers: new Map(),
      premiumTier: given.premiumTier ?? 0,
      uploadLimit: undefined,
      botJoinedAt: undefined,
    }
    state.guilds.set(id, made)
    made.members.set(owner.id, { person: owner, roles: new Set(), joinedAt: state.now() })
    if (!given.withoutBot) inviteBot(made)
    return made
  }

  /** The bot joins; its invite made it a role. */
  function inviteBot(home: Guild): void {
    home.botJoinedAt = state.now()
    home.members.set(state.bot.id, { person: state.bot, roles: new Set([home.botRole.id]), joinedAt: state.now() })
    state.emit('GUILD_CREATE', { guild: home, intents: Intent.Guilds }, () => guildCreatePayload(state, home))
  }

  /** The bot is removed from a guild. */
  function kickBot(home: Guild): void {
    state.emit('GUILD_DELETE', { guild: home, intents: Intent.Guilds }, () => ({ id: home.id }))
    home.members.delete(state.bot.id)
    home.botJoinedAt = undefined
  }

  function role(home: Guild, { name, permissions }: { name: string; permissions?: Bits }): Role {
    const made = { id: state.id(), name, permissions: sumOf(permissions), position: home.roles.size }
    home.roles.set(made.id, made)
    tellRole('GUILD_ROLE_CREATE', home, made)
    return made
  }

  function tellRole(event: string, home: Guild, changed: Role): void {
    const payload = () => ({ guild_id: home.id, role: rolePayload(changed) })
    state.emit(event, { guild: home, intents: Intent.Guilds }, payload)
  }

  /** A role's permissions become these. */
  function setRole(home: Guild, changed: Role, permissions: Bits): void {
    changed.permissions = sumOf(permissions)
    tellRole('GUILD_ROLE_UPDATE', home, changed)
  }

  function join(newcomer: Person, home: Guild, roles: readonly Role[] = []): Member {
    const member = { person: newcomer, roles: new Set(roles.map(({ id }) => id)), joinedAt: state.now() }
    home.members.set(newcomer.id, member)
    const payload = () => ({ ...memberPayload(member), guild_id: home.id })
    state.emit('GUILD_MEMBER_ADD', { guild: home, intents: Intent.GuildMembers }, payload)
    return member
  }

  function leave(member: Person, home: Guild): void {
    home.members.delete(member.id)
    const payload = () => ({
      guild_id: home.id,
      user: { id: member.id, username: member.name, discriminator: '0', avatar: null },
    })
    state.emit('GUILD_MEMBER_REMOVE', { guild: home, intents: Intent.GuildMembers }, payload)
  }

  let strangers = 0
  /** A person and their membership; `permissions` makes a role of their own. */
  function member(
    home: Guild,
    given: { name?: string; roles?: readonly Role[]; permissions?: Bits; bot?: boolean; locale?: string } = {},
  ): Person {
    strangers += 1
    const made = person({ ...given, name: given.name ?? `群友${strangers}` })
    const own = given.permissions === undefined ? [] : [role(home, { name: made.name, permissions: given.permissions })]
    join(made, home, [...(given.roles ?? []), ...own])
    return made
  }

  /** Gives somebody a role, or takes it away. */
  function setMemberRole(home: Guild, someone: Person, changed: Role, has: boolean): void {
    const found = home.members.get(someone.id)!
    if (has) found.roles.add(changed.id)
    else found.roles.delete(changed.id)
    const payload = () => ({ ...memberPayload(found), guild_id: home.id })
    state.emit('GUILD_MEMBER_UPDATE', { guild: home, intents: Intent.GuildMembers }, payload)
  }

  function channel(
    home: Guild,
    given: { name: string; type?: ChannelType; parent?: Channel; nsfw?: boolean; deny?: Bits },
  ): Channel {
    const type = given.type ?? ChannelType.GuildText
    const made: Channel = {
      id: state.id(),
      type,
      name: given.name,
      guild: home,
      parent: given.parent,
      recipient: undefined,
      overwrites: new Map(),
      nsfw: given.nsfw ?? false,
      position: home.channels.size,
      messages: [],
      deleted: false,
    }
    if (given.deny !== undefined) {
      made.overwrites.set(home.id, { id: home.id, type: 'role', allow: 0n, deny: sumOf(given.deny) })
    }
    home.channels.set(made.id, made)
    state.channels.set(made.id, made)
    tellChannel(isThread(made) ? 'THREAD_CREATE' : 'CHANNEL_CREATE', made)
    return made
  }

  function tellChannel(event: string, changed: Channel): void {
    state.emit(event, { guild: changed.guild, intents: Intent.Guilds }, () => channelPayload(changed))
  }

  const thread = (parent: Channel, { name }: { name: string }): Channel =>
    channel(parent.guild!, { name, parent, type: ChannelType.PublicThread })

  function removeChannel(gone: Channel): void {
    gone.deleted = true
    tellChannel(isThread(gone) ? 'THREAD_DELETE' : 'CHANNEL_DELETE', gone)
  }

  /** What a role or a person may do more or less in a channel from now on. */
  function setPermissions(where: Channel, who: Role | Person, bits: { allow?: Bits; deny?: Bits }): void {
    const type = 'permissions' in who ? ('role' as const) : ('member' as const)
    where.overwrites.set(who.id, { id: who.id, type, allow: sumOf(bits.allow), deny: sumOf(bits.deny) })
    tellChannel('CHANNEL_UPDATE', where)
  }

  function emoji(home: Guild, name: string, animated = false): Emoji {
    const made = { id: state.id(), name, animated }
    home.emojis.set(made.id, made)
    return made
  }

  function sticker(home: Guild, given: { name: string; file: Buffer; format?: Sticker['format'] }): Sticker {
    const id = state.id()
    const format = given.format ?? 1
    const extension = format === 4 ? 'gif' : format === 3 ? 'json' : 'png'
    const file = { name: `${id}.${extension}`, type: format === 4 ? 'image/gif' : 'image/png', bytes: given.file }
    state.store(`/stickers/${file.name}`, file)
    const made = { id, name: given.name, guild: home, file, format }
    home.stickers.set(id, made)
    return made
  }

  /** A file for somebody's message or command; `url` and `size` may lie. */
  function attachment(given: {
    name: string
    bytes: Buffer
    type?: string
    width?: number
    height?: number
    url?: string
    size?: number
  }): Attachment {
    const id = state.id()
    const type = given.type ?? 'image/png'
    const path = `/attachments/${state.application}/${id}/${encodeURIComponent(given.name)}`
    const url = given.url ?? state.store(path, { name: given.name, type, bytes: given.bytes })
    const size = imageSize(given.bytes)
    return {
      id,
      name: given.name,
      type,
      size: given.size ?? given.bytes.length,
      url,
      bytes: given.bytes,
      width: given.width ?? size?.width,
      height: given.height ?? size?.height,
      description: undefined,
    }
  }

  const dm = (with_: Person): Channel => directChannel(state, with_)

  return {
    person,
    guild,
    inviteBot,
    kickBot,
    role,
    setRole,
    setMemberRole,
    join,
    leave,
    member,
    channel,
    thread,
    removeChannel,
    setPermissions,
    emoji,
    sticker,
    attachment,
    dm,
  }
}
