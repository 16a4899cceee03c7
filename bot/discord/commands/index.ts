import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  type RESTPutAPIApplicationCommandsJSONBody,
} from 'discord.js'
import { add, addFromMenu } from './add.ts'
import type { Asked, Component, Form, MessageMenu } from './asked.ts'
import { block, unblock } from './block.ts'
import type { Handler, Subcommand } from './command.ts'
import { doctor } from './doctor.ts'
import { find } from './find.ts'
import { help } from './help.ts'
import { memeComponents } from './meme-buttons.ts'
import { memeReply } from './meme-reply.ts'
import { privacy } from './privacy.ts'
import { review } from './review.ts'
import { settings } from './settings.ts'
import { setup } from './setup.ts'
import { stats } from './stats.ts'
import { takedown } from './takedown.ts'
import { why } from './why.ts'
import { described, named } from './wording.ts'

const ALL = [find, why, settings, setup, add, review, block, unblock, takedown, stats, privacy, doctor, help]

/** Subcommands of `/meme`, by name. */
export const subcommands: ReadonlyMap<string, Subcommand> = new Map(
  ALL.map(subcommand => [subcommand.definition.name, subcommand]),
)

/** What buttons and menus do, by their action. */
export const components: ReadonlyMap<string, Handler<Component>> = new Map(
  [memeComponents, ...ALL.map(subcommand => subcommand.components ?? {})].flatMap(Object.entries),
)

/** What forms do, by their action. */
export const forms: ReadonlyMap<string, Handler<Form>> = new Map(
  ALL.flatMap(subcommand => Object.entries(subcommand.forms ?? {})),
)

/** What is offered on any message, by name. */
export const messageMenus: ReadonlyMap<string, (asked: Asked, interaction: MessageMenu) => Promise<void>> = new Map([
  ['配个表情', memeReply],
  ['添加到表情库', addFromMenu],
])

const where = {
  contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
  integration_types: [ApplicationIntegrationType.GuildInstall],
}

const menu = (name: string, english: string, traditional: string) => ({
  type: ApplicationCommandType.Message as const,
  name,
  name_localizations: { 'zh-TW': traditional, 'en-US': english, 'en-GB': english },
  ...where,
})

/** Everything that is registered with Discord. */
export const definitions: RESTPutAPIApplicationCommandsJSONBody = [
  {
    type: ApplicationCommandType.ChatInput,
    ...named('meme', '斗图'),
    ...described('Memes: find, settings, privacy …', '表情：找图、设置、隐私……'),
    ...where,
    options: ALL.map(({ definition }) => ({ ...definition, type: ApplicationCommandOptionType.Subcommand as const })),
  },
  menu('配个表情', 'Reply with a meme', '配個表情'),
  menu('添加到表情库', 'Add to the memes', '加到表情庫'),
]
