import type { Database } from '../../src/storage/database.ts'
import { saveFinding } from '../../src/storage/findings.ts'
import { type IncomingMeme, saveMemes } from '../../src/storage/memes.ts'
import { saveOriginal } from '../../src/storage/originals.ts'
import { savePair } from '../../src/storage/pairs.ts'
import type { Drafter } from '../annotate/draft.ts'
import { captionOf } from '../read/lines.ts'
import type { Reading } from '../read/reading.ts'
import { ratingOf, type Safety, UNKNOWN_SAFETY } from '../safety/safety.ts'
import { rateWords } from '../safety/words.ts'
import type { Likeness } from './duplicates.ts'
import type { Examination } from './examination.ts'
import { wordsOfName } from './names.ts'
import { fileOf, placeFile, stillOf } from './place.ts'
import type { Source } from './source.ts'

/** What an import says of every image that comes in. */
export interface Provenance {
  readonly scope: string
  readonly source: string
  readonly licence: string
}

/** What is written down where nobody says where images are from. */
export const UNSAID = { source: 'imported', licence: 'unknown' } as const

/** All that is known of an image when it becomes a meme. */
export interface Arrival {
  readonly source: Pick<Source, 'name' | 'path' | 'record'>
  readonly bytes: Uint8Array
  readonly image: Examination
  readonly reading: Reading | undefined
  readonly likenesses: readonly Likeness[]
}

/** What the words in a picture, and the pack that it comes from, say about its rating, to begin with. */
export function safetyOfWords(reading: Reading | undefined, record: Source['record']): Safety {
  const known = { ...UNKNOWN_SAFETY, model: record?.rating ?? null }
  if (!reading && !record) return known
  const { rating, found } = rateWords(
    [record?.caption ?? '', ...(reading?.lines ?? []).map(({ text }) => text)].join('\n'),
  )
  return { ...known, words: found, wordRating: rating }
}

type Description = Pick<IncomingMeme, 'caption' | 'tags' | 'annotation' | 'origin'> &
  Partial<Pick<IncomingMeme, 'source' | 'licence'>>

/** What a pack says of an image, or a draft from its words and its name. */
async function describe({ source, reading }: Arrival, drafter: Drafter): Promise<Description> {
  if (source.record) {
    const { caption, tags = [], annotation, origin, source: from, licence } = source.record
    return { caption, tags, annotation, origin, source: from, licence }
  }
  const words = wordsOfName(source.path)
  const caption = reading ? captionOf(reading) : ''
  return { caption, tags: words.tags, origin: 'draft', annotation: await drafter.draft({ caption, ...words }) }
}

/**
 * Makes an image a meme in state `review`: first the files, then everything else in one transaction, so that a killed process leaves
 * a whole meme or none.
 */
export async function saveArrival(
  arrival: Arrival,
  provenance: Provenance,
  tools: { database: Database; dataFolder: string; drafter: Drafter; now: number },
): Promise<IncomingMeme> {
  const { image, reading, source, likenesses } = arrival
  const { database, now } = tools
  const file = fileOf(image)
  await placeFile(tools.dataFolder, file, image.converted ?? arrival.bytes)
  if (image.still) await placeFile(tools.dataFolder, stillOf(image.id), image.still)
  const safety = safetyOfWords(reading, source.record)
  const { id, mime, width, height, frames, perceptualHash } = image
  const meme: IncomingMeme = {
    ...{ id, mime, width, height, frames, perceptualHash, file },
    ...provenance,
    slug: id.slice(0, 16),
    library: 'user',
    state: 'review',
    rating: ratingOf(safety),
    ...(await describe(arrival, tools.drafter)),
  }
  await saveMemes(database, [meme], now, () => {
    saveOriginal(database, image.original, id, source.name, now)
    saveFinding(database, id, 'fingerprint', image.fingerprint, now)
    saveFinding(database, id, 'safety', safety, now)
    if (reading) saveFinding(database, id, 'reading', reading, now)
    for (const like of likenesses)
      savePair(
        database,
        { first: like.id, second: id, distance: like.distance, verdict: like.verdict, why: like.why },
        now,
      )
  })
  return meme
}
