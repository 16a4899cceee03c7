import type { AutocompleteInteraction, Interaction, RepliableInteraction } from 'discord.js'
import type { Bot } from '../bot.ts'
import { type Asked, answer, askedIn } from '../commands/asked.ts'
import { components, forms, messageMenus, subcommands } from '../commands/index.ts'
import { parseCustomId } from '../custom-id.ts'
import { FAILED, isUnknown } from '../errors.ts'
import { languageOf } from '../names.ts'

/** A command, button, menu or form was used. Each interaction is answered once, in the place that it really is in. */
export async function onInteraction(bot: Bot, interaction: Interaction): Promise<void> {
  if (!bot.answered.add(interaction.id)) return
  const asked = await askedIn(bot, interaction)
  if (interaction.isAutocomplete()) return complete(asked, interaction)
  if (!interaction.isRepliable()) return
  try {
    if (!asked) return await answer(interaction, notHere(interaction))
    await route(asked, interaction)
  } catch (error) {
    bot.onError(error)
    // Too late, or gone: nobody is left to be told.
    if (!isUnknown(error)) await answer(interaction, FAILED[languageOf(interaction.locale)]).catch(bot.onError)
  }
}

async function route(asked: Asked, interaction: RepliableInteraction): Promise<void> {
  const { metrics } = asked.bot
  if (interaction.isChatInputCommand()) {
    const name = interaction.options.getSubcommand(false) ?? ''
    const subcommand = subcommands.get(name)
    metrics.interaction(subcommand ? name : 'unknown')
    return subcommand ? subcommand.run(asked, interaction) : answer(interaction, outdated(asked))
  }
  if (interaction.isMessageContextMenuCommand()) {
    metrics.interaction('menu')
    const menu = messageMenus.get(interaction.commandName)
    return menu ? menu(asked, interaction) : answer(interaction, outdated(asked))
  }
  if (interaction.isMessageComponent()) {
    const id = parseCustomId(interaction.customId)
    const component = id && components.get(id.action)
    metrics.interaction(component ? id.action : 'unknown')
    return component ? component(asked, interaction, id.values) : answer(interaction, outdated(asked))
  }
  if (interaction.isModalSubmit()) {
    const id = parseCustomId(interaction.customId)
    const form = id && forms.get(id.action)
    return form ? form(asked, interaction, id.values) : answer(interaction, outdated(asked))
  }
  return answer(interaction, outdated(asked))
}

/** For buttons, menus and commands of another version of the bot: Discord would else show a failure. */
const outdated = ({ say }: Asked) =>
  say('这个已经用不了了，看看 /meme help。', 'This does not work any more; see /meme help.')

async function complete(asked: Asked | undefined, interaction: AutocompleteInteraction): Promise<void> {
  const suggest = subcommands.get(interaction.options.getSubcommand(false) ?? '')?.autocomplete
  if (asked && suggest) await suggest(asked, interaction)
  else await interaction.respond([])
}

function notHere({ locale }: RepliableInteraction): string {
  return languageOf(locale) === 'zh' ? '我在这里帮不上忙。' : 'I cannot help in this place.'
}
