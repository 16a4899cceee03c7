import { type GuildBasedChannel, PermissionFlagsBits, type PermissionsBitField, type ThreadChannel } from 'discord.js'
import type { Locale } from '../../src/pipeline/reasons.ts'

const NAMES = {
  ViewChannel: { zh: '查看频道', en: 'View Channel' },
  SendMessages: { zh: '发送消息', en: 'Send Messages' },
  SendMessagesInThreads: { zh: '在子区内发送消息', en: 'Send Messages in Threads' },
  AttachFiles: { zh: '上传文件', en: 'Attach Files' },
  ReadMessageHistory: { zh: '读取消息历史', en: 'Read Message History' },
} as const

/** A permission that the bot needs where it speaks. */
export type NeededPermission = keyof typeof NAMES

export const permissionName = (permission: NeededPermission, locale: Locale) => NAMES[permission][locale]

/**
 * What the bot lacks to send a meme as a reply.
 * @param held what it may do in the channel
 */
export function missingPermissions(held: Readonly<PermissionsBitField>, isThread: boolean): NeededPermission[] {
  const needed: NeededPermission[] = [
    'ViewChannel',
    isThread ? 'SendMessagesInThreads' : 'SendMessages',
    'AttachFiles',
    'ReadMessageHistory',
  ]
  return needed.filter(permission => !held.has(PermissionFlagsBits[permission]))
}

/** What the bot lacks in a channel of a guild, as that is now; nothing where that is unknown: then Discord will say. */
export function missingIn(channel: GuildBasedChannel): NeededPermission[] {
  const held = heldIn(channel)
  if (!held) return []
  const lacking = missingPermissions(held, channel.isThread())
  const closed = channel.isThread() && isLocked(channel)
  return closed && !lacking.includes('SendMessagesInThreads') ? [...lacking, 'SendMessagesInThreads'] : lacking
}

/** Whether the bot may write words in a channel. */
export function maySpeakIn(channel: GuildBasedChannel): boolean {
  return !missingIn(channel).some(permission => permission.startsWith('SendMessages') || permission === 'ViewChannel')
}

// Its own membership and the role of everybody come with the guild; without them nothing can be computed.
function heldIn(channel: GuildBasedChannel): Readonly<PermissionsBitField> | null {
  const { members, roles, id } = channel.guild
  return members.me && roles.cache.has(id) ? channel.permissionsFor(members.me) : null
}

const isLocked = (thread: ThreadChannel) => Boolean(thread.locked) && !thread.manageable
