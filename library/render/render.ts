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
  // Half of the moving memes are GIF and half animated WebP: chat programs differ in which they play. What a GIF could
  // only hold in too few colours is WebP all the same.
  const gif = seeded(`kind ${drawing.lines.join('|')}`)() < 0.5
  let data: Buffer = Buffer.alloc(0)
  for (const [extension, options] of [...(gif ? gifSteps : []), ...webpSteps]) {
    const image = sharp(strip, { raw })
    data = await (extension === 'gif'
      ? image.gif({ delay, loop: 0, effort: 7, reuse: true, ...options })
      : image.webp({ delay, loop: 0, effort: 4, ...options })
    ).toBuffer()
    if (data.length > MOVING_LIMIT && options !== webpSteps.at(-1)?.[1]) continue
    // Frames that look the same become one when they are encoded.
    const { pages: count = 1 } = await sharp(data, { pages: -1 }).metadata()
    return { data, mime: `image/${extension}`, extension, width: MOVING_WIDTH, height, frames: count }
  }
  throw new Error('unreachable: the last step always returns')
}

/** Ever smaller ways to encode an animation, which are tried until one is small enough. */
const gifSteps = [
  ['gif', { colours: 128, dither: 0.5, interFrameMaxError: 2 }],
  ['gif', { colours: 96, dither: 0.3, interFrameMaxError: 4 }],
  ['gif', { colours: 64, dither: 0, interFrameMaxError: 8 }],
] as const
const webpSteps = [
  ['webp', { quality: 76 }],
  ['webp', { quality: 66 }],
  ['webp', { quality: 56 }],
  ['webp', { quality: 46 }],
  ['webp', { quality: 36 }],
] as const

function svgDocument(scene: Scene, definitions: string, frame: Frame, width: number): Buffer {
  const height = Math.round((scene.height * width) / scene.width)
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${scene.width} ${scene.height}"><defs>${definitions}${artFilters}</defs>${frame.svg}</svg>`,
  )
}
