import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Encoder } from '../models/encoder.ts'
import type { StoredMeme } from '../schemas/meme.ts'
import type { Database } from '../storage/database.ts'
import { encoderKey, readVectors } from '../storage/embeddings.ts'
import { type LabelledMeme, lexicalText, readMemes } from '../storage/memes.ts'
import { contentWords } from '../text/segment.ts'
import { meanExample } from './query.ts'
import { type Scorable, type WordWeights, wordWeights } from './score.ts'

const STARTER_FOLDER = fileURLToPath(new URL('../../library/starter', import.meta.url))

/** A meme in memory: all that retrieval and scoring need of it. */
export interface LoadedMeme extends Scorable {
  readonly meme: LabelledMeme
  readonly path: string
}

/** The library at one moment. */
export interface LibrarySnapshot {
  readonly byLabel: ReadonlyMap<number, LoadedMeme>
  readonly byId: ReadonlyMap<string, LoadedMeme>
  readonly idf: WordWeights
  /** How many memes there are in all, with or without embeddings. */
  readonly total: number
  /** Memes whose image file is gone: held back. */
  readonly missing: readonly StoredMeme[]
}

/** Where a meme's image lies on this machine. */
export function memePath(meme: Pick<StoredMeme, 'library' | 'file'>, dataFolder: string): string {
  return meme.library === 'starter' ? join(STARTER_FOLDER, meme.file) : join(dataFolder, 'memes', meme.file)
}

/** Reads the library with its embeddings; memes that have none for this encoder wait for the next build of the index. */
export async function loadLibrary(db: Database, encoder: Encoder, dataFolder: string): Promise<LibrarySnapshot> {
  const memes = await readMemes(db)
  const vectors = readVectors(db, encoderKey(encoder), memes)
  const loaded = memes.flatMap((meme): LoadedMeme[] => {
    const found = vectors.get(meme.id)
    if (!found) return []
    return [
      {
        meme,
        path: memePath(meme, dataFolder),
        vectors: found,
        meanExample: meanExample(found),
        words: new Set(contentWords(lexicalText(meme))),
      },
    ]
  })
  return {
    byLabel: new Map(loaded.map(item => [item.meme.label, item])),
    byId: new Map(loaded.map(item => [item.meme.id, item])),
    // Only what all guilds share: else the memes of one would move the scores of another.
    idf: wordWeights(
      memes.filter(meme => meme.scope === 'global').flatMap(meme => meme.annotation.examples.map(contentWords)),
    ),
    total: memes.length,
    missing: loaded.filter(item => item.meme.state === 'approved' && !existsSync(item.path)).map(item => item.meme),
  }
}
