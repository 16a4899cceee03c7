import { availableParallelism } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import sharp from 'sharp'
import { serve } from '../worker/serve.ts'
import { distinctFrames } from './frames.ts'
import { mergeFrames } from './lines.ts'
import type { Reading, ReadLine } from './reading.ts'

// Its large arrays are garbage after each picture, which must not pile up for long.
setFlagsFromString('--heap-growing-percent=20')

// The package's types are for bundlers; this is what it does.
interface Recognizer {
  detect(image: Buffer): Promise<Array<{ text: string; mean: number; box?: number[][] }>>
}

/** The model sees pictures whose longer side is within these, in pixels: smaller ones are enlarged, larger ones reduced. */
const SMALLEST_SIDE = 448
const LARGEST_SIDE = 800
/** White around the picture, in pixels: words that touch the edge are not found otherwise. */
const MARGIN = 16
/** Distinct frames read in one animation. */
const MAXIMUM_FRAMES = 4

const { default: Ocr } = (await import('@gutenye/ocr-node')) as unknown as {
  default: { create(options: object): Promise<Recognizer> }
}
// Two threads: one process with two takes half the memory of two processes, and is almost as fast.
const threads = Math.min(2, availableParallelism())
const recognizer = await Ocr.create({ onnxOptions: { intraOpNumThreads: threads, interOpNumThreads: 1 } })

serve(readImage)

async function readImage(image: Uint8Array): Promise<Reading> {
  const bytes = Buffer.from(image)
  const { width, height, pageHeight = height } = await sharp(bytes).metadata()
  const frames: ReadLine[][] = []
  for (const frame of await distinctFrames(bytes, MAXIMUM_FRAMES))
    frames.push(await readFrame(bytes, frame, width, pageHeight))
  return { width, height: pageHeight, lines: mergeFrames(frames) }
}

async function readFrame(bytes: Buffer, frame: number, width: number, height: number): Promise<ReadLine[]> {
  const longest = Math.max(width, height)
  const scale = Math.min(Math.max(1, SMALLEST_SIDE / longest), LARGEST_SIDE / longest)
  const prepared = await sharp(bytes, { page: frame })
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .resize(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)), {
      fit: 'fill',
      kernel: 'cubic',
    })
    .extend({ top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN, background: '#fff' })
    .png({ compressionLevel: 1 })
    .toBuffer()
  const found = await recognizer.detect(prepared)
  return found.map(({ text, mean, box = [] }) => {
    const [xs, ys] = [box.map(point => point[0] ?? 0), box.map(point => point[1] ?? 0)]
    const [left, top] = [Math.min(...xs), Math.min(...ys)]
    // The model enlarges what it is given to a multiple of 32, and answers in those pixels: too little to matter here.
    const back = (value: number) => Math.round(value / scale)
    return {
      text,
      confidence: Math.min(1, Math.max(0, mean)),
      frame,
      box: {
        left: Math.max(0, back(left - MARGIN)),
        top: Math.max(0, back(top - MARGIN)),
        width: back(Math.max(...xs) - left),
        height: back(Math.max(...ys) - top),
      },
    }
  })
}
