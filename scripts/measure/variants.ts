import sharp, { type Sharp } from 'sharp'

/** A way to change a picture without making another of it. */
export interface Variant {
  readonly name: string
  /** Undefined where it does not apply: a still has no frames to leave out. */
  make(image: Buffer, random: () => number): Promise<Buffer | undefined>
}

const COLOURS = ['#fff', '#000', '#e33', '#2b6cb0', '#f6d743', '#888']
const pick = <T>(items: readonly T[], random: () => number): T => items[Math.floor(random() * items.length)]!
const between = (low: number, high: number, random: () => number) => low + (high - low) * random()

async function size(image: Buffer) {
  const { width, height, pages = 1, pageHeight = height, format } = await sharp(image, { pages: -1 }).metadata()
  return { width, height: pages > 1 ? pageHeight : height, pages, format }
}

const open = (image: Buffer) => sharp(image, { pages: -1 })

/** Animations stay animations, in the other of their two formats or in their own; stills become what is asked. */
async function encode(image: Sharp, pages: number, still: (image: Sharp) => Sharp, gif = false): Promise<Buffer> {
  if (pages === 1) return still(image).toBuffer()
  return gif ? image.gif({ effort: 3 }).toBuffer() : image.webp({ quality: 70, effort: 1 }).toBuffer()
}

const resize = (low: number, high: number): Variant => ({
  name: `resize ${low}–${high}`,
  async make(image, random) {
    const { width, height, pages } = await size(image)
    const scale = between(low, high, random)
    const sized = open(image).resize(Math.round(width * scale), Math.round(height * scale), { fit: 'fill' })
    return encode(sized, pages, one => one.png())
  },
})

const recompress = (name: string, still: (image: Sharp, random: () => number) => Sharp, gif = false): Variant => ({
  name,
  async make(image, random) {
    const { pages } = await size(image)
    return encode(open(image).flatten({ background: '#fff' }), pages, one => still(one, random), gif)
  },
})

const border = (name: string, low: number, high: number): Variant => ({
  name,
  async make(image, random) {
    const { width, height, pages } = await size(image)
    const thick = Math.max(2, Math.round(Math.min(width, height) * between(low, high, random)))
    const background = pick(COLOURS, random)
    if (pages === 1)
      return sharp(image)
        .flatten({ background: '#fff' })
        .extend({ top: thick, bottom: thick, left: thick, right: thick, background })
        .png()
        .toBuffer()
    return onEveryFrame(image, one => one.extend({ top: thick, bottom: thick, left: thick, right: thick, background }))
  },
})

/** Watermarks of words: small in a corner, or large and faint across the picture. */
const watermark = (name: string, draw: (width: number, height: number, random: () => number) => string): Variant => ({
  name,
  async make(image, random) {
    const { width, height, pages } = await size(image)
    const input = Buffer.from(draw(width, height, random))
    if (pages === 1)
      return sharp(image).flatten({ background: '#fff' }).composite([{ input }]).jpeg({ quality: 82 }).toBuffer()
    return onEveryFrame(image, one => one.composite([{ input }]))
  },
})

const NAMES = ['@表情包大王', '公众号：斗图', 'weibo.com/doutu', '@猫猫图库', 'doutu.example', '小红书号 8823']

const corner = (width: number, height: number, random: () => number) => {
  const high = Math.round(height * between(0.035, 0.05, random))
  const [left, top] = [random() < 0.5, random() < 0.5]
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><text x="${left ? high / 2 : width - high / 2}" y="${top ? high * 1.4 : height - high / 2}" font-size="${high}" text-anchor="${left ? 'start' : 'end'}" fill="${random() < 0.5 ? '#fff' : '#444'}" fill-opacity="0.75" stroke="#000" stroke-opacity="0.25" stroke-width="0.6">${pick(NAMES, random)}</text></svg>`
}

const across = (width: number, height: number, random: () => number) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><text x="${width / 2}" y="${height / 2}" font-size="${Math.round(width * between(0.08, 0.13, random))}" text-anchor="middle" transform="rotate(${Math.round(between(-40, -20, random))} ${width / 2} ${height / 2})" fill="#808080" fill-opacity="${between(0.18, 0.32, random).toFixed(2)}">${pick(NAMES, random)}</text></svg>`

const logo = (width: number, height: number, random: () => number) => {
  const radius = Math.round(Math.min(width, height) * between(0.04, 0.07, random))
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><circle cx="${width - radius * 1.4}" cy="${height - radius * 1.4}" r="${radius}" fill="#d22" fill-opacity="0.8"/><rect x="${width - radius * 1.9}" y="${height - radius * 1.6}" width="${radius}" height="${radius * 0.4}" fill="#fff"/></svg>`
}

async function onEveryFrame(image: Buffer, change: (frame: Sharp) => Sharp): Promise<Buffer> {
  const { pages } = await size(image)
  const { delay = [], loop = 0 } = await open(image).metadata()
  const frames: Buffer[] = []
  for (let page = 0; page < pages; page += 1)
    frames.push(
      await change(sharp(image, { page }).flatten({ background: '#fff' }))
        .png({ compressionLevel: 1 })
        .toBuffer(),
    )
  return sharp(frames, { join: { animated: true } })
    .webp({ quality: 75, effort: 1, delay, loop })
    .toBuffer()
}

/** Each side loses a little, each its own share. */
const crop = (low: number, high: number): Variant => ({
  name: `crop ${low * 100}–${high * 100} % a side`,
  async make(image, random) {
    const { width, height, pages } = await size(image)
    const cut = (side: number) => Math.max(1, Math.round(side * between(low, high, random)))
    const [left, top, right, bottom] = [cut(width), cut(height), cut(width), cut(height)]
    const inner = { left, top, width: width - left - right, height: height - top - bottom }
    if (pages > 1) return onEveryFrame(image, one => one.extract(inner))
    return sharp(image).flatten({ background: '#fff' }).extract(inner).png().toBuffer()
  },
})

const brightness = (name: string, low: number, high: number): Variant => ({
  name,
  async make(image, random) {
    const { pages } = await size(image)
    const [factor, offset] = [between(low, high, random), between(-10, 10, random)]
    return encode(open(image).flatten({ background: '#fff' }).linear(factor, offset), pages, one => one.png())
  },
})

/** What shrinks an animation most: half of its frames, each shown twice as long. */
const everySecondFrame: Variant = {
  name: 'every second frame',
  async make(image) {
    const { pages } = await size(image)
    if (pages < 4) return undefined
    const { delay = [], loop = 0 } = await open(image).metadata()
    const kept = Array.from({ length: Math.ceil(pages / 2) }, (_, index) => index * 2)
    const frames = await Promise.all(
      kept.map(page => sharp(image, { page }).flatten({ background: '#fff' }).png({ compressionLevel: 1 }).toBuffer()),
    )
    const delays = kept.map(page => (delay[page] ?? 100) + (page + 1 < pages ? (delay[page + 1] ?? 100) : 0))
    return sharp(frames, { join: { animated: true } })
      .gif({ effort: 3, delay: delays, loop })
      .toBuffer()
  },
}

const both = (first: Variant, second: Variant): Variant => ({
  name: `${first.name} + ${second.name}`,
  async make(image, random) {
    const once = await first.make(image, random)
    return once && second.make(once, random)
  },
})

const half = resize(0.45, 0.75)
const jpeg = recompress('JPEG 50–80', (image, random) => image.jpeg({ quality: Math.round(between(50, 80, random)) }))
const thin = border('border 2–6 %', 0.02, 0.06)
const slightly = crop(0.01, 0.04)
const corners = watermark('watermark in a corner', corner)

/** What the bar calls duplicates: resizes, recompressions, watermarks, borders, and what else happens to pictures that are passed on. */
export const VARIANTS: readonly Variant[] = [
  half,
  resize(1.2, 1.8),
  resize(0.3, 0.4),
  jpeg,
  recompress('JPEG 25–40', (image, random) => image.jpeg({ quality: Math.round(between(25, 40, random)) })),
  recompress('WebP 40, GIF', image => image.webp({ quality: 40, effort: 1 }), true),
  recompress('PNG of 64 colours', image => image.png({ palette: true, colours: 64 })),
  thin,
  border('border 8–14 %', 0.08, 0.14),
  corners,
  watermark('watermark across', across),
  watermark('logo', logo),
  both(half, jpeg),
  both(thin, jpeg),
  both(corners, half),
  slightly,
  brightness('brighter or darker', 0.82, 1.18),
  recompress('AVIF 45, WebP', image => image.avif({ quality: 45, effort: 0 })),
  everySecondFrame,
  both(slightly, jpeg),
]
