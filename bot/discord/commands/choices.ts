import type { AutocompleteInteraction } from 'discord.js'
import type { StoredMeme } from '../../../src/schemas/meme.ts'
import { plainLine } from '../defuse.ts'

/** What Discord shows at most, and how long a name may be. */
const MOST = 25
const NAME = 100

/** Offers memes by their captions; the value is the id. */
export async function offer(
  interaction: AutocompleteInteraction,
  memes: ReadonlyArray<Pick<StoredMeme, 'id' | 'caption'>>,
): Promise<void> {
  await interaction.respond(
    memes.slice(0, MOST).map(({ id, caption }) => ({ name: plainLine(caption, NAME) || id.slice(0, 8), value: id })),
  )
}
