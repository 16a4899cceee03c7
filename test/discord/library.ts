import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Message } from './model/types.ts'

/** A meme of the starter library, as its manifest has it. */
export interface ManifestMeme {
  readonly id: string
  readonly slug: string
  readonly file: string
  readonly mime: string
  readonly caption: string
  readonly frames: number
}

const STARTER = new URL('../../library/starter/', import.meta.url)

/** The starter library. */
export const starterMemes: readonly ManifestMeme[] = readFileSync(new URL('manifest.jsonl', STARTER), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map(line => JSON.parse(line))

const byHash = new Map(
  starterMemes.map(meme => [
    createHash('sha256')
      .update(readFileSync(new URL(meme.file, STARTER)))
      .digest('hex'),
    meme,
  ]),
)

/** The starter meme in a message's attachment, by its bytes; undefined for words, or another picture. */
export function memeIn(message: Pick<Message, 'attachments'>): ManifestMeme | undefined {
  const [attachment] = message.attachments
  return attachment && byHash.get(createHash('sha256').update(attachment.bytes).digest('hex'))
}
