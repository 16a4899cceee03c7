import { InteractionResponseType as Callback, InteractionType } from 'discord.js'
import { Answer } from './answer.ts'
import { DiscordRefusal } from './errors.ts'
import type { State } from './model/state.ts'
import type { Channel, Json, Message, Person } from './model/types.ts'
import { change, compose, EPHEMERAL } from './rest/compose.ts'
import type { RestRequest } from './rest/context.ts'

const FIRST_ANSWER_MILLISECONDS = 3000
/** Discord would wait for 15 minutes; a test need not. */
const LAST_ANSWER_MILLISECONDS = 20_000
const TOKEN_MILLISECONDS = 15 * 60_000

/** One interaction: what a person did with the bot, and what came of it. */
export interface Interaction {
  readonly id: string
  readonly token: string
  readonly type: InteractionType
  readonly person: Person
  readonly channel: Channel
  readonly name: string
  readonly at: number
  /** The message whose component was used. */
  readonly source: Message | undefined
  readonly answer: Answer
  acknowledged: Callback | undefined
  /** What `@original` is. */
  original: Message | undefined
  ephemeral: boolean
  expired: boolean
  resolve(): void
  reject(error: Error): void
}

/** What starts an interaction. */
export interface Started {
  readonly type: InteractionType
  readonly person: Person
  readonly channel: Channel
  readonly name: string
  readonly source?: Message | undefined
}

/** The interactions under way, and the rules for answering them. */
export class Interactions {
  private readonly byToken = new Map<string, Interaction>()

  constructor(
    private readonly state: State,
    private readonly changed: () => void,
  ) {}

  /**
   * Opens an interaction, for the caller to tell the gateway of. The promise resolves with the bot's final word: at once for a
   * message, a modal, choices or a silent acknowledgement, at the edit of `@original` for a deferred answer.
   */
  start(started: Started): { interaction: Interaction; answered: Promise<Answer> } {
    const id = this.state.id()
    const answer = new Answer()
    const answered = new Promise<void>((resolve, reject) => {
      this.byToken.set(`token-${id}`, {
        source: undefined,
        ...started,
        id,
        token: `token-${id}`,
        at: this.state.now(),
        answer,
        acknowledged: undefined,
        original: undefined,
        ephemeral: false,
        expired: false,
        resolve,
        reject,
      })
    })
    const interaction = this.byToken.get(`token-${id}`)!
    const first = setTimeout(() => {
      if (interaction.acknowledged !== undefined) return
      interaction.expired = true
      interaction.reject(new Error(`The bot did not answer ${started.name} within 3 s.`))
    }, FIRST_ANSWER_MILLISECONDS)
    const patience = `The bot asked for patience for ${started.name}, and said nothing more for 20 s.`
    const last = setTimeout(() => interaction.reject(new Error(patience)), LAST_ANSWER_MILLISECONDS)
    const settled = answered.finally(() => {
      clearTimeout(first)
      clearTimeout(last)
    })
    return { interaction, answered: settled.then(() => answer) }
  }

  /** POST …/callback. @throws DiscordRefusal 10062, 40060, 50035 */
  callback(id: string, token: string, request: RestRequest): Interaction {
    const interaction = this.byToken.get(token)
    if (interaction?.id !== id || interaction.expired) throw new DiscordRefusal(10062)
    if (interaction.acknowledged !== undefined) throw new DiscordRefusal(40060)
    const type = request.json.type as Callback
    if (!fits(interaction, type))
      throw new DiscordRefusal(50035, `callback ${type} does not answer ${interaction.name}`)
    interaction.answer.latency = this.state.now() - interaction.at
    const inner: RestRequest = { ...request, json: (request.json.data ?? {}) as Json }
    this.perform(interaction, type, inner)
    interaction.acknowledged = type
    if (type !== Callback.DeferredChannelMessageWithSource) this.settle(interaction)
    return interaction
  }

  /** The interaction of a webhook token. @throws DiscordRefusal 50027, also 15 minutes after */
  of(application: string, token: string): Interaction {
    const interaction = this.byToken.get(token)
    const known = interaction && application === this.state.application && interaction.acknowledged !== undefined
    if (!known) throw new DiscordRefusal(10015)
    if (this.state.now() - interaction.at > TOKEN_MILLISECONDS) throw new DiscordRefusal(50027)
    return interaction
  }

  /** PATCH …/messages/@original: the final word of a deferred answer. */
  editOriginal(interaction: Interaction, request: RestRequest): Message {
    if (!interaction.original && interaction.acknowledged === Callback.DeferredChannelMessageWithSource) {
      interaction.original = interaction.answer.message = this.send(interaction, request, interaction.ephemeral)
    } else {
      const message = this.original(interaction)
      change(this.state, message, request)
      if (message === interaction.source) interaction.answer.updated = message
    }
    this.settle(interaction)
    return interaction.original!
  }

  /** What `@original` is now. @throws DiscordRefusal 10008 */
  original(interaction: Interaction): Message {
    if (!interaction.original || interaction.original.deleted) throw new DiscordRefusal(10008)
    return interaction.original
  }

  /** POST to the webhook: a follow-up; the first one after a deferral stands for the answer itself. */
  followUp(interaction: Interaction, request: RestRequest): Message {
    const waiting = interaction.acknowledged === Callback.DeferredChannelMessageWithSource && !interaction.original
    if (waiting) return this.editOriginal(interaction, request)
    const message = this.send(interaction, request, (Number(request.json.flags ?? 0) & EPHEMERAL) !== 0)
    interaction.answer.followups.push(message)
    this.settle(interaction)
    return message
  }

  /** A message that belongs to the interaction. @throws DiscordRefusal 10008 */
  message(interaction: Interaction, id: string): Message {
    const all = [interaction.original, ...interaction.answer.followups]
    const found = all.find(message => message?.id === id && !message.deleted)
    if (!found) throw new DiscordRefusal(10008)
    return found
  }

  /** Tells those that wait. */
  settle(interaction: Interaction): void {
    interaction.resolve()
    interaction.answer.changed()
    this.changed()
  }

  private perform(interaction: Interaction, type: Callback, request: RestRequest): void {
    const { answer, source } = interaction
    const { json } = request
    interaction.ephemeral = (Number(json.flags ?? 0) & EPHEMERAL) !== 0
    if (type === Callback.ChannelMessageWithSource) {
      interaction.original = answer.message = this.send(interaction, request, interaction.ephemeral)
    } else if (type === Callback.DeferredChannelMessageWithSource) answer.deferred = true
    else if (type === Callback.Modal) answer.modal = json
    else if (type === Callback.ApplicationCommandAutocompleteResult) {
      answer.choices = (json.choices ?? []) as NonNullable<Answer['choices']>
    } else {
      interaction.original = source
      if (type === Callback.UpdateMessage) {
        change(this.state, source!, request)
        answer.updated = source
      }
    }
  }

  private send({ id, type, person, channel, name, source }: Interaction, request: RestRequest, ephemeral: boolean) {
    const flags = (Number(request.json.flags ?? 0) & ~EPHEMERAL) | (ephemeral ? EPHEMERAL : 0)
    const json = { ...request.json, flags }
    const reply = source ? { replyTo: source, replyToId: source.id } : {}
    return compose(this.state, channel, { ...request, json }, { interaction: { id, type, person, name }, ...reply })
  }
}

/** Which callbacks Discord takes for which interaction. */
function fits({ type, source }: Interaction, callback: Callback): boolean {
  if (type === InteractionType.ApplicationCommandAutocomplete) {
    return callback === Callback.ApplicationCommandAutocompleteResult
  }
  if (callback === Callback.Modal) return type !== InteractionType.ModalSubmit
  if (callback === Callback.UpdateMessage || callback === Callback.DeferredMessageUpdate) return source !== undefined
  return callback === Callback.ChannelMessageWithSource || callback === Callback.DeferredChannelMessageWithSource
}
