import { type Message, MessageReferenceType, type PartialMessage } from 'discord.js'

/** Characters of a message that is answered which are quoted. */
const QUOTED = 60
const KINDS: ReadonlyArray<readonly [prefix: string, name: string]> = [
  ['image/gif', '动图'],
  ['image/', '图片'],
  ['video/', '视频'],
  ['audio/', '语音'],
]

/** What of a message is looked at. */
export type Described = Pick<
  Message,
  'content' | 'mentions' | 'stickers' | 'attachments' | 'embeds' | 'poll' | 'reference' | 'messageSnapshots' | 'guild'
>

/** Whether a message is one that people write: not of a bot, a webhook, or the platform itself. */
export function isHuman(message: Message): boolean {
  return !message.system && !message.author.bot && !message.author.system && !message.webhookId
}

/**
 * A message in words, for the context: mentions by name, emoji and stickers by theirs, and what is no text in brackets.
 * Empty where there is nothing in it, as without the Message Content intent.
 * @param bot id of the bot itself, whose mention says nothing
 */
export function describeMessage(message: Described, bot: string): string {
  const text = describeText(message, bot)
  return [text, ...message.stickers.map(sticker => `[贴纸：${sticker.name}]`), ...extras(message)]
    .filter(Boolean)
    .join(' ')
}

/** A message that is answered, as a few words before the answer. */
export function quote(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim()
  return line.length > QUOTED ? `${line.slice(0, QUOTED)}…` : line
}

function describeText({ content, mentions, guild }: Described, bot: string): string {
  return (content ?? '')
    .replace(new RegExp(`<@!?${bot}>`, 'g'), '')
    .replace(/<@!?(\d+)>/g, (_, id: string) => `@${mentions.users.get(id)?.displayName ?? '某人'}`)
    .replace(/<@&(\d+)>/g, (_, id: string) => `@${guild?.roles.cache.get(id)?.name ?? '大家'}`)
    .replace(/<#(\d+)>/g, (_, id: string) => `#${guild?.channels.cache.get(id)?.name ?? '频道'}`)
    .replace(/<a?:(\w+):\d+>/g, '[$1]')
    .replace(/<t:-?\d+(?::\w)?>/g, '[时间]')
    .replace(/<\/([^:>]+):\d+>/g, '/$1')
    .replace(/\|\|([\s\S]+?)\|\|/g, '$1')
    .trim()
}

function extras({ attachments, poll, reference, messageSnapshots }: Described): string[] {
  const forwarded = reference?.type === MessageReferenceType.Forward
  return [
    ...attachments.map(
      ({ contentType }) => `[${KINDS.find(([prefix]) => contentType?.startsWith(prefix))?.[1] ?? '文件'}]`,
    ),
    ...(poll ? [`[投票：${poll.question.text ?? ''}]`] : []),
    ...(forwarded ? [`[转发：${quote(messageSnapshots.first()?.content ?? '')}]`] : []),
  ]
}

/** Whether a message speaks to the bot: it mentions or answers it. A mention of everybody is none. */
export function addresses(message: Message, bot: string): boolean {
  return message.mentions.users.has(bot) || message.mentions.repliedUser?.id === bot
}

export const isWhole = (message: Message | PartialMessage): message is Message => !message.partial
