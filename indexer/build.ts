import { createHash } from 'node:crypto'
import type { Encoder } from '../src/models/encoder.ts'
import { gateDigest } from '../src/pipeline/gate/classifier.ts'
import { weightsFor } from '../src/pipeline/weights.ts'
import type { Database } from '../src/storage/database.ts'
import { encoderKey, hashText, readVectors, textsOf } from '../src/storage/embeddings.ts'
import { type LabelledMeme, readMemes, rebuildLexical } from '../src/storage/memes.ts'
import type { IndexPointer } from '../src/storage/vector-index.ts'
import { calibrate } from './calibrate.ts'
import { embedMemes } from './embed.ts'
import { readLabels } from './labels.ts'
import { writeIndex } from './write.ts'

/** What a build did. */
export interface BuildSummary {
  readonly memes: number
  readonly embedded: number
  readonly pointer: IndexPointer
  readonly calibratedOn: number
}

export interface BuildOptions {
  /** Embeds everything again, whether or not its text has changed. */
  readonly full: boolean
  readonly now: number
  readonly onProgress?: (done: number, total: number) => void
}

/** From annotations to a searchable index: embed what is new, index the words, calibrate the score, write the graph, rename. */
export async function buildIndex(
  db: Database,
  encoder: Encoder,
  dataFolder: string,
  options: BuildOptions,
): Promise<BuildSummary> {
  const memes = await readMemes(db)
  const embedded = await embedMemes(db, encoder, memes, options.full, options.onProgress)
  const vectors = readVectors(db, encoderKey(encoder), memes)
  await rebuildLexical(db, memes)
  const calibratedOn = await calibrate(db, encoder, dataFolder, options.now)
  const points = memes.flatMap(meme => {
    const found = vectors.get(meme.id)
    return found ? [{ label: meme.label, vectors: found }] : []
  })
  const about = {
    encoder: encoderKey(encoder),
    dimension: encoder.dimension,
    content: libraryContent(memes, encoder),
    builtAt: options.now,
  }
  return { memes: memes.length, embedded, pointer: writeIndex(dataFolder, points, about), calibratedOn }
}

/**
 * Digest of all that the index and the calibration stored with it are made from: memes, encoder, weights, gate and labels. Another
 * one means that the index is stale. States are not part of it; they are filters.
 */
export function libraryContent(memes: readonly LabelledMeme[], encoder: Encoder): string {
  const hash = createHash('sha256').update(encoderKey(encoder))
  hash
    .update(JSON.stringify(weightsFor(encoder.id)))
    .update(gateDigest())
    .update(JSON.stringify(readLabels('dev')))
  for (const meme of memes) {
    hash.update(`\n${meme.label} ${meme.id} ${hashText(meme.caption)}`)
    for (const text of textsOf(meme.annotation)) hash.update(hashText(text.text))
    if (meme.tags?.length) hash.update(hashText(meme.tags.join('\n')))
  }
  return hash.digest('hex')
}
