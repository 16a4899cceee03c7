import type { LibrarySnapshot } from '../pipeline/library-snapshot.ts'
import { allows, type MemeFilter } from '../pipeline/retrieve.ts'
import { similarity } from '../pipeline/samplers.ts'

/** Memes this much alike share a reaction. */
const NEIGHBOUR_SIMILARITY = 0.6
const NONE: ReadonlySet<string> = new Set()

/**
 * The memes that a reaction to one of them moves, each with its similarity in [0, 1]; the meme itself with 1. Memes that the filter does not
 * let through are none of the channel's business, alike or not.
 */
export function neighboursOf(
  id: string,
  library: LibrarySnapshot,
  filter: MemeFilter,
): Array<readonly [id: string, similarity: number]> {
  return [...library.byId.values()]
    .filter(item => item.meme.id === id || allows(filter, item, NONE))
    .map(({ meme }) => [meme.id, meme.id === id ? 1 : similarity(id, meme.id, library)] as const)
    .filter(([, alike]) => alike >= NEIGHBOUR_SIMILARITY)
}
