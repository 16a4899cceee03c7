import sharp from 'sharp'
import { framesByTime } from '../read/frames.ts'

/** Side of the square that every frame is drawn into before it is looked at, in pixels. */
export const SIDE = 192
/** Moments at which an animation is looked at, evenly spread over its time. */
export const MOMENTS = 6

/** One moment of an image: {@link SIDE} × {@link SIDE} pixels of red, green and blue. */
export interface Frame {
  /** Its time as a share of the whole, 0 to 1; 0.5 for a still. */
  readonly share: number
  /** Its number in the file, from 0. */
  readonly frame: number
  readonly pixels: Uint8Array
}

/** An image as it is looked at: a still has one frame, an animation {@link MOMENTS}. */
export interface SampledImage {
  readonly frames: readonly Frame[]
  /** How many frames the file has. */
  readonly count: number
}

/**
 * Draws the moments of an image that are compared, on white, without regard for its proportions.
 * @param image bytes of an image that sharp reads; all frames are decoded
 * @throws Error of sharp where the image is broken
 */
export async function sampleFrames(image: Uint8Array): Promise<SampledImage> {
  const source = sharp(image, { pages: -1, failOn: 'warning' }).autoOrient()
  const { pages = 1, delay } = await source.metadata()
  const { data, info } = await source
    .resize(SIDE, SIDE, { fit: 'fill' })
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const count = Math.max(1, Math.min(pages, Math.round(info.height / SIDE)))
  const delays = delay && delay.length === count ? delay : new Array<number>(count).fill(1)
  return sampleRaw(data, info.channels, count, delays)
}

/** The moments of frames that lie one below the other as raw pixels, {@link SIDE} wide and high each. */
export function sampleRaw(data: Uint8Array, channels: number, count: number, delays: readonly number[]): SampledImage {
  const size = SIDE * SIDE * channels
  const picked = count === 1 ? [{ frame: 0, share: 0.5 }] : framesByTime(delays, MOMENTS)
  const frames = picked.map(({ frame, share }) => ({
    share,
    frame,
    pixels: toRgb(data.subarray(frame * size, (frame + 1) * size), channels),
  }))
  return { frames, count }
}

function toRgb(pixels: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return Uint8Array.from(pixels)
  const rgb = new Uint8Array(SIDE * SIDE * 3)
  for (let pixel = 0; pixel < SIDE * SIDE; pixel += 1)
    for (let channel = 0; channel < 3; channel += 1)
      rgb[pixel * 3 + channel] = pixels[pixel * channels + (channels < 3 ? 0 : channel)]!
  return rgb
}
