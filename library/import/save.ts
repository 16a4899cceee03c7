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

/** All that is known of an image when it becomes a meme. */
export interface Arrival {
  readonly source: Pick<Source, 'name' | 'path'>
  readonly bytes: Uint8Array
  readonly image: Examination
  readonly reading: Reading | undefined
  readonly likenesses: readonly Likeness[]
}

/** What the words in a picture say about its rating, to begin with. */
export function safetyOfWords(reading: Reading | undefined): Safety {
  if (!reading) return UNKNOWN_SAFETY
  const { rating, found } = rateWords(reading.lines.map(({ text }) => text).join('\n'))
  return { ...UNKNOWN_SAFETY, words: found, wordRating: rating }
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
  const words = wordsOfName(source.path)
  const caption = reading ? captionOf(reading) : ''
  const safety = safetyOfWords(reading)
  const { id, mime, width, height, frames, perceptualHash } = image
  const meme: IncomingMeme = {
    ...{ id, mime, width, height, frames, perceptualHash, file, caption },
    ...provenance,
    slug: id.slice(0, 16),
    library: 'user',
    state: 'review',
    rating: ratingOf(safety),
    tags: words.tags,
    origin: 'draft',
    annotation: await tools.drafter.draft({ caption, ...words }),
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
