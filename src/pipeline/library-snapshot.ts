import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Encoder } from '../models/encoder.ts'
import type { StoredMeme } from '../schemas/meme.ts'
import type { Database } from '../storage/database.ts'
import { encoderKey, type MemeVectors, readVectors } from '../storage/embeddings.ts'
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
  /** All memes, by label: whatever their state, with or without embeddings. */
  readonly memes: readonly LabelledMeme[]
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
  const loaded = memes.flatMap(meme => loadMeme(meme, vectors.get(meme.id), dataFolder))
  return { ...assemble(memes, loaded), missing: missingOf(loaded) }
}

/**
 * The snapshot after a few memes were changed or came in; all others are taken over as they are.
 * @param vectors embeddings of the changed memes, up to date with their texts
 */
export function withChanged(
  before: LibrarySnapshot,
  changed: readonly LabelledMeme[],
  vectors: ReadonlyMap<string, MemeVectors>,
  dataFolder: string,
): LibrarySnapshot {
  const ids = new Set(changed.map(meme => meme.id))
  const untouched = <T extends { id: string }>(memes: readonly T[]) => memes.filter(meme => !ids.has(meme.id))
  const items = changed.flatMap(meme => loadMeme(meme, vectors.get(meme.id), dataFolder))
  const memes = byLabel([...untouched(before.memes), ...changed], meme => meme.label)
  const others = [...before.byId.values()].filter(item => !ids.has(item.meme.id))
  const loaded = byLabel([...others, ...items], item => item.meme.label)
  return { ...assemble(memes, loaded), missing: [...untouched(before.missing), ...missingOf(items)] }
}

const byLabel = <T>(items: T[], label: (item: T) => number) => items.sort((a, b) => label(a) - label(b))

function loadMeme(meme: LabelledMeme, vectors: MemeVectors | undefined, dataFolder: string): LoadedMeme[] {
  if (!vectors) return []
  const words = new Set(contentWords(lexicalText(meme)))
  return [{ meme, path: memePath(meme, dataFolder), vectors, meanExample: meanExample(vectors), words }]
}

function assemble(memes: readonly LabelledMeme[], loaded: readonly LoadedMeme[]): Omit<LibrarySnapshot, 'missing'> {
  return {
    byLabel: new Map(loaded.map(item => [item.meme.label, item])),
    byId: new Map(loaded.map(item => [item.meme.id, item])),
    // Only what all guilds share: else the memes of one would move the scores of another.
    idf: wordWeights(memes.filter(meme => meme.scope === 'global').flatMap(exampleWords)),
    memes,
    total: memes.length,
  }
}

const missingOf = (items: readonly LoadedMeme[]) =>
  items.filter(item => item.meme.state === 'approved' && !existsSync(item.path)).map(item => item.meme)

// Segmenting forty thousand lines takes a second: those of a meme that stayed are not segmented again.
const segmented = new WeakMap<LabelledMeme, string[][]>()

function exampleWords(meme: LabelledMeme): string[][] {
  const words = segmented.get(meme) ?? meme.annotation.examples.map(contentWords)
  segmented.set(meme, words)
  return words
}
