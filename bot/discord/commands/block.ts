import { ApplicationCommandOptionType, type AutocompleteInteraction } from 'discord.js'
import type { LoadedMeme } from '../../../src/pipeline/library-snapshot.ts'
import { type Asked, answer, refuseMember, type Slash } from './asked.ts'
import { offer } from './choices.ts'
import type { Subcommand } from './command.ts'
import { described, named } from './wording.ts'

const OFFERED = 25

const option = {
  type: ApplicationCommandOptionType.String as const,
  ...named('meme', '表情'),
  ...described('Its words', '图里的字'),
  required: true,
  autocomplete: true,
}

/** `/meme block`: one meme never again in this guild. */
export const block: Subcommand = {
  definition: {
    type: ApplicationCommandOptionType.Subcommand,
    ...named('block', '屏蔽'),
    ...described('Never send a meme in this server again', '这个服务器里不再发某张表情'),
    options: [option],
  },
  run: (asked, interaction) => change(asked, interaction, true),
  autocomplete: (asked, interaction) => suggest(asked, interaction, false),
}

/** `/meme unblock`: takes that back. */
export const unblock: Subcommand = {
  definition: {
    type: ApplicationCommandOptionType.Subcommand,
    ...named('unblock', '取消屏蔽'),
    ...described('Lift the block of a meme', '不再屏蔽某张表情'),
    options: [option],
  },
  run: (asked, interaction) => change(asked, interaction, false),
  autocomplete: (asked, interaction) => suggest(asked, interaction, true),
}

/** Memes of this guild whose words contain what is typed, among the blocked or the other ones. */
async function suggest(asked: Asked, interaction: AutocompleteInteraction, blocked: boolean): Promise<void> {
  const text = interaction.options.getFocused().trim().toLowerCase()
  const excluded = asked.bot.blocks.excluded(asked.place.guild)
  const fitting = visible(asked).filter(
    ({ meme }) => excluded.has(meme.id) === blocked && meme.caption.toLowerCase().includes(text),
  )
  await offer(
    interaction,
    fitting.slice(0, OFFERED).map(({ meme }) => meme),
  )
}

async function change(asked: Asked, interaction: Slash, blocking: boolean): Promise<void> {
  if (await refuseMember(asked, interaction)) return
  const { bot, place, member, say } = asked
  const given = interaction.options.getString('meme', true).trim()
  const meme = visible(asked).find(item => item.meme.id === given || item.meme.caption === given)?.meme
  if (!meme)
    return answer(
      interaction,
      say('没有这张表情，从列表里选一张。', 'There is no such meme; choose one from the list.'),
    )
  const picture = bot.blocks.pictureOf(place.guild, meme)
  if (blocking) {
    // By content only: another drawing that merely looks like it is another meme. A takedown goes by the look too.
    bot.blocks.add(place.guild, { ...picture, perceptualHash: '' }, member, bot.now())
    return answer(
      interaction,
      say('屏蔽了，这个服务器里不会再发它。', 'Blocked: it is not sent in this server any more.'),
    )
  }
  const lifted = bot.blocks.remove(place.guild, picture)
  await answer(
    interaction,
    lifted > 0 ? say('取消屏蔽了。', 'The block is lifted.') : say('它没有被屏蔽。', 'It is not blocked.'),
  )
}

/** What this guild may know of: the shared memes and its own, approved. */
function visible({ bot, place }: Asked): LoadedMeme[] {
  return [...bot.brain.library().byId.values()].filter(
    ({ meme }) => meme.state === 'approved' && (meme.scope === 'global' || meme.scope === `guild:${place.guild}`),
  )
}
