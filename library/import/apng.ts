import sharp from 'sharp'
import type { Limits } from './limits.ts'
import { PNG_SIGNATURE, type PngChunk, pngChunk, pngChunks } from './png.ts'
import { RejectionError } from './reasons.ts'

/** A frame of an APNG: where it goes, how long it stays, how it is put there, and its picture as a PNG of its own. */
interface ApngFrame {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly top: number
  /** Milliseconds. */
  readonly delay: number
  readonly dispose: number
  readonly blend: number
  readonly data: Buffer[]
}

/** An APNG taken apart. */
export interface Apng {
  readonly width: number
  readonly height: number
  /** Times that it plays; 0 is for ever. */
  readonly loop: number
  readonly frames: readonly ApngFrame[]
  /** Chunks before the first picture, which every frame's PNG begins with; the header is the first. */
  readonly head: readonly PngChunk[]
}

const [DISPOSE_BACKGROUND, DISPOSE_PREVIOUS, BLEND_SOURCE] = [1, 2, 0]
/** Chunks that the pixels depend on. */
const SHARED_CHUNKS = new Set(['IHDR', 'PLTE', 'tRNS', 'gAMA', 'sRGB', 'iCCP', 'cHRM'])

/**
 * Takes an APNG apart without decoding anything. After the specification of W3C, PNG (third edition), 2025.
 * @throws RejectionError when it is broken or larger than the limits
 */
export function parseApng(bytes: Buffer, limits: Pick<Limits, 'frames' | 'allPixels'>): Apng {
  const head: PngChunk[] = []
  const frames: ApngFrame[] = []
  let loop = 0
  for (const { type, content } of pngChunks(bytes)) {
    if (type === 'acTL') loop = readNumber(content, 4)
    else if (type === 'fcTL') {
      if (frames.length >= limits.frames) throw new RejectionError('too-many-frames', `More than ${limits.frames}.`)
      frames.push(readFrame(content, head[0]?.content))
    } else if (type === 'IDAT') frames.at(-1)?.data.push(content)
    else if (type === 'fdAT') frames.at(-1)?.data.push(content.subarray(4))
    else if (SHARED_CHUNKS.has(type) && frames.every(frame => frame.data.length === 0)) head.push({ type, content })
  }
  const header = head[0]
  if (header?.type !== 'IHDR' || header.content.length !== 13) throw new RejectionError('broken', 'It has no header.')
  if (frames.length === 0 || frames.some(frame => frame.data.length === 0))
    throw new RejectionError('broken', 'A frame has no picture.')
  const [width, height] = [readNumber(header.content, 0), readNumber(header.content, 4)]
  if (width * height * frames.length > limits.allPixels)
    throw new RejectionError('too-many-pixels', `${frames.length} frames of ${width} × ${height}.`)
  return { width, height, loop, frames, head }
}

/**
 * The frames as they are seen, one below the other, as raw pixels of red, green, blue and opacity.
 * @throws RejectionError when a frame cannot be decoded
 */
export async function drawApng({ width, height, frames, head }: Apng): Promise<Buffer> {
  const size = width * height * 4
  const drawn = Buffer.alloc(size * frames.length)
  let canvas = Buffer.alloc(size)
  for (const [index, frame] of frames.entries()) {
    const before = frame.dispose === DISPOSE_PREVIOUS ? Buffer.from(canvas) : undefined
    const pixels = await decodeFrame(frame, head)
    put(canvas, width, frame, pixels)
    canvas.copy(drawn, index * size)
    // What cannot be put back for the first frame is cleared instead.
    if (before && index > 0) canvas = before
    else if (frame.dispose === DISPOSE_BACKGROUND || before) clear(canvas, width, frame)
  }
  return drawn
}

function readNumber(content: Buffer, at: number): number {
  if (content.length < at + 4) throw new RejectionError('broken', 'A chunk is too short.')
  return content.readUInt32BE(at)
}

function readFrame(content: Buffer, header: Buffer | undefined): ApngFrame {
  if (content.length !== 26 || !header) throw new RejectionError('broken', 'A frame has no sound header.')
  const [width, height, left, top] = [4, 8, 12, 16].map(at => content.readUInt32BE(at)) as [
    number,
    number,
    number,
    number,
  ]
  if (width < 1 || height < 1 || left + width > readNumber(header, 0) || top + height > readNumber(header, 4))
    throw new RejectionError('broken', 'A frame lies outside the picture.')
  const delay = Math.round((content.readUInt16BE(20) * 1000) / (content.readUInt16BE(22) || 100))
  return { width, height, left, top, delay, dispose: content[24]!, blend: content[25]!, data: [] }
}

async function decodeFrame(frame: ApngFrame, head: Apng['head']): Promise<Buffer> {
  const header = Buffer.from(head[0]!.content)
  header.writeUInt32BE(frame.width, 0)
  header.writeUInt32BE(frame.height, 4)
  const png = Buffer.concat([
    PNG_SIGNATURE,
    pngChunk('IHDR', header),
    ...head.slice(1).map(({ type, content }) => pngChunk(type, content)),
    pngChunk('IDAT', Buffer.concat(frame.data)),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
  return sharp(png).toColourspace('srgb').ensureAlpha().raw({ depth: 'uchar' }).toBuffer()
}

function put(canvas: Buffer, width: number, frame: ApngFrame, pixels: Buffer): void {
  for (let y = 0; y < frame.height; y += 1) {
    const from = y * frame.width * 4
    const to = ((frame.top + y) * width + frame.left) * 4
    if (frame.blend === BLEND_SOURCE) pixels.copy(canvas, to, from, from + frame.width * 4)
    else for (let x = 0; x < frame.width * 4; x += 4) over(canvas, to + x, pixels, from + x)
  }
}

/** Puts one pixel over another (Porter and Duff, 1984). */
function over(canvas: Buffer, to: number, pixels: Buffer, from: number): void {
  const opacity = pixels[from + 3]! / 255
  if (opacity === 0) return
  const below = (canvas[to + 3]! / 255) * (1 - opacity)
  const together = opacity + below
  for (let channel = 0; channel < 3; channel += 1)
    canvas[to + channel] = Math.round((pixels[from + channel]! * opacity + canvas[to + channel]! * below) / together)
  canvas[to + 3] = Math.round(together * 255)
}

function clear(canvas: Buffer, width: number, { left, top, width: across, height }: ApngFrame): void {
  for (let y = top; y < top + height; y += 1) canvas.fill(0, (y * width + left) * 4, (y * width + left + across) * 4)
}
