import sharp, { type Metadata, type Raw, type Sharp } from 'sharp'
import { framesByTime } from '../read/frames.ts'

/** Side of the square that every frame is drawn into before it is looked at, in pixels. */
export const SIDE = 192
/** Moments at which an animation is looked at, evenly spread over its time. */
export const MOMENTS = 6
/** Animations that are decoded to so many bytes are held in memory as a whole, and only the moments looked at are drawn. */
const MOST_HELD = 48 * 2 ** 20

/** One moment of an image: {@link SIDE} × {@link SIDE} pixels of red, green and blue. */
export interface Frame {
  /** Its time as a share of the whole, 0 to 1; 0.5 for a still. */
  readonly share: number
  /** Its number in the file, from 0. */
  readonly frame: number
  readonly pixels: Uint8Array
}

/** Pixels as they were decoded. */
export interface Pixels {
  readonly data: Buffer
  readonly raw: Pick<Raw, 'width' | 'height' | 'channels'>
}

/** An image as it is looked at: a still has one frame, an animation {@link MOMENTS}. */
export interface SampledImage {
  readonly frames: readonly Frame[]
  /** How many frames the file has. */
  readonly count: number
  /** A frame as large as it is in the file; undefined for stills, and for animations too large to hold. */
  page(frame: number): Pixels | undefined
}

/** What is known of an image before it is decoded. */
export type Measures = Pick<Metadata, 'width' | 'height' | 'pages' | 'pageHeight' | 'delay'>

/** Width and height of each frame as it is drawn, and how many there are. Only stills are turned as their EXIF says. */
export function sizeOf({ width, height, autoOrient, pages = 1, pageHeight }: Metadata) {
  if (pages > 1) return { width, height: pageHeight ?? height / pages, frames: pages }
  return { width: autoOrient.width, height: autoOrient.height, frames: 1 }
}

/**
 * Draws the moments of an image that are compared, on white, without regard for its proportions.
 * @param image bytes of an image that sharp reads; all frames are decoded
 * @param known its metadata over all frames, where they have been read already
 * @throws Error of sharp where the image is broken
 */
export async function sampleFrames(image: Uint8Array, known?: Measures): Promise<SampledImage> {
  const decoder = sharp(image, { pages: -1, failOn: 'warning' })
  const measures = known ?? (await decoder.metadata())
  const { width, pages = 1, pageHeight } = measures
  const source = pages > 1 ? decoder : decoder.autoOrient()
  if (pages > 1 && pageHeight && width * pageHeight * pages * 4 <= MOST_HELD) return sampleHeld(source, measures)
  const { data, info } = await drawn(source)
  const count = Math.max(1, Math.min(pages, Math.round(info.height / SIDE)))
  const size = SIDE * SIDE * info.channels
  const frames = picked(count, measures).map(({ frame, share }) => ({
    share,
    frame,
    pixels: toRgb(data.subarray(frame * size, (frame + 1) * size), info.channels),
  }))
  return { frames, count, page: () => undefined }
}

/** A still whose pixels have been decoded already, as {@link sampleFrames} draws it. */
export async function samplePixels({ data, raw }: Pixels): Promise<SampledImage> {
  const still = await drawn(sharp(data, { raw }))
  const frame = { share: 0.5, frame: 0, pixels: toRgb(still.data, still.info.channels) }
  return { frames: [frame], count: 1, page: () => undefined }
}

function drawn(source: Sharp) {
  return source
    .resize(SIDE, SIDE, { fit: 'fill' })
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
}

/** Only the moments looked at are drawn, and without an alpha channel: to draw every frame with one takes longer than to decode it. */
async function sampleHeld(source: Sharp, measures: Measures): Promise<SampledImage> {
  const { data, info } = await source.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  const { width, channels } = info
  const height = measures.pageHeight!
  const count = Math.round(info.height / height)
  const size = width * height * channels
  const page = (frame: number): Pixels => ({
    data: data.subarray(frame * size, (frame + 1) * size),
    raw: { width, height, channels },
  })
  const moments = picked(count, measures)
  const numbers = [...new Set(moments.map(({ frame }) => frame))]
  const roll = Buffer.concat(numbers.map(number => onWhite(page(number))))
  const small = await sharp(roll, { raw: { width, height: height * numbers.length, channels: 3 } })
    .resize(SIDE, SIDE * numbers.length, { fit: 'fill' })
    .raw()
    .toBuffer()
  const drawnAt = (place: number) => small.subarray(place * SIDE * SIDE * 3, (place + 1) * SIDE * SIDE * 3)
  const frames = moments.map(({ frame, share }) => ({ share, frame, pixels: drawnAt(numbers.indexOf(frame)) }))
  return { frames, count, page }
}

/** Red, green and blue as they look on white. */
function onWhite({ data, raw: { width, height, channels } }: Pixels): Buffer {
  if (channels === 3) return data
  const rgb = Buffer.allocUnsafe(width * height * 3)
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2]
  const hasAlpha = channels === 2 || channels === 4
  for (let at = 0, to = 0; to < rgb.length; at += channels, to += 3) {
    const opacity = hasAlpha ? data[at + channels - 1]! : 255
    rgb[to] = opacity === 255 ? data[at]! : faded(data[at]!, opacity)
    rgb[to + 1] = opacity === 255 ? data[at + green]! : faded(data[at + green]!, opacity)
    rgb[to + 2] = opacity === 255 ? data[at + blue]! : faded(data[at + blue]!, opacity)
  }
  return rgb
}

const faded = (value: number, opacity: number) => 255.5 + ((value - 255) * opacity) / 255

function picked(count: number, { delay }: Measures) {
  if (count === 1) return [{ frame: 0, share: 0.5 }]
  return framesByTime(delay && delay.length === count ? delay : new Array<number>(count).fill(1), MOMENTS)
}

function toRgb(pixels: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return Uint8Array.from(pixels)
  const rgb = new Uint8Array(SIDE * SIDE * 3)
  for (let pixel = 0; pixel < SIDE * SIDE; pixel += 1)
    for (let channel = 0; channel < 3; channel += 1)
      rgb[pixel * 3 + channel] = pixels[pixel * channels + (channels < 3 ? 0 : channel)]!
  return rgb
}
