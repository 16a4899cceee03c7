import { ApplicationCommandOptionType as Option } from 'discord.js'
import { attachmentPayload, messagePayload } from '../model/messages.ts'
import { channelPayload, memberPayload, rolePayload, userPayload } from '../model/payloads.ts'
import { permissionsAt, permissionsIn } from '../model/permissions.ts'
import type { State } from '../model/state.ts'
import type { Attachment, Channel, Guild, Json, Message, Person, Role } from '../model/types.ts'

/** What somebody fills into a command's option. */
export type OptionValue = string | number | boolean | Person | Channel | Role | Attachment

/** Options by name, as somebody fills them in. */
export type OptionValues = Readonly<Record<string, OptionValue>>

/** A command's options as Discord sends them, with the things that they refer to. */
export function fillOptions(
  state: State,
  guild: Guild | undefined,
  defined: readonly Json[],
  values: OptionValues,
  focused?: string,
): { options: Json[]; resolved: Json } {
  for (const name of Object.keys(values)) {
    if (!defined.some(option => option.name === name)) throw new Error(`The command has no option ${name}.`)
  }
  const resolved: Record<string, Json> = {}
  const options = defined.flatMap(option => {
    const value = values[option.name as string]
    if (value === undefined) {
      if (option.required && focused === undefined) throw new Error(`The option ${option.name} is required.`)
      return []
    }
    const sent = wire(state, guild, option, value, resolved, focused !== undefined)
    return { name: option.name, type: option.type, value: sent, ...(option.name === focused ? { focused: true } : {}) }
  })
  return { options, resolved }
}

function wire(
  state: State,
  guild: Guild | undefined,
  option: Json,
  value: OptionValue,
  resolved: Record<string, Json>,
  typing: boolean,
): unknown {
  if (typeof value !== 'object') {
    // While somebody types, what they typed so far is sent as it is.
    if (!typing) checkPlain(option, value)
    return value
  }
  const keep = (kind: string, payload: Json) => {
    resolved[kind] = { ...resolved[kind], [value.id]: payload }
  }
  if (option.type === Option.Attachment) keep('attachments', attachmentPayload(value as Attachment))
  else if (option.type === Option.Channel) keep('channels', partialChannel(state, value as Channel))
  else if ('permissions' in value) keep('roles', rolePayload(value))
  else keepPerson(guild, value as Person, keep)
  return value.id
}

function keepPerson(guild: Guild | undefined, person: Person, keep: (kind: string, payload: Json) => void): void {
  keep('users', userPayload(person))
  const member = guild?.members.get(person.id)
  if (member) {
    keep('members', { ...memberPayload(member, false), permissions: String(permissionsIn(guild!, person)) })
  }
}

/** What an interaction tells of a channel. */
export const partialChannel = (state: State, channel: Channel): Json => ({
  ...channelPayload(channel),
  permissions: String(permissionsAt(channel, state.bot)),
})

/** The client refuses these before they are sent. */
function checkPlain(option: Json, value: string | number | boolean): void {
  const name = option.name as string
  const expected = { [Option.String]: 'string', [Option.Boolean]: 'boolean' }[option.type as number] ?? 'number'
  const refuse = (why: string) => {
    throw new Error(`The client would not send ${JSON.stringify(value)} for ${name}: ${why}.`)
  }
  if (typeof value !== expected) refuse(`not a ${expected}`)
  if (option.type === Option.Integer && !Number.isInteger(value)) refuse('not whole')
  const choices = option.choices as Array<{ value: unknown }> | undefined
  if (choices?.length && !choices.some(choice => choice.value === value)) refuse('not one of the choices')
  if (typeof value === 'number') {
    if (value < ((option.min_value as number | undefined) ?? Number.NEGATIVE_INFINITY)) refuse('too small')
    if (value > ((option.max_value as number | undefined) ?? Number.POSITIVE_INFINITY)) refuse('too large')
  }
  if (typeof value === 'string') {
    if (value.length < ((option.min_length as number | undefined) ?? 0)) refuse('too short')
    if (value.length > ((option.max_length as number | undefined) ?? 6000)) refuse('too long')
  }
}

/** What a context menu command was used on. */
export function targetOf(
  state: State,
  guild: Guild | undefined,
  target: Message | Person,
): { data: Json; type: 2 | 3 } {
  if ('channel' in target) {
    const messages = { [target.id]: messagePayload(state, target) }
    return { type: 3, data: { target_id: target.id, resolved: { messages } } }
  }
  const resolved: Record<string, Json> = {}
  keepPerson(guild, target, (kind, payload) => {
    resolved[kind] = { [target.id]: payload }
  })
  return { type: 2, data: { target_id: target.id, resolved } }
}
