import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { fileTypeFromBuffer } from 'file-type'
import sharp from 'sharp'
import type { Meme } from '../../../src/schemas/meme.ts'
import { Refused } from './refused.ts'

// A CommonJS package whose types claim a default export that it does not have, hence not an `import`.
const phash = createRequire(import.meta.url)('sharp-phash') as (image: Buffer) => Promise<string>

const LONGEST_SIDE = 4096
const SHORTEST_SIDE = 32
/** Of all frames together. */
const PIXELS = 64_000_000
const MOST_FRAMES = 400
const SECONDS = 20

/** A picture that was looked at and packed anew: without metadata, and nothing in it but what is seen. */
export interface Picture extends Pick<Meme, 'mime' | 'width' | 'height' | 'frames' | 'perceptualHash'> {
  readonly bytes: Buffer
  /** SHA-256 of the bytes as they were handed in. */
  readonly contentHash: string
}

/**
 * Looks at what is said to be a picture: by its content, whatever its name; its size is read before a pixel is unpacked.
 * @throws Refused `not-a-picture`, `too-many-pixels` or `too-small`
 */
export async function readPicture(bytes: Buffer): Promise<Picture> {
  const mime = await sniff(bytes)
  const { width, height, frames } = await measure(bytes)
  const contentHash = createHash('sha256').update(bytes).digest('hex')
  try {
    const clean = await repack(bytes, mime)
    const perceptualHash = await perceptualHashOf(clean)
    return { mime, width, height, frames, perceptualHash, contentHash, bytes: clean }
  } catch {
    throw new Refused('not-a-picture')
  }
}

/** 64 bits, hexadecimal, of the first frame. */
export async function perceptualHashOf(bytes: Buffer): Promise<string> {
  return BigInt(`0b${await phash(bytes)}`)
    .toString(16)
    .padStart(16, '0')
}

async function sniff(bytes: Buffer): Promise<Meme['mime']> {
  const mime: string | undefined = (await fileTypeFromBuffer(bytes).catch(() => undefined))?.mime
  switch (mime) {
    case 'image/png':
    case 'image/jpeg':
    case 'image/gif':
    case 'image/webp':
      return mime
    // Stickers often are; its first frame is a plain PNG.
    case 'image/apng':
      return 'image/png'
    default:
      throw new Refused('not-a-picture')
  }
}

async function measure(bytes: Buffer): Promise<Pick<Picture, 'width' | 'height' | 'frames'>> {
  const found = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined)
  if (!found) throw new Refused('not-a-picture')
  const { width, pages: frames = 1 } = found
  const height = found.pageHeight ?? found.height
  if (Math.max(width, height) > LONGEST_SIDE || frames > MOST_FRAMES || width * height * frames > PIXELS)
    throw new Refused('too-many-pixels')
  if (Math.min(width, height) < SHORTEST_SIDE) throw new Refused('too-small')
  return { width, height, frames }
}

function repack(bytes: Buffer, mime: Meme['mime']): Promise<Buffer> {
  const picture = sharp(bytes, { animated: true, limitInputPixels: PIXELS + 1, failOn: 'error' })
    .autoOrient()
    .timeout({ seconds: SECONDS })
  if (mime === 'image/gif') return picture.gif({ reuse: true }).toBuffer()
  if (mime === 'image/webp') return picture.webp({ quality: 85 }).toBuffer()
  if (mime === 'image/jpeg') return picture.jpeg({ quality: 88 }).toBuffer()
  return picture.png().toBuffer()
}
