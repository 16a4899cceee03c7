import type { Encoder } from '../models/encoder.ts'
import type { Database } from '../storage/database.ts'
import { encoderKey, saveEmbeddings, textsOf } from '../storage/embeddings.ts'
import { indexWords, type LabelledMeme } from '../storage/memes.ts'

/** Makes one meme's embeddings and words: what a build of the index does for all. Until the next build it is looked at one by one. */
export async function embedMeme(db: Database, encoder: Encoder, meme: LabelledMeme): Promise<void> {
  const texts = textsOf(meme.annotation)
  const vectors = await encoder.encode(
    texts.map(({ text }) => text),
    'passage',
  )
  saveEmbeddings(
    db,
    encoderKey(encoder),
    texts.map((text, index) => ({ ...text, memeId: meme.id, vector: vectors[index]! })),
  )
  indexWords(db, meme)
}
