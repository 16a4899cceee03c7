import { createHash } from 'node:crypto'
import sharp, { type Sharp } from 'sharp'
import { fingerprintFrames } from '../fingerprint/fingerprint.ts'
import { type Pixels, type SampledImage, sampleFrames, samplePixels, sizeOf } from '../fingerprint/frames.ts'
import { hash64 } from '../fingerprint/hash64.ts'
import { drawApng, parseApng } from './apng.ts'
import type { Examination } from './examination.ts'
import { checkGif } from './gif.ts'
import { APNG_ALL_PIXELS, type Limits, LONGEST_SIDE } from './limits.ts'
import { checkPng } from './png.ts'
import { RejectionError } from './reasons.ts'
import { type ImageFormat, sniffImage } from './sniff.ts'

/** Longest side of the still of an animation, in pixels. */
const STILL_SIDE = 256
const MIME = { png: 'image/png', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp' } as const
const WEBP_QUALITY = 90

/** An image in the form in which it is kept. */
interface Kept {
  readonly bytes: Buffer
  readonly mime: Examination['mime']
  /** Undefined where it was made anew and must be measured. */
  readonly measures?: Awaited<ReturnType<typeof measure>>
  /** Its pixels, where they had to be decoded anyway. */
  readonly pixels?: Pixels
}

/**
 * Looks at a file's bytes: what they are, whether they can be decoded to the last frame, and how they look. Meant for a process of
 * its own, as decoders of hostile files hang, swell and crash.
 * @throws RejectionError where it is no sound image within the limits
 */
export async function lookAt(bytes: Buffer, limits: Limits): Promise<Examination> {
  const format = await sniffImage(bytes)
  if (format === 'gif') checkGif(bytes)
  const kept = await keepable(bytes, format, limits)
  const { width, height, frames, metadata } = kept.measures ?? (await measure(kept.bytes, 'webp', limits))
  if (format === 'png') checkPng(bytes)
  const { pixels } = kept
  const sampled = await decoded(() => (pixels ? samplePixels(pixels) : sampleFrames(kept.bytes, metadata)))
  if (sampled.count !== frames) throw new RejectionError('broken', `It says ${frames} frames and has ${sampled.count}.`)
  const isConverted = kept.bytes !== bytes
  const original = digest(bytes)
  return {
    original,
    id: isConverted ? digest(kept.bytes) : original,
    mime: kept.mime,
    width,
    height,
    frames,
    perceptualHash: hash64(sampled.frames[0]!.pixels),
    fingerprint: fingerprintFrames(sampled),
    converted: isConverted ? kept.bytes : undefined,
    still: frames > 1 ? await drawStill(kept.bytes, width, height, sampled) : undefined,
  }
}

async function keepable(bytes: Buffer, format: ImageFormat, limits: Limits): Promise<Kept> {
  if (format === 'apng') {
    const apng = parseApng(bytes, { frames: limits.frames, allPixels: Math.min(limits.allPixels, APNG_ALL_PIXELS) })
    check(apng.width, apng.height, apng.frames.length, limits)
    checkPng(bytes)
    if (apng.frames.length === 1) return { bytes, mime: 'image/png', measures: await measure(bytes, format, limits) }
    const data = await decoded(() => drawApng(apng))
    const { width, height, frames, loop } = apng
    const raw = { width, height: height * frames.length, channels: 4 as const, pageHeight: height }
    const delay = frames.map(frame => frame.delay)
    return toWebp(sharp(data, { raw, limitInputPixels: limits.allPixels }), { delay, loop })
  }
  const measures = await measure(bytes, format, limits)
  if (format !== 'avif') return { bytes, mime: MIME[format], measures }
  // Decoding AVIF takes longer than all else: it is done once.
  const { data, info } = await decoded(() =>
    sharp(bytes, sharpOptions(limits)).autoOrient().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true }),
  )
  const { width, height, channels } = info
  const raw = { width, height, channels }
  return { ...(await toWebp(sharp(data, { raw }), {})), measures, pixels: { data, raw } }
}

async function toWebp(image: Sharp, animation: { delay?: number[]; loop?: number }): Promise<Kept> {
  const bytes = await decoded(() => image.webp({ quality: WEBP_QUALITY, effort: 1, ...animation }).toBuffer())
  return { bytes, mime: 'image/webp' }
}

const sharpOptions = (limits: Limits) => ({ limitInputPixels: limits.allPixels, failOn: 'warning' as const })

async function measure(bytes: Buffer, format: ImageFormat, limits: Limits) {
  const metadata = await decoded(() => sharp(bytes, { ...sharpOptions(limits), pages: -1 }).metadata(), limits)
  const expected = format === 'avif' ? 'heif' : format === 'apng' ? 'png' : format
  if (metadata.format !== expected) throw new RejectionError('broken', `It reads as ${metadata.format}.`)
  const { width, height, frames } = sizeOf(metadata)
  check(width, height, frames, limits)
  return { width, height, frames, metadata }
}

function check(width: number, height: number, frames: number, limits: Limits): void {
  const size = `${frames > 1 ? `${frames} frames of ` : ''}${width} × ${height}.`
  if (frames > limits.frames) throw new RejectionError('too-many-frames', size)
  if (width * height > limits.pixels || width * height * frames > limits.allPixels)
    throw new RejectionError('too-many-pixels', size)
  if (Math.max(width, height) > LONGEST_SIDE)
    throw new RejectionError('too-many-pixels', `${size} A side may have ${LONGEST_SIDE}.`)
}

/** Runs a decoder; what it complains of is why the file is rejected. */
async function decoded<T>(decode: () => Promise<T>, limits?: Limits): Promise<T> {
  try {
    return await decode()
  } catch (error) {
    if (error instanceof RejectionError) throw error
    const message = (error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 200)
    if (limits && /pixel limit/i.test(message))
      throw new RejectionError('too-many-pixels', `More than ${limits.allPixels / 1e6} million in all.`)
    throw new RejectionError('broken', message)
  }
}

/** The moment at which most is to be seen. */
async function drawStill(bytes: Buffer, width: number, height: number, sampled: SampledImage): Promise<Buffer> {
  const contrasts = sampled.frames.map(({ pixels }) => spread(pixels))
  const best = sampled.frames[contrasts.indexOf(Math.max(...contrasts))]!
  const scale = Math.min(1, STILL_SIDE / Math.max(width, height))
  const page = sampled.page(best.frame)
  return decoded(() =>
    (page ? sharp(page.data, { raw: page.raw }) : sharp(bytes, { page: best.frame }))
      .resize(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)), { fit: 'fill' })
      .webp({ quality: 80, effort: 1 })
      .toBuffer(),
  )
}

/** One value in so many is looked at; odd to three, so that all colours and columns are met. */
const SPREAD_STEP = 13

/** Variance of the pixels' values. */
function spread(pixels: Uint8Array): number {
  let [sum, squares, count] = [0, 0, 0]
  for (let at = 0; at < pixels.length; at += SPREAD_STEP) {
    const value = pixels[at]!
    sum += value
    squares += value * value
    count += 1
  }
  const mean = sum / count
  return squares / count - mean * mean
}

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
