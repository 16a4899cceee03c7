import { readFile, stat } from 'node:fs/promises'
import sharp from 'sharp'
import type { StoredMeme } from '../../src/schemas/meme.ts'

/** Bytes that Discord takes in one attachment, by the guild's boost tier; direct messages are as tier 0. */
export const UPLOAD_LIMITS = [10, 10, 50, 100].map(megabytes => megabytes * 1024 * 1024)
/** Widths that a picture too large is tried at, as shares of its own. */
const SHARES = [0.8, 0.6, 0.45, 0.3, 0.2, 0.12]
const QUALITY = 70
const REMEMBERED = 24

/** A picture ready to be uploaded. */
export interface Upload {
  readonly bytes: Buffer
  readonly extension: string
}

/** Reads memes from disk for uploading, made smaller where they must be; the last small ones are remembered. */
export class Uploads {
  private readonly shrunk = new Map<string, Upload | undefined>()

  /** The picture in at most `limit` bytes; undefined where it cannot be had so small, or cannot be read. Animation stays. */
  async fit(meme: Pick<StoredMeme, 'id' | 'mime'>, path: string, limit: number): Promise<Upload | undefined> {
    const extension = meme.mime.replace('image/', '').replace('jpeg', 'jpg')
    const size = (await stat(path).catch(() => undefined))?.size
    if (size === undefined) return undefined
    if (size <= limit) return { bytes: await readFile(path), extension }
    const key = `${meme.id}/${limit}`
    if (!this.shrunk.has(key)) {
      const bytes = await shrink(await readFile(path), meme.mime, limit)
      this.shrunk.set(key, bytes && { bytes, extension })
      if (this.shrunk.size > REMEMBERED) this.shrunk.delete(this.shrunk.keys().next().value!)
    }
    return this.shrunk.get(key)
  }
}

/**
 * A picture at the largest size of some at which it has at most `limit` bytes, in its own format and with all its frames; undefined
 * where even the smallest is larger, or it cannot be read.
 */
export async function shrink(bytes: Buffer, mime: StoredMeme['mime'], limit: number): Promise<Buffer | undefined> {
  try {
    const { width } = await sharp(bytes).metadata()
    for (const share of SHARES) {
      const small = await encode(bytes, mime, Math.max(16, Math.round(width * share)))
      if (small.length <= limit) return small
    }
    return undefined
  } catch {
    return undefined
  }
}

function encode(bytes: Buffer, mime: StoredMeme['mime'], width: number): Promise<Buffer> {
  const picture = sharp(bytes, { animated: true }).resize({ width, withoutEnlargement: true })
  if (mime === 'image/gif') return picture.gif({ colours: 64, interFrameMaxError: 8 }).toBuffer()
  if (mime === 'image/webp') return picture.webp({ quality: QUALITY }).toBuffer()
  if (mime === 'image/jpeg') return picture.jpeg({ quality: QUALITY }).toBuffer()
  return picture.png({ palette: true }).toBuffer()
}
