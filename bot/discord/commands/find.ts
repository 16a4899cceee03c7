import { ApplicationCommandOptionType, type AutocompleteInteraction, ComponentType } from 'discord.js'
import type { StoredMeme } from '../../../src/schemas/meme.ts'
import { row } from '../buttons.ts'
import { customId } from '../custom-id.ts'
import { plainLine } from '../defuse.ts'
import { postPicked, whyNot } from '../post.ts'
import { type Asked, answer, type Component, EPHEMERAL, QUIETLY, type Slash } from './asked.ts'
import { offer } from './choices.ts'
import type { Subcommand } from './command.ts'
import { contactSheet } from './sheet.ts'
import { described, named } from './wording.ts'

const SHOWN = 8
const OFFERED = 25
const MEME_ID = /^[0-9a-f]{64}$/

/** `/meme find`: search as you type, look at thumbnails, pick one to post. */
export const find: Subcommand = {
  definition: {
    type: ApplicationCommandOptionType.Subcommand,
    ...named('find', '找图'),
    ...described('Find a meme and post it', '找一张表情发出来'),
    options: [
      {
        type: ApplicationCommandOptionType.String,
        ...named('text', '关键词'),
        ...described('What it should say or be about', '图里的字，或者想表达的意思'),
        required: true,
        autocomplete: true,
        max_length: 200,
      },
    ],
  },
  run,
  autocomplete,
  components: { pick },
}

async function autocomplete(asked: Asked, interaction: AutocompleteInteraction): Promise<void> {
  await offer(interaction, await search(asked, interaction.options.getFocused(), OFFERED))
}

async function run(asked: Asked, interaction: Slash): Promise<void> {
  const { bot, say } = asked
  await interaction.deferReply({ flags: EPHEMERAL })
  const memes = await search(asked, interaction.options.getString('text', true), SHOWN)
  if (memes.length === 0) return answer(interaction, say('没有找到能发的表情。', 'No meme was found that may be sent.'))
  const sheet = await contactSheet(memes.flatMap(({ id }) => bot.brain.meme(id)?.path ?? []))
  const options = memes.map(({ id, caption }, index) => ({
    label: plainLine(`${index + 1}. ${caption}`, 100),
    value: id,
  }))
  await interaction.editReply({
    content: say('选一张，发到这个频道：', 'Pick one to post in this channel:'),
    files: [{ attachment: sheet, name: 'memes.webp' }],
    components: [
      row({
        type: ComponentType.StringSelect as const,
        custom_id: customId('pick'),
        placeholder: say('选一张', 'Pick one'),
        options,
      }),
    ],
    allowedMentions: QUIETLY,
  })
}

async function pick(asked: Asked, interaction: Component): Promise<void> {
  if (!interaction.isStringSelectMenu()) return
  const { bot, place, say, locale, member } = asked
  await interaction.deferUpdate()
  const meme = bot.brain.meme(interaction.values[0] ?? '')?.meme
  const posted = meme && (await postPicked(bot, place, meme, member, 'find'))
  const content = posted?.sent ? say('发好了。', 'Posted.') : whyNot(posted ? posted.reason : 'nothing-allowed', locale)
  await interaction.editReply({ content, components: [], attachments: [], allowedMentions: QUIETLY })
}

/**
 * Memes that may be sent here: what autocomplete has put in comes first, then those that have the words in the picture, then what is
 * like them, the best first.
 */
async function search(asked: Asked, text: string, limit: number): Promise<StoredMeme[]> {
  const { bot, place } = asked
  const filter = bot.places.filter(place)
  const named = MEME_ID.test(text) ? bot.brain.meme(text)?.meme : undefined
  const found = await bot.brain.search(named?.caption ?? text, limit, filter)
  const wanted = [...(named ? [named] : spelled(bot, text)), ...found.map(candidate => candidate.meme)]
  const showable = await bot.brain.showable(wanted, filter)
  const unique = new Map(wanted.filter(({ id }) => showable.has(id)).map(meme => [meme.id, meme]))
  return [...unique.values()].slice(0, limit)
}

/** Memes whose caption has the text in it, whatever the spaces; the shortest captions first. */
function spelled(bot: Asked['bot'], text: string): StoredMeme[] {
  const plain = (words: string) => words.replace(/\s+/gu, '').toLowerCase()
  const wanted = plain(text)
  if (!wanted) return []
  return [...bot.brain.library().byId.values()]
    .map(({ meme }) => meme)
    .filter(({ caption }) => plain(caption).includes(wanted))
    .sort((a, b) => a.caption.length - b.caption.length)
}
