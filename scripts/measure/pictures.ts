import sharp from 'sharp'
import { faceAttributes, prepareFonts } from '../../library/render/fonts.ts'

/** What a generated picture shows; another seed is another picture, another caption is the same picture with other words. */
export interface Picture {
  readonly seed: number
  readonly caption: string
  readonly frames: number
  readonly width: number
  readonly height: number
}

/** Captions of everyday chat, some of them almost alike. */
export const CAPTIONS = [
  '又要加班',
  '不想上班',
  '不想下班',
  '我真的会谢',
  '笑死我了',
  '吓死我了',
  '救命啊',
  '这也太离谱了',
  '好家伙',
  '收到领导',
  '收到老板',
  '先睡为敬',
  '今天也要加油',
  '明天也要加油',
  '我太难了',
  '你太难了',
  '心里有数',
  '心里没数',
  '在吗在吗',
  '我来了',
  '我走了',
  '周一快乐',
  '周五快乐',
  '吃饭第一名',
  '干饭第一名',
  '就这',
  '可以但没必要',
  '懂的都懂',
  '别问问就是穷',
  '别问问就是困',
  '裂开',
  '破防了',
  '打工人打工魂',
  '摸鱼使我快乐',
  '学习使我快乐',
  '什么鬼',
  '真香',
  '你说得对',
  '你说的都对',
  '溜了溜了',
  '',
]

type Random = () => number
const colour = (random: Random) =>
  `hsl(${Math.floor(random() * 360)} ${30 + Math.floor(random() * 60)}% ${30 + Math.floor(random() * 50)}%)`

/** Draws a picture as PNG, or as animated WebP: a photograph-like blur, a gradient, or flat shapes, with its caption. */
export async function drawPicture(picture: Picture, randomOf: (seed: number) => Random): Promise<Buffer> {
  prepareFonts()
  const frames: Buffer[] = []
  for (let frame = 0; frame < picture.frames; frame += 1)
    frames.push(await drawFrame(picture, frame / picture.frames, randomOf(picture.seed)))
  if (frames.length === 1) return frames[0]!
  return sharp(frames, { join: { animated: true } })
    .webp({ quality: 85, effort: 1, delay: frames.map(() => 100), loop: 0 })
    .toBuffer()
}

async function drawFrame({ width, height, caption, seed }: Picture, moment: number, random: Random): Promise<Buffer> {
  const kind = seed % 3
  const shapes = kind === 0 ? 2 : 4 + Math.floor(random() * 8)
  const svg = [`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`]
  svg.push(
    `<defs><linearGradient id="g" x1="${random()}" y1="0" x2="${random()}" y2="1"><stop stop-color="${colour(random)}"/><stop offset="1" stop-color="${colour(random)}"/></linearGradient></defs>`,
  )
  if (kind !== 2) svg.push(`<rect width="100%" height="100%" fill="${kind === 1 ? colour(random) : 'url(#g)'}"/>`)
  for (let shape = 0; shape < shapes; shape += 1) svg.push(drawShape(width, height, shape === 0 ? moment : 0, random))
  const size = Math.round(Math.min(height * (0.1 + 0.08 * random()), (width * 0.92) / Math.max(1, [...caption].length)))
  const [y, dark] = [random() < 0.8 ? height - size * 0.5 : size * 1.2, random() < 0.5]
  if (caption)
    svg.push(
      `<text x="50%" y="${y}" font-size="${size}" text-anchor="middle" ${faceAttributes[random() < 0.5 ? 'playful' : 'label']} fill="${dark ? '#111' : '#fff'}" stroke="${dark ? '#fff' : '#111'}" stroke-width="${size / 12}" paint-order="stroke">${caption}</text>`,
    )
  svg.push('</svg>')
  const drawn = Buffer.from(svg.join(''))
  return kind === 2
    ? (await photograph(width, height, random))
        .composite([{ input: drawn }])
        .png()
        .toBuffer()
    : sharp(drawn).flatten().png().toBuffer()
}

function drawShape(width: number, height: number, moment: number, random: Random): string {
  const [x, y, size] = [
    random() * width + moment * width * 0.4,
    random() * height,
    (0.08 + 0.25 * random()) * Math.min(width, height),
  ]
  const fill = colour(random)
  if (random() < 0.5) return `<circle cx="${x}" cy="${y}" r="${size}" fill="${fill}"/>`
  return `<rect x="${x - size}" y="${y - size}" width="${size * 2}" height="${size}" fill="${fill}" transform="rotate(${Math.floor(random() * 90)} ${x} ${y})"/>`
}

/** Coarse noise, blown up until it looks like something out of focus, with grain. */
async function photograph(width: number, height: number, random: Random) {
  const [across, down] = [9, 9]
  const coarse = Buffer.from(Array.from({ length: across * down * 3 }, () => Math.floor(random() * 256)))
  const blurred = await sharp(coarse, { raw: { width: across, height: down, channels: 3 } })
    .resize(width, height, { kernel: 'cubic', fit: 'fill' })
    .raw()
    .toBuffer()
  for (let at = 0; at < blurred.length; at += 1)
    blurred[at] = Math.max(0, Math.min(255, blurred[at]! + (random() - 0.5) * 16))
  return sharp(blurred, { raw: { width, height, channels: 3 } })
}
