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
export const NEAR = 0.2

/**
 * Perceptual fingerprint of an image: for each moment looked at (one for a still, six for an animation) the 256-bit hashes of the
 * whole frame and of what is within its borders.
 */
export const fingerprintSchema = z.object({
  version: z.literal(FINGERPRINT_VERSION),
  animated: z.boolean(),
  frames: z.array(z.array(z.string().regex(/^[0-9a-f]{64}$/)).min(1)).min(1),
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

/** A fingerprint ready for many comparisons: per frame and view 8 words of 32 bits. */
export interface PackedFingerprint {
  readonly animated: boolean
  readonly frames: ReadonlyArray<readonly Uint32Array[]>
}

export function pack({ animated, frames }: Fingerprint): PackedFingerprint {
  return { animated, frames: frames.map(views => views.map(toWords)) }
}

/** {@link distance} of two packed fingerprints. */
export function packedDistance(first: PackedFingerprint, second: PackedFingerprint): number {
  if (first.animated !== second.animated) return 1
  const [forth, back] = [oneWay(first, second), oneWay(second, first)]
  return Math.max(forth, back) / HASH_BITS
}

/** Mean over the moments of one image of the bits by which the nearest moment of the other differs. */
function oneWay(first: PackedFingerprint, second: PackedFingerprint): number {
  let sum = 0
  for (const [moment, views] of first.frames.entries()) {
    let nearest = HASH_BITS
    // Frames that last a little longer in another format shift by one moment at most.
    for (let other = moment - 1; other <= moment + 1; other += 1) {
      const otherViews = second.frames[other]
      if (otherViews) nearest = Math.min(nearest, nearestViews(views, otherViews))
    }
    sum += nearest
  }
  return sum / first.frames.length
}

function nearestViews(first: readonly Uint32Array[], second: readonly Uint32Array[]): number {
  let nearest = HASH_BITS
  for (const a of first) for (const b of second) nearest = Math.min(nearest, hamming(a, b))
  return nearest
}

/** Bits in which two packed hashes differ. */
export function hamming(a: Uint32Array, b: Uint32Array): number {
  let count = 0
  for (let index = 0; index < a.length; index += 1) {
    let bits = a[index]! ^ b[index]!
    bits -= (bits >>> 1) & 0x55555555
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
    count += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
  }
  return count
}

function toWords(hash: string): Uint32Array {
  return Uint32Array.from({ length: hash.length / 8 }, (_, word) =>
    Number.parseInt(hash.slice(word * 8, word * 8 + 8), 16),
  )
}
