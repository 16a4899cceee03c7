import { PermissionFlagsBits as Flag, InteractionType, ApplicationCommandOptionType as Option } from 'discord.js'
import type { Answer } from '../answer.ts'
import type { Interactions } from '../interactions.ts'
import { messagePayload } from '../model/messages.ts'
import { memberPayload, userPayload } from '../model/payloads.ts'
import { permissionsAt, permissionsIn } from '../model/permissions.ts'
import type { State } from '../model/state.ts'
import type { Channel, Guild, Json, Message, Person, Role } from '../model/types.ts'
import { uploadLimit } from '../rest/uploads.ts'
import { fillOptions, type OptionValues, partialChannel, targetOf } from './command-options.ts'
import { componentsOf, type Picker, pick, submission } from './components.ts'

/** How a command is called. */
export interface CallOptions {
  /** Language of the caller's client where it is not their own. */
  readonly locale?: string
  /** Calls it although the client would not show it to this person. */
  readonly force?: boolean
}

/** What people do with the bot: commands, buttons, menus, modals. */
export function interacting(state: State, interactions: Interactions) {
  /** Sends an interaction with what is given, true or forged. */
  function interact(
    person: Person,
    channel: Channel,
    raw: Json & { type: InteractionType },
    { name = 'interaction', source }: { name?: string; source?: Message } = {},
    locale = person.locale,
  ): Promise<Answer> {
    const { interaction, answered } = interactions.start({ type: raw.type, person, channel, name, source })
    const { guild } = channel
    const member = guild?.members.get(person.id)
    const payload: Json = {
      id: interaction.id,
      application_id: state.application,
      token: interaction.token,
      version: 1,
      channel_id: channel.id,
      channel: partialChannel(state, channel),
      locale,
      entitlements: [],
      app_permissions: String(permissionsAt(channel, state.bot)),
      attachment_size_limit: uploadLimit(guild),
      authorizing_integration_owners: guild ? { 0: guild.id } : { 0: '0' },
      context: guild ? 0 : 1,
      ...(guild
        ? {
            guild_id: guild.id,
            guild_locale: guild.locale,
            guild: { id: guild.id, locale: guild.locale, features: [] },
          }
        : {}),
      ...(member
        ? { member: { ...memberPayload(member), permissions: String(permissionsAt(channel, person)) } }
        : { user: userPayload(person) }),
      ...raw,
    }
    // A forged guild may be one that no shard serves; whoever serves the channel hears it.
    state.emit('INTERACTION_CREATE', { guild, intents: 0 }, () => payload)
    return answered
  }

  function registered(name: string, type: number): Json {
    const found = [...state.commands.values()].find(command => command.name === name && command.type === type)
    if (found) return found
    const names = [...state.commands.values()].map(command => command.name).join(', ')
    throw new Error(`The bot has not registered ${name}; it has: ${names || 'nothing'}.`)
  }

  function mayUse(command: Json, person: Person, guild: Guild | undefined): void {
    const needed = command.default_member_permissions
    const contexts = command.contexts as number[] | null | undefined
    const denied = guild && needed !== null && !covers(permissionsIn(guild, person), BigInt(needed as string))
    const elsewhere = contexts ? !contexts.includes(guild ? 0 : 1) : !guild && command.dm_permission === false
    if (denied || elsewhere) throw new Error(`Discord does not show ${command.name} to ${person.name} here.`)
  }

  /** The data of a slash command by its words: `meme find`. */
  function slash(
    person: Person,
    channel: Channel,
    words: string,
    values: OptionValues,
    focused?: string,
    force = false,
  ) {
    const [name, ...rest] = words.split(' ')
    const command = registered(name!, 1)
    if (!force) mayUse(command, person, channel.guild)
    let defined = (command.options ?? []) as Json[]
    const path = rest.map(word => {
      const option = defined.find(entry => entry.name === word && Number(entry.type) <= Option.SubcommandGroup)
      if (!option) throw new Error(`${words} is no command of the bot: no ${word}.`)
      defined = (option.options ?? []) as Json[]
      return { name: word, type: option.type }
    })
    if (defined.some(({ type }) => Number(type) <= Option.SubcommandGroup))
      throw new Error(`${words} needs a subcommand.`)
    const { options, resolved } = fillOptions(state, channel.guild, defined, values, focused)
    const nested = path.reduceRight<Json[]>((inner, step) => [{ ...step, options: inner }], options)
    const more = Object.keys(resolved).length > 0 ? { resolved } : {}
    return { id: command.id, name: command.name, type: 1, options: nested, ...more }
  }

  const command = async (
    person: Person,
    channel: Channel,
    words: string,
    values: OptionValues = {},
    options: CallOptions = {},
  ): Promise<Answer> => {
    const data = slash(person, channel, words, values, undefined, options.force)
    const raw = { type: InteractionType.ApplicationCommand, data } as const
    return interact(person, channel, raw, { name: `/${words}` }, options.locale)
  }

  /** What the client offers while somebody types into an option. */
  async function autocomplete(
    person: Person,
    channel: Channel,
    words: string,
    values: OptionValues,
    focused: string,
    options: CallOptions = {},
  ) {
    const data = slash(person, channel, words, values, focused, options.force)
    const raw = { type: InteractionType.ApplicationCommandAutocomplete, data } as const
    return (await interact(person, channel, raw, { name: `/${words}` }, options.locale)).choices ?? []
  }

  /** A command from the menu of a message or a person. */
  async function contextMenu(
    person: Person,
    channel: Channel,
    name: string,
    target: Message | Person,
    options: CallOptions = {},
  ): Promise<Answer> {
    const { type, data } = targetOf(state, channel.guild, target)
    const found = registered(name, type)
    if (!options.force) mayUse(found, person, channel.guild)
    const inner = { id: found.id, name: found.name, type, ...data }
    return interact(
      person,
      channel,
      { type: InteractionType.ApplicationCommand, data: inner },
      { name },
      options.locale,
    )
  }

  function component(person: Person, message: Message, data: Json): Promise<Answer> {
    if (message.deleted) throw new Error('That message is gone.')
    const raw = { type: InteractionType.MessageComponent, data, message: messagePayload(state, message) } as const
    return interact(person, message.channel, raw, { name: String(data.custom_id), source: message })
  }

  /** Presses a button, found by its label, emoji or custom id. */
  async function click(person: Person, message: Message, wanted: Picker): Promise<Answer> {
    const button = pick(message, wanted, [2])
    return component(person, message, { custom_id: button.custom_id, component_type: 2, id: button.id })
  }

  /** Chooses in a menu; people, roles and channels may be given as they are. */
  async function select(
    person: Person,
    message: Message,
    wanted: Picker,
    values: ReadonlyArray<string | Person | Role | Channel>,
  ): Promise<Answer> {
    const menu = pick(message, wanted, [3, 5, 6, 7, 8])
    const { id, type, custom_id, min_values = 1, max_values = 1, options } = menu as Json & { type: number }
    const ids = values.map(value => (typeof value === 'string' ? value : value.id))
    if (ids.length < Number(min_values) || ids.length > Number(max_values))
      throw new Error(`${ids.length} values for ${custom_id}`)
    const known = (options ?? []) as Array<{ value: string }>
    const stranger = type === 3 ? ids.find(value => !known.some(option => option.value === value)) : undefined
    if (stranger !== undefined)
      throw new Error(`${custom_id} has no choice ${stranger}: ${known.map(({ value }) => value)}`)
    const definition = [{ name: 'value', type: { 5: 6, 6: 8, 7: 9, 8: 7 }[type] ?? 3 }]
    const resolved: Record<string, Json> = {}
    for (const value of values) {
      if (typeof value === 'string') continue
      const filled = fillOptions(state, message.channel.guild, definition, { value }).resolved
      for (const [kind, entries] of Object.entries(filled)) resolved[kind] = { ...resolved[kind], ...(entries as Json) }
    }
    const more = Object.keys(resolved).length > 0 ? { resolved } : {}
    return component(person, message, { id, custom_id, component_type: type, values: ids, ...more })
  }

  /** Sends a modal off with fields filled in, by their custom ids. */
  async function submit(
    person: Person,
    channel: Channel,
    modal: Json | undefined,
    fields: Readonly<Record<string, string | readonly string[]>>,
    source?: Message,
  ): Promise<Answer> {
    if (!modal) throw new Error('The bot opened no modal.')
    const data = { custom_id: modal.custom_id, components: submission(modal, fields) }
    const more = source ? { message: messagePayload(state, source) } : {}
    const raw = { type: InteractionType.ModalSubmit, data, ...more } as const
    return interact(person, channel, raw, { name: String(modal.custom_id), ...(source ? { source } : {}) })
  }

  return { interact, command, autocomplete, contextMenu, click, select, submit, componentsOf }
}

const covers = (bits: bigint, needed: bigint): boolean =>
  (bits & needed) === needed || (bits & Flag.Administrator) !== 0n
