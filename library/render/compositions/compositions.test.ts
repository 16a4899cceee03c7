import sharp from 'sharp'
import { expect, test } from 'vitest'
import { prepareFonts } from '../fonts.ts'
import { limits } from '../limits.ts'
import { framesOf } from '../motion.ts'
import { render } from '../render.ts'
import { LEAST_SIZE } from '../text.ts'
import { COMPOSITIONS, type CompositionName, type Drawing, MOTIONS, type Scene } from '../types.ts'
import { compositions } from './index.ts'

const ten = '一二三四五六七八九十'
const thirteen = `${ten}百千万`

/** The longest words that each composition is made for. Spoken lines have up to ten characters, printed ones thirteen. */
const longest: Readonly<Record<CompositionName, readonly string[]>> = {
  'big-face': [ten, ten],
  duo: [ten, ten],
  'two-panels': [ten, ten],
  'four-panels': ['一二三四五六', '一二三四五六', '一二三四五六', '一二三四五六'],
  bubble: [ten, ten],
  sign: [ten, ten],
  certificate: [ten, thirteen],
  warning: [ten, thirteen],
  progress: [thirteen, '100%'],
  medicine: [thirteen, thirteen],
  chat: [thirteen, thirteen, thirteen],
  'name-tag': [thirteen, thirteen],
  weather: [ten, thirteen],
  receipt: [ten, '一二三四五 99.9', '一二三四五 99.9', '一二三四五 99.9', '一二三四五 99.9'],
  'before-after': [`一二三四时：${ten}`, `一二三四时：${ten}`],
  battery: [thirteen, '100%'],
  poster: [thirteen, thirteen],
  'boarding-pass': ['一二三四五六 → 一二三四五六', thirteen],
  book: [thirteen, thirteen],
  call: [thirteen, thirteen],
  search: [thirteen, thirteen, thirteen],
  almanac: [`宜 ${ten}一`, `忌 ${ten}一`, `宜 ${ten}一`],
  dialog: [thirteen, '一二三四五六七', '一二三四五六七'],
  achievement: [thirteen, thirteen],
  exam: [thirteen, thirteen],
  pie: [thirteen, '一二三四五六七 50%', '一二三四五六七 30%', '一二三四五六七 20%'],
  notice: [thirteen, thirteen, thirteen, thirteen],
  player: [thirteen, thirteen],
  tracking: [thirteen, thirteen, thirteen, thirteen],
  'sticky-note': [thirteen, thirteen, thirteen],
}

const animals = ['otter', 'frog', 'ghost', 'koala']

const drawing = (composition: CompositionName, lines: readonly string[], rest: Partial<Drawing> = {}): Drawing => ({
  composition,
  art: animals.slice(0, limits[composition].art[1]),
  lines,
  palette: 'mint',
  motion: 'none',
  mood: 'calm',
  ...rest,
})

/** The alpha of what the scene's texts alone leave on a picture that is larger by a margin on each side. */
async function ink(scene: Scene, margin: number): Promise<{ data: Buffer; width: number; height: number }> {
  prepareFonts()
  const body = scene.layers.map(layer => layer.svg.replace(/ (filter|clip-path)="[^"]*"/g, '')).join('')
  const [width, height] = [scene.width + 2 * margin, scene.height + 2 * margin]
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${-margin} ${-margin} ${width} ${height}"><style>image,use,rect,path,circle,ellipse{visibility:hidden}</style>${body}</svg>`
  const { data } = await sharp(Buffer.from(svg))
    .ensureAlpha()
    .extractChannel(3)
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data, width, height }
}

/** The number of pixels with ink inside and outside of the picture. */
async function inkOf(scene: Scene): Promise<{ inside: number; outside: number }> {
  const margin = 80
  const { data, width } = await ink(scene, margin)
  let [inside, outside] = [0, 0]
  for (const [at, alpha] of data.entries()) {
    if (alpha < 128) continue
    const [x, y] = [(at % width) - margin, Math.floor(at / width) - margin]
    if (x >= 0 && y >= 0 && x < scene.width && y < scene.height) inside += 1
    else outside += 1
  }
  return { inside, outside }
}

/** The characters of a drawing's lines that its scene writes, and the size of the smallest of them. */
function written(scene: Scene): { text: string; least: number } {
  const texts = scene.layers.flatMap(layer => [...layer.svg.matchAll(/<text [^>]*font-size="([\d.]+)"[^>]*>([^<]*)</g)])
  const captions = texts.filter(([, , text = '']) => /[一二三四五六七八九十百千万]/.test(text))
  return {
    text: texts.map(([, , text]) => text).join(''),
    least: Math.min(...captions.map(([, size]) => Number(size))),
  }
}

test.each(COMPOSITIONS)('%s draws its longest words inside the picture, large enough to read', async name => {
  expect(longest[name].length).toBe(name === 'pie' ? 4 : limits[name].lines[1])
  for (const count of new Set(limits[name].art)) {
    const scene = compositions[name](drawing(name, longest[name], { art: animals.slice(0, count) }))
    const { inside, outside } = await inkOf(scene)
    expect(outside).toBe(0)
    expect(inside).toBeGreaterThan(1000)
    expect(written(scene).least).toBeGreaterThanOrEqual(LEAST_SIZE - 1)
  }
})

test.each(COMPOSITIONS)('%s draws the shortest words, in as few lines as it takes and in as many', async name => {
  for (const count of limits[name].lines) {
    const lines = ['好', '5%', '行', '懂', '7%'].slice(0, count)
    const { inside, outside } = await inkOf(compositions[name](drawing(name, lines)))
    expect(inside, lines.join()).toBeGreaterThan(500)
    expect(outside, lines.join()).toBe(0)
  }
})

test.each(COMPOSITIONS)('%s shows all its words in the first frame of every motion', name => {
  const lines = longest[name]
  const still = written({ ...compositions[name](drawing(name, lines)) }).text
  const characters = [...new Set(still)].sort().join('')
  for (const motion of MOTIONS) {
    const moving = drawing(name, lines, { motion })
    const scene = compositions[name](moving)
    const [first] = framesOf(scene, moving)
    const text = written({ ...scene, layers: [{ role: 'caption', svg: first?.svg ?? '', cx: 0, cy: 0 }] }).text
    expect([...new Set(text)].sort().join(''), motion).toBe(characters)
  }
})

test.each(COMPOSITIONS)('%s looks the same each time, and different in another palette', async name => {
  const one = drawing(name, longest[name])
  const [first, second] = [await render(one), await render(one)]
  expect(first.data.equals(second.data)).toBe(true)
  if (name !== 'certificate') expect((await render({ ...one, palette: 'night' })).data.equals(first.data)).toBe(false)
})
