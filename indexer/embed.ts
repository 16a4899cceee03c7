import type { Encoder } from '../src/models/encoder.ts'
import type { Database } from '../src/storage/database.ts'
import { type EmbeddedText, encoderKey, readVectors, saveEmbeddings, textsOf } from '../src/storage/embeddings.ts'
import type { LabelledMeme } from '../src/storage/memes.ts'

const MEMES_PER_BATCH = 16

/**
 * Embeds the texts of every meme that has none that are up to date (or of all), a batch of memes at a time. Each batch is one
 * transaction: a killed process loses at most the batch in hand, and the next run goes on from there.
 * @param full embeds all again
 * @returns how many memes were embedded
 */
export async function embedMemes(
  db: Database,
  encoder: Encoder,
  memes: readonly LabelledMeme[],
  full: boolean,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<number> {
  const key = encoderKey(encoder)
  const current = full ? new Map() : readVectors(db, key, memes)
  const pending = memes.filter(meme => !current.has(meme.id))
  for (let start = 0; start < pending.length; start += MEMES_PER_BATCH) {
    const batch = pending.slice(start, start + MEMES_PER_BATCH)
    const texts: Array<EmbeddedText & { memeId: string }> = batch.flatMap(meme =>
      textsOf(meme.annotation).map(text => ({ ...text, memeId: meme.id })),
    )
    const vectors = await encoder.encode(
      texts.map(text => text.text),
      'passage',
    )
    saveEmbeddings(
      db,
      key,
      texts.map((text, row) => ({ ...text, vector: vectors[row]! })),
    )
    onProgress(Math.min(start + MEMES_PER_BATCH, pending.length), pending.length)
  }
  return pending.length
}
