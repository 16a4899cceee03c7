import sharp from 'sharp'
import { distinctFrames } from '../read/frames.ts'

/** Longest side of a still as the model sees it, and side of a cell in the sheet of an animation, in pixels. */
const STILL = 512
const CELL = 256
const COLUMNS = 3
/** Distinct frames on a sheet. */
const MOST_FRAMES = 6

/** A picture as it is sent to a model. */
export interface Sheet {
  /** JPEG as a `data:` URL. */
  readonly url: string
  readonly width: number
  readonly height: number
}

/**
 * A meme as a model is shown it: a still made small, an animation's distinct frames as one sheet, from left to right and top to
 * bottom, on white.
 */
export async function drawSheet(bytes: Buffer): Promise<Sheet> {
  const frames = await distinctFrames(bytes, MOST_FRAMES)
  const image = frames.length > 1 ? await grid(bytes, frames) : small(bytes)
  const { data, info } = await image.jpeg({ quality: 80 }).toBuffer({ resolveWithObject: true })
  return { url: `data:image/jpeg;base64,${data.toString('base64')}`, width: info.width, height: info.height }
}

function small(bytes: Buffer, frame = 0) {
  return sharp(bytes, { page: frame })
    .autoOrient()
    .flatten({ background: '#fff' })
    .resize(STILL, STILL, { fit: 'inside', withoutEnlargement: true })
}

async function grid(bytes: Buffer, frames: readonly number[]) {
  const cells = await Promise.all(
    frames.map(async (frame, index) => ({
      input: await small(bytes, frame).resize(CELL, CELL, { fit: 'contain', background: '#fff' }).png().toBuffer(),
      left: (index % COLUMNS) * CELL,
      top: Math.floor(index / COLUMNS) * CELL,
    })),
  )
  const width = Math.min(COLUMNS, frames.length) * CELL
  const height = Math.ceil(frames.length / COLUMNS) * CELL
  return sharp({ create: { width, height, channels: 3, background: '#fff' } }).composite(cells)
}
