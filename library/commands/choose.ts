import { DoutuError } from '../../src/errors.ts'
import type { StoredMeme } from '../../src/schemas/meme.ts'

/** Fewest characters of an id that name a meme. */
const SHORTEST = 6

/**
 * The memes that a person names: by id, by the first characters of one, or by slug.
 * @throws DoutuError `not-found` for a name that fits none, `bad-input` for one that fits several
 */
export function chooseMemes<T extends StoredMeme>(memes: readonly T[], names: readonly string[]): T[] {
  return names.map(name => {
    const exact = memes.filter(meme => meme.slug === name || meme.id === name)
    const found =
      exact.length > 0 || name.length < SHORTEST ? exact : memes.filter(meme => meme.id.startsWith(name.toLowerCase()))
    if (found.length === 1) return found[0]!
    if (found.length === 0)
      throw new DoutuError('not-found', `There is no meme ${name}.`, 'npx doutu library list shows ids and names.')
    throw new DoutuError('bad-input', `${name} names ${found.length} memes.`, 'Give more characters of the id.')
  })
}
