import { createHash } from 'node:crypto'
import sharp, { type Sharp } from 'sharp'
import { framesByTime } from '../read/frames.ts'
import { type Fingerprint, fingerprintFrames, hashDistance, pack } from './fingerprint.ts'
import { type Pixels, type SampledImage, SIDE, sampleFrames, samplePixels, sizeOf } from './frames.ts'
import type { Area, GreyImage } from './patch.ts'
import { type View, viewsOf } from './views.ts'

/** Longest side of the grey pictures that words are compared in, in pixels. */
const LONGEST = 640

/** An image opened for a closer look. */
export interface OpenImage {
  readonly width: number
  readonly height: number
  readonly count: number
  readonly sampled: SampledImage
  readonly fingerprint: Fingerprint
  /** The frame shown at a share of the whole time, 0 to 1. */
  frameAt(share: number): number
  /** The share of the whole time at whose middle a frame is shown. */
  shareOf(frame: number): number
  grey(frame: number): Promise<GreyImage>
  /** Red, green and blue of a frame, drawn as the sampled ones are; undefined where the frames are not held: decoding up to each takes long. */
  drawn(frame: number): Promise<Uint8Array> | undefined
}

/** Images that were opened last: a meme is often compared with many, one after the other. */
const opened = new Map<string, Promise<OpenImage>>()
const MOST_OPEN = 6

/** Decodes an image for a closer look. @throws Error of sharp where it cannot be decoded */
export function openImage(bytes: Uint8Array): Promise<OpenImage> {
  const key = createHash('sha1').update(bytes).digest('hex')
  const image = opened.get(key) ?? decodeImage(bytes)
  opened.delete(key)
  opened.set(key, image)
  for (const oldest of opened.keys()) if (opened.size > MOST_OPEN) opened.delete(oldest)
  return image
}

async function decodeImage(bytes: Uint8Array): Promise<OpenImage> {
  const metadata = await sharp(bytes, { pages: -1 }).metadata()
  const { delay } = metadata
  const { width, height, frames } = sizeOf(metadata)
  const sampled = await sampleFrames(bytes, metadata)
  const delays = delay && delay.length === sampled.count ? delay : new Array<number>(sampled.count).fill(1)
  const greys = new Map<number, Promise<GreyImage>>()
  const drawings = new Map<number, Promise<Uint8Array>>()
  return {
    width,
    height,
    count: sampled.count,
    sampled,
    fingerprint: fingerprintFrames(sampled),
    frameAt: share => frameAt(delays, share),
    shareOf: frame => shareOf(delays, frame),
    grey(frame) {
      const known = greys.get(frame) ?? drawGrey(sourceOf(bytes, frame, frames > 1, sampled.page(frame)))
      greys.set(frame, known)
      return known
    },
    drawn(frame) {
      const page = sampled.page(frame)
      const known = drawings.get(frame) ?? (page && drawFrame(page))
      if (known) drawings.set(frame, known)
      return known
    },
  }
}

/** Brightness of a sampled frame. */
export function greyFrame(pixels: Uint8Array): GreyImage {
  const grey = new Uint8Array(SIDE * SIDE)
  for (let pixel = 0; pixel < grey.length; pixel += 1) {
    const at = pixel * 3
    grey[pixel] = Math.round(0.299 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]!)
  }
  return { width: SIDE, height: SIDE, pixels: grey }
}

/** One colour of a sampled frame: 0 red, 1 green, 2 blue. */
export function channelFrame(pixels: Uint8Array, channel: number): GreyImage {
  const colour = new Uint8Array(SIDE * SIDE)
  for (let pixel = 0; pixel < colour.length; pixel += 1) colour[pixel] = pixels[pixel * 3 + channel]!
  return { width: SIDE, height: SIDE, pixels: colour }
}

function sourceOf(bytes: Uint8Array, frame: number, isMoving: boolean, page: Pixels | undefined): Sharp {
  if (page) return sharp(page.data, { raw: page.raw })
  return isMoving ? sharp(bytes, { page: frame }) : sharp(bytes).autoOrient()
}

async function drawGrey(source: Sharp): Promise<GreyImage> {
  const { data, info } = await source
    .flatten({ background: '#fff' })
    .greyscale()
    .resize(LONGEST, LONGEST, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true })
  const pixels = info.channels === 1 ? data : data.filter((_, index) => index % info.channels === 0)
  return { width: info.width, height: info.height, pixels }
}

async function drawFrame(page: Pixels): Promise<Uint8Array> {
  const { frames } = await samplePixels(page)
  return frames[0]!.pixels
}

function frameAt(delays: readonly number[], share: number): number {
  const moments = 200
  const moment = Math.min(moments - 1, Math.max(0, Math.floor(share * moments)))
  return framesByTime(delays, moments)[moment]!.frame
}

function shareOf(delays: readonly number[], frame: number): number {
  const shown = delays.map(delay => Math.max(delay, 1))
  const total = shown.reduce((sum, delay) => sum + delay, 0)
  const before = shown.slice(0, frame).reduce((sum, delay) => sum + delay, 0)
  return (before + (shown[frame] ?? 0) / 2) / total
}

/** How two images lie on each other: the parts of each that show the same. */
export interface Alignment {
  readonly first: Area
  readonly second: Area
}

const toArea = ({ left, top, right, bottom }: View): Area => ({
  left: left / SIDE,
  top: top / SIDE,
  right: right / SIDE,
  bottom: bottom / SIDE,
})

/** How much more alike two images must be at different moments than at the same one to be laid on each other there: a figure that moves is much the same at both, elsewhere. */
const OTHER_MOMENT = 0.03

/** The moments of two images that are laid on each other. */
export interface Moments {
  readonly moment: number
  readonly otherMoment: number
}

/** The views, whole or within borders, in which two images are most alike, and the moments at which they are. */
export function align(first: OpenImage, second: OpenImage): Alignment & Moments {
  const [a, b] = [pack(first.fingerprint), pack(second.fingerprint)]
  let best = { apart: Number.POSITIVE_INFINITY, moment: 0, other: 0, view: 0, otherView: 0 }
  for (const [moment, views] of a.frames.entries())
    for (let other = moment - 1; other <= moment + 1; other += 1)
      for (const [view, hash] of views.entries())
        for (const [otherView, otherHash] of (b.frames[other] ?? []).entries()) {
          const apart = hashDistance(hash, otherHash) + (other === moment ? 0 : OTHER_MOMENT)
          if (apart < best.apart) best = { apart, moment, other, view, otherView }
        }
  return {
    first: toArea(viewsOf(first.sampled.frames[best.moment]!.pixels)[best.view]!),
    second: toArea(viewsOf(second.sampled.frames[best.other]!.pixels)[best.otherView]!),
    moment: best.moment,
    otherMoment: best.other,
  }
}

/** The part of the second image that lies where a part of the first does. */
export function carry(area: Area, from: Area, to: Area): Area {
  const [width, height] = [from.right - from.left, from.bottom - from.top]
  const x = (value: number) => to.left + ((value - from.left) / width) * (to.right - to.left)
  const y = (value: number) => to.top + ((value - from.top) / height) * (to.bottom - to.top)
  return { left: x(area.left), top: y(area.top), right: x(area.right), bottom: y(area.bottom) }
}
