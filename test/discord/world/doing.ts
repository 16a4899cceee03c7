import { GatewayIntentBits as Intent, MessageType } from 'discord.js'
import { makeMessage, messageEvent, pingsOf } from '../model/messages.ts'
import { memberPayload } from '../model/payloads.ts'
import type { State } from '../model/state.ts'
import type { Attachment, Channel, Json, Message, Person, Sticker } from '../model/types.ts'
import { addReaction, removeReaction } from '../rest/channels.ts'
import { audienceOf, publish, remove } from '../rest/compose.ts'

/** What a message has beside its text. */
export interface SayOptions {
  readonly replyTo?: Message
  /** False for a reply with the ping switched off. */
  readonly pingReply?: boolean
  readonly attachments?: readonly Attachment[]
  readonly stickers?: readonly Sticker[]
  readonly embeds?: readonly Json[]
  /** Sent by a webhook. */
  readonly webhook?: boolean
  /** System messages: joins, boosts, pins. */
  readonly type?: MessageType
}

/** What people do in channels. */
export function doing(state: State) {
  function say(author: Person, channel: Channel, text: string, options: SayOptions = {}): Message {
    const { replyTo, pingReply = true, attachments = [], stickers = [], embeds = [] } = options
    const message = makeMessage(
      state,
      {
        channel,
        author,
        content: text,
        type: options.type ?? (replyTo ? MessageType.Reply : MessageType.Default),
        attachments: [...attachments],
        stickers,
        embeds: [...embeds],
        replyTo,
        replyToId: replyTo?.id,
        webhookId: options.webhook ? state.id() : undefined,
      },
      pingReply ? undefined : { parse: ['users', 'roles', 'everyone'], replied_user: false },
    )
    publish(state, message)
    return message
  }

  function edit(message: Message, text: string): void {
    message.content = text
    message.pings = pingsOf(state, text, message.replyTo, undefined)
    message.editedAt = state.now()
    const payload = (seesContent: boolean) => messageEvent(state, message, seesContent)
    state.emit('MESSAGE_UPDATE', audienceOf(message.channel), payload)
  }

  /** A link's preview appears: an update without an edit, as Discord sends it moments after a link. */
  function unfurl(message: Message, embed: Json): void {
    message.embeds = [...message.embeds, { type: 'link', ...embed }]
    const payload = (seesContent: boolean) => messageEvent(state, message, seesContent)
    state.emit('MESSAGE_UPDATE', audienceOf(message.channel), payload)
  }

  function bulkDelete(messages: readonly Message[]): void {
    for (const message of messages) message.deleted = true
    const [channel] = messages.map(message => message.channel)
    if (!channel) return
    const guild = channel.guild ? { guild_id: channel.guild.id } : {}
    const payload = () => ({ ids: messages.map(({ id }) => id), channel_id: channel.id, ...guild })
    state.emit('MESSAGE_DELETE_BULK', audienceOf(channel), payload)
  }

  function type(person: Person, channel: Channel): void {
    const member = channel.guild?.members.get(person.id)
    const intents = channel.guild ? Intent.GuildMessageTyping : Intent.DirectMessageTyping
    state.emit('TYPING_START', { guild: channel.guild, intents }, () => ({
      channel_id: channel.id,
      user_id: person.id,
      timestamp: Math.floor(state.now() / 1000),
      ...(channel.guild ? { guild_id: channel.guild.id } : {}),
      ...(member ? { member: memberPayload(member) } : {}),
    }))
  }

  return {
    say,
    edit,
    unfurl,
    bulkDelete,
    type,
    delete: (message: Message) => remove(state, message),
    react: (person: Person, message: Message, emoji: string) => addReaction(state, person, message, emoji),
    unreact: (person: Person, message: Message, emoji: string) => removeReaction(state, person, message, emoji),
    mention: (person: Person) => `<@${person.id}>`,
    messages: (channel: Channel) => channel.messages.filter(message => !message.deleted),
    /** From now on, this person takes no direct messages. */
    closeDoor: (person: Person) => void state.closedDoors.add(person.id),
  }
}
