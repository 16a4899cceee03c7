import type { Database } from '../../src/storage/database.ts'
import { editsOfMeme } from '../../src/storage/edits.ts'
import { readFinding, saveFinding } from '../../src/storage/findings.ts'
import { changeMeme, type MemeChange, readMemes } from '../../src/storage/memes.ts'
import type { PackLine } from '../pack/format.ts'
import { readingSchema } from '../read/reading.ts'
import { ratingOf, safetySchema, UNKNOWN_SAFETY } from '../safety/safety.ts'
import { rateWords } from '../safety/words.ts'
import type { KnownMeme } from './known.ts'
import { UNSAID } from './save.ts'

const MOST_TAGS = 24
const MOST_EDITS = 1000

/** Whether a pack knows more of a meme than its library does: the pack has an annotation, the library a draft that nobody approved. */
export function isCompletedBy(
  { library, state, origin }: Pick<KnownMeme, 'library' | 'state' | 'origin'>,
  record: PackLine | undefined,
): record is PackLine {
  return (
    library === 'user' && state === 'review' && origin === 'draft' && record !== undefined && record.origin !== 'draft'
  )
}

/**
 * Gives a draft what a pack says of its image: annotation, caption and tags, and source and licence where nobody said them. The meme
 * stays in review, what a person has changed stays, and the rating becomes no milder.
 */
export async function completeDraft(database: Database, id: string, record: PackLine, now: number): Promise<void> {
  const [meme] = await readMemes(database, [id])
  if (!meme) return
  const before = readFinding(database, id, 'safety', safetySchema) ?? UNKNOWN_SAFETY
  const reading = readFinding(database, id, 'reading', readingSchema)
  const written = [meme.caption, record.caption, ...(reading?.lines ?? []).map(({ text }) => text)]
  const { rating: wordRating, found: words } = rateWords(written.join('\n'))
  const model = ratingOf({ ...UNKNOWN_SAFETY, model: before.model, wordRating: record.rating })
  const safety = { ...before, words, wordRating, model }
  const edited = new Set(editsOfMeme(database, id, MOST_EDITS).map(({ field }) => field))
  const change: MemeChange = {
    annotation: record.annotation,
    origin: record.origin,
    rating: ratingOf(safety),
    ...(record.caption && !edited.has('caption') ? { caption: record.caption } : {}),
    ...(edited.has('tags')
      ? {}
      : { tags: [...new Set([...(record.tags ?? []), ...(meme.tags ?? [])])].slice(0, MOST_TAGS) }),
    ...(meme.source === UNSAID.source ? { source: record.source } : {}),
    ...(meme.licence === UNSAID.licence ? { licence: record.licence } : {}),
  }
  saveFinding(database, id, 'safety', safety, now)
  changeMeme(database, id, change, now)
}
