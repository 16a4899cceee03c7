import type { ScoreParts } from '../schemas/decision.ts'
import type { MemeState, Rating } from '../schemas/meme.ts'
import type { VectorIndex } from '../storage/vector-index.ts'
import type { LibrarySnapshot, LoadedMeme } from './library-snapshot.ts'
import { type Query, queryVector } from './query.ts'
import { scoreParts, type Weights } from './score.ts'

/** How many candidates are scored exactly. */
export const EXACT_CANDIDATES = 200
/** How many of them the words may bring in. */
export const LEXICAL_CANDIDATES = 60

/** What may be sent here at all. Applied inside retrieval, so that a full pool of allowed memes is always looked at. */
export interface MemeFilter {
  /** The guild whose own memes may be used beside the global ones. */
  readonly guild?: string | undefined
  readonly ratings: ReadonlyArray<Rating>
  readonly states: ReadonlyArray<MemeState>
  /** Ids that must not come up. */
  readonly exclude: ReadonlySet<string>
}

/** A retrieved meme with its exact score parts. */
export interface Scored {
  readonly item: LoadedMeme
  readonly parts: ScoreParts
}

/** What retrieval stands on; all of it is swappable. */
export interface Retriever {
  readonly library: LibrarySnapshot
  readonly index: VectorIndex
  readonly weights: Weights
  /** Labels that share words with the query, best first. */
  lexical(words: readonly string[], limit: number): number[]
  /** Labels that came in after the index was built: looked at one by one until the next build. */
  readonly unindexed?: readonly number[]
}

/** Whether a filter lets a meme through. Never throws: the vector index calls it from native code. */
export function allows(filter: MemeFilter, item: LoadedMeme | undefined, missing: ReadonlySet<string>): boolean {
  if (!item) return false
  const { scope, rating, state, id } = item.meme
  const visible = scope === 'global' || (filter.guild !== undefined && scope === `guild:${filter.guild}`)
  return (
    visible &&
    rating !== 'blocked' &&
    filter.ratings.includes(rating) &&
    filter.states.includes(state) &&
    !filter.exclude.has(id) &&
    !missing.has(id)
  )
}

/**
 * The best memes for a query, by exact raw score, best first: candidates from the vector index and from the words, each
 * under the same filter, then the exact cosines of all of them.
 */
export function retrieve(query: Query, filter: MemeFilter, retriever: Retriever): Scored[] {
  const { library, index, weights } = retriever
  const missing = new Set(library.missing.map(meme => meme.id))
  const allowed = (label: number) => allows(filter, library.byLabel.get(label), missing)
  const labels = new Set(index.search(queryVector(query, weights), EXACT_CANDIDATES, allowed))
  for (const label of lexicalLabels(query, allowed, retriever)) labels.add(label)
  for (const label of retriever.unindexed ?? []) if (allowed(label)) labels.add(label)
  return rank(
    query,
    [...labels].flatMap(label => library.byLabel.get(label) ?? []),
    library,
    weights,
  )
}

// The words look further for as long as what they find is not allowed here: memes of one guild must not crowd out those of another.
function lexicalLabels(query: Query, allowed: (label: number) => boolean, { lexical }: Retriever): number[] {
  for (let limit = LEXICAL_CANDIDATES; ; limit *= 4) {
    const found = lexical(query.words, limit)
    const fitting = found.filter(allowed)
    if (fitting.length >= LEXICAL_CANDIDATES || found.length < limit) return fitting.slice(0, LEXICAL_CANDIDATES)
  }
}

/** The exhaustive answer that {@link retrieve} approximates: every allowed meme, scored exactly. */
export function retrieveExhaustively(
  query: Query,
  filter: MemeFilter,
  { library, weights }: Pick<Retriever, 'library' | 'weights'>,
): Scored[] {
  const missing = new Set(library.missing.map(meme => meme.id))
  return rank(
    query,
    [...library.byLabel.values()].filter(item => allows(filter, item, missing)),
    library,
    weights,
  )
}

function rank(query: Query, items: readonly LoadedMeme[], library: LibrarySnapshot, weights: Weights): Scored[] {
  return items
    .map(item => ({ item, parts: scoreParts(query, item, weights, library.idf) }))
    .sort((a, b) => b.parts.raw - a.parts.raw || a.item.meme.label - b.item.meme.label)
}
