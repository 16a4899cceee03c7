import sharp from 'sharp'

/** Side of the small grey pictures by which frames are told apart: in smaller ones two lines of a subtitle are the same blur. */
const THUMBNAIL = 96
/** Frames looked at in one animation, evenly spread over its time. */
const LOOKED_AT = 12
/** Mean over the pixels of the 2 % that changed most, 0 to 255, above which two frames are distinct. */
const DISTINCT = 24

/** One frame to be read: its number, counted from 0, and its time as a share of the whole, 0 to 1. */
export interface PickedFrame {
  readonly frame: number
  readonly share: number
}

/**
 * Frames at the middles of `count` equal spans of an animation's time, without repetition.
 * @param delays how long each frame is shown; any unit; zeros count as the same short time
 */
export function framesByTime(delays: readonly number[], count: number): PickedFrame[] {
  const shown = delays.map(delay => Math.max(delay, 1))
  const total = shown.reduce((sum, delay) => sum + delay, 0)
  const ends: number[] = []
  for (const delay of shown) ends.push((ends.at(-1) ?? 0) + delay)
  const picked: PickedFrame[] = []
  for (let span = 0; span < count; span += 1) {
    const share = (span + 0.5) / count
    const frame = ends.findIndex(end => end > share * total)
    picked.push({ frame: frame < 0 ? delays.length - 1 : frame, share })
  }
  return picked
}

/**
 * Numbers of the frames of an image that show different things, in their order: the first, then always the one that is least like those
 * picked. An animation that moves all the time would else fill up with its beginning, and what is said at its end be missed.
 * @param maximum most frames returned
 */
export async function distinctFrames(image: Buffer, maximum: number): Promise<number[]> {
  const { pages = 1, delay } = await sharp(image, { pages: -1 }).metadata()
  if (pages <= 1) return [0]
  const delays = delay && delay.length === pages ? delay : new Array<number>(pages).fill(1)
  const candidates = [...new Set([...framesByTime(delays, LOOKED_AT).map(({ frame }) => frame), pages - 1])]
  const thumbnails = await Promise.all(candidates.map(frame => thumbnailOf(image, frame)))
  const kept: number[] = []
  const apart = thumbnails.map(() => Number.POSITIVE_INFINITY)
  for (let next = 0; kept.length < maximum && apart[next]! > DISTINCT; next = apart.indexOf(Math.max(...apart))) {
    kept.push(candidates[next]!)
    for (const [index, thumbnail] of thumbnails.entries())
      apart[index] = Math.min(apart[index]!, changed(thumbnails[next]!, thumbnail))
  }
  return kept.sort((a, b) => a - b)
}

function thumbnailOf(image: Buffer, frame: number): Promise<Buffer> {
  return sharp(image, { page: frame })
    .flatten({ background: '#fff' })
    .greyscale()
    .resize(THUMBNAIL, THUMBNAIL, { fit: 'fill' })
    .raw()
    .toBuffer()
}

/** Mean difference of the 2 % of pixels that differ most: a word that comes or goes changes few pixels, but those much. */
function changed(first: Buffer, second: Buffer): number {
  const differences = Uint8Array.from(first, (value, index) => Math.abs(value - (second[index] ?? 0))).sort()
  const most = differences.subarray(Math.floor(differences.length * 0.98))
  return most.reduce((sum, value) => sum + value, 0) / most.length
}
