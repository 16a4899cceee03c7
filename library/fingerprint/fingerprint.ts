import { z } from 'zod'
import { type SampledImage, sampleFrames } from './frames.ts'
import { HASH_BITS, hashView } from './hash.ts'
import { viewsOf } from './views.ts'

/** Grows when the same image gets another fingerprint; those of an older version are made anew. */
export const FINGERPRINT_VERSION = 1

/**
 * The bound: images at a {@link distance} of more than this are different. Those nearer look alike, and whether they are duplicates
 * is decided by looking closely and by their words. How it was measured: docs/library-import.md.
 */
export const NEAR = 0.22

/**
 * Perceptual fingerprint of an image: for each moment looked at (one for a still, six for an animation) the hashes of the
 * whole frame and of what is within its borders.
 */
export const fingerprintSchema = z.object({
  version: z.literal(FINGERPRINT_VERSION),
  animated: z.boolean(),
  frames: z.array(z.array(z.string().regex(/^[0-9a-f]{128}$/)).min(1)).min(1),
})
export type Fingerprint = z.infer<typeof fingerprintSchema>

/**
 * Fingerprint of an image's bytes (PNG, JPEG, GIF, WebP or AVIF; animated ones over several frames).
 * @throws Error where the image cannot be decoded
 */
export async function fingerprintOf(image: Uint8Array): Promise<Fingerprint> {
  return fingerprintFrames(await sampleFrames(image))
}

/** Fingerprint of an image that has been sampled already. */
export function fingerprintFrames({ frames, count }: SampledImage): Fingerprint {
  return {
    version: FINGERPRINT_VERSION,
    animated: count > 1,
    frames: frames.map(({ pixels }) => viewsOf(pixels).map(view => hashView(pixels, view))),
  }
}

/**
 * How far apart two images look, from 0 (the same) to 1; two that have nothing in common are at about 0.5. Moments are compared
 * with those at about the same time. A still and an animation are at 1: they are never the same meme.
 */
export function distance(first: Fingerprint, second: Fingerprint): number {
  return packedDistance(pack(first), pack(second))
}

/** A hash ready for many comparisons: 8 words of signs, then 8 words that say which of them count. */
export interface PackedHash {
  readonly words: Uint32Array
  /** How many coefficients count. */
  readonly count: number
}

/** A fingerprint ready for many comparisons: the hashes of each frame's views. */
export interface PackedFingerprint {
  readonly animated: boolean
  readonly frames: ReadonlyArray<readonly PackedHash[]>
}

export function pack({ animated, frames }: Fingerprint): PackedFingerprint {
  return { animated, frames: frames.map(views => views.map(packHash)) }
}

/**
 * {@link distance} of two packed fingerprints.
 * @param bound a distance of more than this may come out as any other of more than this, which takes less time
 */
export function packedDistance(first: PackedFingerprint, second: PackedFingerprint, bound = 1): number {
  if (first.animated !== second.animated) return 1
  if (!first.animated) return nearestViews(first.frames[0]!, second.frames[0]!)
  const there = oneWay(first, second, bound)
  return there > bound ? there : Math.max(there, oneWay(second, first, bound))
}

/** Mean over the moments of one image of the distance of the nearest moment of the other; less once it is beyond the bound. */
function oneWay(first: PackedFingerprint, second: PackedFingerprint, bound: number): number {
  const { length } = first.frames
  let sum = 0
  for (let moment = 0; moment < length && sum <= bound * length; moment += 1) {
    let nearest = 1
    // Frames that last a little longer in another format shift by one moment at most.
    for (let other = moment - 1; other <= moment + 1; other += 1) {
      const otherViews = second.frames[other]
      if (otherViews) nearest = Math.min(nearest, nearestViews(first.frames[moment]!, otherViews))
    }
    sum += nearest
  }
  return sum / length
}

function nearestViews(first: readonly PackedHash[], second: readonly PackedHash[]): number {
  let nearest = 1
  for (const a of first) for (const b of second) nearest = Math.min(nearest, hashDistance(a, b))
  return nearest
}

const WORDS = HASH_BITS / 32
/** What a coefficient that counts in one hash only adds, where one that counts in both with another sign adds 1. */
const HALF_HEARD = 0.25

/** How far apart two packed hashes are, 0 to 1: of the coefficients that count in either, the share that differs. */
export function hashDistance({ words: a, count }: PackedHash, { words: b, count: otherCount }: PackedHash): number {
  // Plain loops over counts by byte, added up at the end: this runs millions of times in a large library.
  let differ = 0
  let alone = 0
  for (let word = 0; word < WORDS; word += 1) {
    const counts = a[WORDS + word]!
    const others = b[WORDS + word]!
    differ += bitsByByte((a[word]! ^ b[word]!) & counts & others)
    alone += bitsByByte(counts ^ others)
  }
  const onlyOne = sumOfBytes(alone)
  const all = (count + otherCount + onlyOne) / 2
  // Two flat pictures have nothing by which to tell them apart.
  return all === 0 ? 0 : (sumOfBytes(differ) + HALF_HEARD * onlyOne) / all
}

/** How many bits of each byte of a word are set; some 30 such counts can be added without one running into the next. */
function bitsByByte(word: number): number {
  let count = word - ((word >>> 1) & 0x55555555)
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333)
  return (count + (count >>> 4)) & 0x0f0f0f0f
}

function sumOfBytes(counts: number): number {
  return (counts & 0xff) + ((counts >>> 8) & 0xff) + ((counts >>> 16) & 0xff) + (counts >>> 24)
}

/** @param hash signs, then which of them count, in hexadecimal digits */
function packHash(hash: string): PackedHash {
  const words = toWords(hash)
  return { words, count: words.subarray(WORDS).reduce((sum, word) => sum + sumOfBytes(bitsByByte(word)), 0) }
}

function toWords(hash: string): Uint32Array {
  return Uint32Array.from({ length: hash.length / 8 }, (_, word) =>
    Number.parseInt(hash.slice(word * 8, word * 8 + 8), 16),
  )
}
