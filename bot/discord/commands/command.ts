import type { APIApplicationCommandSubcommandOption, AutocompleteInteraction } from 'discord.js'
import type { Asked, Component, Form, Slash } from './asked.ts'

/** What pressing, choosing or submitting does. `values` is what the custom id carries: a hint, never a right. */
export type Handler<Interaction extends Component | Form> = (
  asked: Asked,
  interaction: Interaction,
  values: readonly string[],
) => Promise<void>

/** One subcommand of `/meme`, with the buttons, menus and forms that belong to it, by their action. */
export interface Subcommand {
  readonly definition: APIApplicationCommandSubcommandOption
  run(asked: Asked, interaction: Slash): Promise<void>
  autocomplete?(asked: Asked, interaction: AutocompleteInteraction): Promise<void>
  readonly components?: Readonly<Record<string, Handler<Component>>>
  readonly forms?: Readonly<Record<string, Handler<Form>>>
}
