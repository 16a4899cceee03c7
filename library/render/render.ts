import sharp from 'sharp'
import { artDefinition, artFilters } from './art.ts'
import { compositions } from './compositions/index.ts'
import { prepareFonts } from './fonts.ts'
import { type Frame, framesOf } from './motion.ts'
import { seeded } from './random.ts'
import type { Drawing, Scene } from './types.ts'

/** Moving pictures are drawn smaller than stills, to stay light. */
const MOVING_WIDTH = 400
const MOVING_LIMIT = 300 * 1024

/** A finished picture. */
export interface Rendered {
  readonly data: Buffer
  readonly mime: 'image/webp' | 'image/gif'
  readonly extension: 'webp' | 'gif'
  readonly width: number
  readonly height: number
  readonly frames: number
}

/** Draws one meme. The same drawing gives the same bytes. */
export async function render(drawing: Drawing): Promise<Rendered> {
  prepareFonts()
  const scene = compositions[drawing.composition](drawing)
  const definitions = (await Promise.all(drawing.art.map(artDefinition))).join('')
  const frames = framesOf(scene, drawing)
  const first = frames[0]
  if (first === undefined) throw new Error('a meme needs at least one frame')
  const document = (frame: Frame): Buffer =>
    Buffer.from(
      svgDocument(scene, definitions, frame, first === frame && frames.length === 1 ? scene.width : MOVING_WIDTH),
    )
  if (frames.length === 1) {
    const data = await sharp(document(first))
      .flatten()
      .webp({ quality: 84, effort: 5, smartSubsample: true })
      .toBuffer()
    return { data, mime: 'image/webp', extension: 'webp', width: scene.width, height: scene.height, frames: 1 }
  }
  return animate(scene, drawing, frames, document)
}

async function animate(
  scene: Scene,
  drawing: Drawing,
  frames: readonly Frame[],
  document: (frame: Frame) => Buffer,
): Promise<Rendered> {
  const height = Math.round((scene.height * MOVING_WIDTH) / scene.width)
  const pixels: Buffer[] = []
  // One after another: several at once would only fight over two cores.
  for (const frame of frames) {
    pixels.push(
      await sharp(document(frame))
        .resize(MOVING_WIDTH, height, { fit: 'fill' })
        .flatten()
        .removeAlpha()
        .raw()
        .toBuffer(),
    )
  }
  const raw = { width: MOVING_WIDTH, height: height * frames.length, channels: 3, pageHeight: height } as const
  const delay = frames.map(frame => frame.delay)
  const strip = Buffer.concat(pixels)
  // Half of the moving memes are GIF and half animated WebP: chat programs differ in which they play.
  const gif = seeded(`kind ${drawing.lines.join('|')}`)() < 0.5
  for (const step of [0, 1, 2, 3, 4]) {
    const image = sharp(strip, { raw })
    const data = gif
      ? await image
          .gif({
            delay,
            loop: 0,
            effort: 7,
            reuse: true,
            colours: [128, 96, 64, 48, 32][step] ?? 32,
            dither: [0.5, 0.3, 0, 0, 0][step] ?? 0,
            interFrameMaxError: [2, 4, 8, 12, 16][step] ?? 16,
          })
          .toBuffer()
      : await image.webp({ delay, loop: 0, effort: 4, quality: [76, 66, 56, 46, 36][step] ?? 36 }).toBuffer()
    if (data.length <= MOVING_LIMIT || step === 4) {
      return {
        data,
        mime: gif ? 'image/gif' : 'image/webp',
        extension: gif ? 'gif' : 'webp',
        width: MOVING_WIDTH,
        height,
        frames: frames.length,
      }
    }
  }
  throw new Error('unreachable: the last step always returns')
}

function svgDocument(scene: Scene, definitions: string, frame: Frame, width: number): string {
  const height = Math.round((scene.height * width) / scene.width)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${scene.width} ${scene.height}"><defs>${definitions}${artFilters}</defs>${frame.svg}</svg>`
}
