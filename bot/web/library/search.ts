import { dot } from '../../../src/models/encoder.ts'
import type { ChooseTools } from '../../../src/pipeline/choose.ts'
import { scoreParts } from '../../../src/pipeline/score.ts'
import { makeSearchQuery, rankFound } from '../../../src/pipeline/search.ts'
import type { LabelledMeme } from '../../../src/storage/memes.ts'
import { normalizeText } from '../../../src/text/normalize.ts'
import { type Criteria, FACET_NAMES, type FacetName } from './protocol.ts'

/** A meme that was found, and how. */
export interface Found {
  readonly meme: LabelledMeme
  readonly score: number | null
  readonly matched: readonly string[]
}

/** How often memes were sent, and what people thought of them; by id. */
export interface Popularity {
  readonly sent: ReadonlyMap<string, number>
  /** 👍 less 👎. */
  readonly liking: ReadonlyMap<string, number>
}

/** Found by meaning alone, so many at most: each of them fits a little less than the one before. */
const MEANING_LIMIT = 100
/** What a match in a field is worth; the order of those found by words. */
const FIELD_WORTH: Readonly<Record<string, number>> = { caption: 4, slug: 3, tags: 2 }

/** The memes that pass the filters, whatever is looked for. */
export function filterMemes(memes: readonly LabelledMeme[], criteria: Criteria): LabelledMeme[] {
  const { state, rating, origin, motion, tag, scope, library, facet } = criteria
  const text = normalizeText(criteria.text)
  const inFacet = (meme: LabelledMeme) =>
    (facet ? [facet] : FACET_NAMES).some(name => textOf(meme, name).includes(text))
  return memes.filter(
    meme =>
      (state ? state.includes(meme.state) : meme.state !== 'deleted') &&
      (!rating || rating.includes(meme.rating)) &&
      (!origin || origin.includes(meme.origin ?? 'hand')) &&
      (motion === 'any' || meme.frames > 1 === (motion === 'moving')) &&
      (!tag || (meme.tags ?? []).includes(tag)) &&
      (!scope || meme.scope === scope) &&
      (!library || meme.library === library) &&
      (!text || inFacet(meme)),
  )
}

/** The memes that fit the criteria, in order. The meaning is held against every meme that passes the filters, not only the nearest ones. */
export async function searchMemes(criteria: Criteria, tools: ChooseTools, popularity: Popularity): Promise<Found[]> {
  const memes = filterMemes(tools.library.memes, criteria)
  const looked = normalizeText(criteria.q)
  if (!looked) return sorted(memes, criteria, popularity).map(meme => ({ meme, score: null, matched: [] }))
  const scores = await scoresOf(criteria.q, memes, tools)
  const found = memes.map(meme => ({
    meme,
    score: scores.get(meme.id) ?? null,
    matched: criteria.by === 'meaning' ? [] : matchedFields(meme, looked),
  }))
  const byScore = (a: Found, b: Found) => (b.score ?? 0) - (a.score ?? 0) || a.meme.label - b.meme.label
  const worth = ({ matched }: Found) => Math.max(0, ...matched.map(field => FIELD_WORTH[field] ?? 1))
  const byWords = found.filter(one => one.matched.length > 0).sort((a, b) => worth(b) - worth(a) || byScore(a, b))
  if (criteria.by === 'words') return byWords
  const byMeaning = found.filter(one => one.matched.length === 0 && one.score !== null).sort(byScore)
  return [...byWords, ...byMeaning.slice(0, MEANING_LIMIT)]
}

/** Scores by id; empty where the words say nothing to the encoder. */
async function scoresOf(q: string, memes: readonly LabelledMeme[], tools: ChooseTools): Promise<Map<string, number>> {
  const { library, weights, calibration, encoder } = tools
  const query = await makeSearchQuery(q, encoder)
  if (dot(query.context, query.context) === 0) return new Map()
  const found = memes.flatMap(({ id }) => {
    const item = library.byId.get(id)
    return item ? [{ item, parts: scoreParts(query, item, weights, library.idf) }] : []
  })
  return new Map(rankFound(q, found, calibration).map(({ meme, score }) => [meme.id, score]))
}

function sorted(memes: LabelledMeme[], { sort }: Criteria, { sent, liking }: Popularity): LabelledMeme[] {
  const most = (counts: ReadonlyMap<string, number>) => (a: LabelledMeme, b: LabelledMeme) =>
    (counts.get(b.id) ?? 0) - (counts.get(a.id) ?? 0) || b.label - a.label
  const orders = {
    newest: (a, b) => b.label - a.label,
    oldest: (a, b) => a.label - b.label,
    'most-sent': most(sent),
    'best-liked': most(liking),
    caption: (a, b) => collator.compare(a.caption, b.caption) || a.label - b.label,
  } satisfies Record<Criteria['sort'], (a: LabelledMeme, b: LabelledMeme) => number>
  return memes.sort(orders[sort])
}

const collator = new Intl.Collator('zh-CN', { numeric: true })

type Field = FacetName | 'caption' | 'tags' | 'slug'
const FIELDS: readonly Field[] = ['caption', 'slug', 'tags', ...FACET_NAMES]

function matchedFields(meme: LabelledMeme, looked: string): Field[] {
  if (looked.length >= 6 && meme.id.startsWith(looked)) return ['slug']
  return FIELDS.filter(field => textOf(meme, field).includes(looked))
}

// Normalising all texts of five thousand memes takes seconds; those of a meme are kept for as long as it is.
const normalized = new WeakMap<LabelledMeme, Partial<Record<Field, string>>>()

function textOf(meme: LabelledMeme, field: Field): string {
  const known = normalized.get(meme) ?? {}
  normalized.set(meme, known)
  known[field] ??= plainText(meme, field)
  return known[field]
}

function plainText(meme: LabelledMeme, field: Field): string {
  switch (field) {
    case 'caption':
    case 'slug':
      return normalizeText(meme[field])
    case 'tags':
      return (meme.tags ?? []).map(normalizeText).join('\n')
    case 'examples':
      return meme.annotation.examples.map(normalizeText).join('\n')
    default:
      return normalizeText(meme.annotation[field])
  }
}
