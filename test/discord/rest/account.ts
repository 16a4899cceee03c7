import { ChannelType } from 'discord.js'
import { DiscordRefusal } from '../errors.ts'
import { applicationPayload, channelPayload, commandPayload, myGuildPayload, userPayload } from '../model/payloads.ts'
import type { State } from '../model/state.ts'
import type { Channel, Json, Person } from '../model/types.ts'
import { type Handler, nothing, ok } from './context.ts'

export const gatewayAddress: Handler = (_, { gateway }) => ok({ url: gateway })

export const gatewayBot: Handler = (_, { gateway, shards }) =>
  ok({
    url: gateway,
    shards,
    session_start_limit: { total: 1000, remaining: 999, reset_after: 86_400_000, max_concurrency: 16 },
  })

export const me: Handler = (_, { state }) =>
  ok({ ...userPayload(state.bot), mfa_enabled: false, locale: 'en-US', verified: true, email: null })

export const getUser: Handler = ({ params }, { state }) => {
  const person = state.people.get(params.user_id!)
  if (!person) throw new DiscordRefusal(10013)
  return ok(userPayload(person))
}

export const myGuilds: Handler = (_, { state }) =>
  ok(
    [...state.guilds.values()]
      .filter(guild => guild.botJoinedAt !== undefined)
      .map(guild => myGuildPayload(state, guild)),
  )

export const leaveGuild: Handler = ({ params }, { state }) => {
  const guild = state.guild(params.guild_id!)
  state.emit('GUILD_DELETE', { guild, intents: 0 }, () => ({ id: guild.id }))
  guild.botJoinedAt = undefined
  return nothing
}

export const openDirect: Handler = ({ json }, { state }) => {
  const person = state.people.get(String(json.recipient_id))
  if (!person) throw new DiscordRefusal(10013)
  return ok(channelPayload(directChannel(state, person)))
}

/** The direct channel with somebody, made when there is none. */
export function directChannel(state: State, person: Person): Channel {
  const known = [...state.channels.values()].find(({ recipient }) => recipient === person)
  if (known) return known
  const channel: Channel = {
    id: state.id(),
    type: ChannelType.DM,
    name: '',
    guild: undefined,
    parent: undefined,
    recipient: person,
    overwrites: new Map(),
    nsfw: false,
    position: 0,
    messages: [],
    deleted: false,
  }
  state.channels.set(channel.id, channel)
  return channel
}

export const application: Handler = (_, { state }) => ok(applicationPayload(state))

/** @throws DiscordRefusal 20012 for another application's id */
function own(state: State, id: string | undefined): void {
  if (id !== state.application) throw new DiscordRefusal(20012)
}

export const listCommands: Handler = ({ params }, { state }) => {
  own(state, params.application_id)
  return ok([...state.commands.values()])
}

export const putCommands: Handler = ({ params, json }, { state }) => {
  own(state, params.application_id)
  const known = [...state.commands.values()]
  state.commands.clear()
  for (const command of json as unknown as Json[]) {
    const before = known.find(({ name, type }) => name === command.name && type === (command.type ?? 1))
    addCommand(state, command, before?.id as string | undefined)
  }
  return ok([...state.commands.values()])
}

export const postCommand: Handler = ({ params, json }, { state }) => {
  own(state, params.application_id)
  const before = [...state.commands.values()].find(({ name, type }) => name === json.name && type === (json.type ?? 1))
  return { status: before ? 200 : 201, body: addCommand(state, json, before?.id as string | undefined) }
}

function addCommand(state: State, command: Json, id = state.id()): Json {
  checkNames(command)
  const payload = commandPayload(state, id, command)
  state.commands.set(id, payload)
  return payload
}

/** Discord's rule for the names of slash commands and their options, which its description does not state. */
function checkNames(command: Json): void {
  const names = [command.name, ...Object.values((command.name_localizations ?? {}) as Json)]
  const slash = (command.type ?? 1) === 1
  for (const name of names) {
    const sound = typeof name === 'string' && /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u.test(name)
    if (slash && (!sound || name !== String(name).toLowerCase())) throw new DiscordRefusal(50035, `the name ${name}`)
  }
  const options = (command.options ?? []) as Json[]
  const optional = options.findIndex(({ required, type }) => !required && Number(type) > 2)
  const late = options.findLastIndex(({ required }) => required)
  if (optional >= 0 && late > optional) throw new DiscordRefusal(50035, 'a required option after an optional one')
  const total = JSON.stringify(command).length
  if (total > 100_000) throw new DiscordRefusal(50035, 'a command that is too large')
  for (const option of options) checkNames({ ...option, type: 1 })
}

/** @throws DiscordRefusal 10063 */
function commandOf(state: State, params: Readonly<Record<string, string>>): Json {
  own(state, params.application_id)
  const command = state.commands.get(params.command_id!)
  if (!command) throw new DiscordRefusal(10063)
  return command
}

export const getCommand: Handler = ({ params }, { state }) => ok(commandOf(state, params))

export const patchCommand: Handler = ({ params, json }, { state }) => {
  const before = commandOf(state, params)
  return ok(addCommand(state, { ...before, ...json }, before.id as string))
}

export const deleteCommand: Handler = ({ params }, { state }) => {
  state.commands.delete(commandOf(state, params).id as string)
  return nothing
}

export const guildCommands: Handler = ({ params }, { state }) => {
  own(state, params.application_id)
  state.guild(params.guild_id!)
  return ok([])
}

export const putGuildCommands: Handler = ({ params, json }, { state }) => {
  own(state, params.application_id)
  const guild = state.guild(params.guild_id!)
  return ok((json as unknown as Json[]).map(command => commandPayload(state, state.id(), command, guild)))
}
