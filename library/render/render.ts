import sharp from 'sharp'
import { artDefinition, artFilters, findArt } from './art.ts'
import { compositions } from './compositions/index.ts'
import { familiesIn, prepareFonts } from './fonts.ts'
import { framesOf } from './motion.ts'
import { seeded } from './random.ts'
import { styleOf } from './style.ts'
import { type Drawing, type Frame, type Scene, STYLES, type Style } from './types.ts'

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
  /** The sets of art and the families of fonts that it is really made of. */
  readonly styles: readonly Style[]
  readonly families: readonly string[]
}

/** The bytes of a picture and their format. */
type Encoded = Omit<Rendered, 'styles' | 'families'>

/**
 * Draws one meme. The same drawing gives the same bytes.
 * @throws DoutuError `library-broken` if some art does not exist
 */
export async function render(drawing: Drawing): Promise<Rendered> {
  prepareFonts()
  const scene = compositions[drawing.composition](drawing)
  const art = drawing.art.map(name => findArt(name, styleOf(drawing)))
  const definitions = (await Promise.all(art.map(artDefinition))).join('')
  const frames = framesOf(scene, drawing)
  const [first] = frames
  if (first === undefined) throw new Error('a meme needs at least one frame')
  const encoded =
    frames.length === 1 ? await still(scene, definitions, first) : await animate(scene, definitions, drawing, frames)
  // The first frame shows all that there is.
  const styles = new Set(art.filter((_, index) => first.svg.includes(`#art${index}"`)).map(({ style }) => style))
  return { ...encoded, styles: STYLES.filter(style => styles.has(style)), families: familiesIn(first.svg) }
}

async function still(scene: Scene, definitions: string, frame: Frame): Promise<Encoded> {
  const data = await sharp(svgDocument(scene, definitions, frame, scene.width))
    .flatten()
    .webp({ quality: 84, effort: 5, smartSubsample: true })
    .toBuffer()
  return { data, mime: 'image/webp', extension: 'webp', width: scene.width, height: scene.height, frames: 1 }
}

async function animate(
  scene: Scene,
  definitions: string,
  drawing: Drawing,
  frames: readonly Frame[],
): Promise<Encoded> {
  const height = Math.round((scene.height * MOVING_WIDTH) / scene.width)
  const pixels: Buffer[] = []
  // One after another: several at once would only fight over two cores.
  for (const frame of frames) {
    pixels.push(
      await sharp(svgDocument(scene, definitions, frame, MOVING_WIDTH))
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

function svgDocument(scene: Scene, definitions: string, frame: Frame, width: number): Buffer {
  const height = Math.round((scene.height * width) / scene.width)
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${scene.width} ${scene.height}"><defs>${definitions}${artFilters}</defs>${frame.svg}</svg>`,
  )
}
