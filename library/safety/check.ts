import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { memePath } from '../../src/pipeline/library-snapshot.ts'
import type { StoredMeme } from '../../src/schemas/meme.ts'
import type { Database } from '../../src/storage/database.ts'
import { readFindings, saveFinding } from '../../src/storage/findings.ts'
import { changeMeme } from '../../src/storage/memes.ts'
import type { Classifier } from './classifier.ts'
import { ratingOf, safetySchema, UNKNOWN_SAFETY } from './safety.ts'
import { rateWords } from './words.ts'

/** What a check found. */
export interface SafetyReport {
  readonly checked: number
  /** Memes that could not be looked at; their rating stays. */
  readonly failed: string[]
  /** Ids by the rating that they have now. */
  readonly ratings: ReadonlyMap<string, StoredMeme['rating']>
}

/**
 * Lets the offline classifier look at each of the keeper's own memes that it has not seen yet, and writes down the rating that
 * follows from all that is known. Memes of the starter library keep theirs.
 * @param open opens the classifier; called only when there is something to look at
 */
export async function checkSafety(
  memes: readonly StoredMeme[],
  tools: { database: Database; dataFolder: string; open: () => Classifier; workers: number; now: () => number },
  onProgress: (done: number, total: number) => void = () => {},
): Promise<SafetyReport> {
  const { database, dataFolder, now } = tools
  const known = readFindings(database, 'safety', safetySchema)
  const ratings = new Map(memes.map(meme => [meme.id, meme.rating]))
  const left = memes.filter(meme => meme.library === 'user' && !known.get(meme.id)?.classifier).reverse()
  const total = left.length
  if (total === 0) return { checked: 0, failed: [], ratings }
  const failed: string[] = []
  let done = 0
  const classifier = tools.open()
  const work = async () => {
    for (let meme = left.pop(); meme; meme = left.pop()) {
      if (!(await check(meme))) failed.push(meme.id)
      done += 1
      onProgress(done, total)
    }
  }
  try {
    await Promise.all(Array.from({ length: tools.workers }, work))
  } finally {
    await classifier.close()
  }
  return { checked: total - failed.length, failed, ratings }

  async function check(meme: StoredMeme): Promise<boolean> {
    const path = memePath(meme, dataFolder)
    const scores = existsSync(path) ? await classifier.classify(await readFile(path)).catch(() => undefined) : undefined
    if (!scores) return false
    const before = known.get(meme.id) ?? UNKNOWN_SAFETY
    const { rating: wordRating, found } = rateWords(meme.caption)
    const safety = {
      ...before,
      classifier: scores,
      words: before.words ?? found,
      wordRating: before.wordRating ?? wordRating,
    }
    const rating = ratingOf(safety)
    saveFinding(database, meme.id, 'safety', safety, now())
    if (rating !== meme.rating) changeMeme(database, meme.id, { rating }, now())
    ratings.set(meme.id, rating)
    return true
  }
}
