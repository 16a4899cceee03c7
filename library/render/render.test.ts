import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { findArt } from './art.ts'
import { canDraw, widthOf } from './fonts.ts'
import { licenceOf } from './library.ts'
import { drawingSchema, readManifest } from './manifest.ts'
import { render } from './render.ts'
import { escapeXml, fitSize, wrap } from './text.ts'
import type { Drawing } from './types.ts'

const manifest = await readManifest(join(import.meta.dirname, '..', 'starter', 'manifest.jsonl'))
const plain: Drawing = {
  composition: 'big-face',
  art: ['melting face'],
  lines: ['先这样', '再那样'],
  palette: 'mint',
  motion: 'none',
  mood: 'calm',
}

test.each(['none', 'blink'] as const)(
  'a drawing that moves like %s always gives the same bytes',
  async motion => {
    const [one, two] = [await render({ ...plain, motion }), await render({ ...plain, motion })]
    expect(one.data.equals(two.data)).toBe(true)
    expect(one.frames > 1).toBe(motion !== 'none')
  },
  60_000,
)

test('markup in a caption is drawn, not interpreted', async () => {
  expect(escapeXml(`<b>&"'`)).toBe('&lt;b&gt;&amp;&quot;&#39;')
  const hostile = await render({ ...plain, lines: ['<b>&"', '</text></svg>'] })
  const empty = await render({ ...plain, lines: [' ', ' '] })
  const { width } = await sharp(hostile.data).metadata()
  expect(width).toBe(512)
  // The words leave ink: the picture differs from one whose caption is blank.
  expect(hostile.data.equals(empty.data)).toBe(false)
}, 60_000)

test('control characters, which XML forbids, do not break a picture', async () => {
  expect((await render({ ...plain, lines: ['a\u0000\u0008b', '\ud800'] })).width).toBe(512)
}, 60_000)

test('all art, and all words, of the starter library can be drawn', () => {
  for (const { source } of manifest) {
    for (const name of source.drawing.art) expect(findArt(name, 'fluent-3d').style, name).toBe('fluent-3d')
    expect(canDraw(source.drawing.lines.join('')), source.slug).toBe(true)
    expect(source.drawing.lines.join(' '), source.slug).toBe(source.caption)
  }
})

test('a fitted line is never wider than its room, and wrapping loses no words', () => {
  const ten = '一二三四五六七八九十'
  for (const face of ['playful', 'label'] as const) {
    expect(fitSize(ten, 300, 80, face) * widthOf(ten, face)).toBeLessThanOrEqual(300)
  }
  expect(fitSize('短', 300, 80)).toBe(80)
  expect(wrap('抱歉我是对面卧底', 5).join('')).toBe('抱歉我是对面卧底')
})

test('a picture says the licences of exactly the art and the fonts that it is made of', async () => {
  const licence = async (drawing: Drawing): Promise<string> => licenceOf(await render(drawing))
  const note: Drawing = { ...plain, composition: 'sticky-note', art: [], lines: ['勿念'] }
  expect(await licence(note)).toBe('Fonts: ZCOOL KuaiLe (OFL-1.1)')
  expect(await licence({ ...note, art: ['cookie'], style: 'noto' })).toBe(
    'Art: Noto Emoji (Apache-2.0); fonts: ZCOOL KuaiLe (OFL-1.1)',
  )
  expect(await licence({ ...note, art: ['cookie'], style: 'fluent-flat', lines: ['勿念冇'] })).toBe(
    'Art: Fluent Emoji Flat (MIT); fonts: ZCOOL KuaiLe (OFL-1.1), Noto Sans S Chinese (OFL-1.1)',
  )
}, 60_000)

test('a drawing with more than its composition has room for is refused', () => {
  const problems = (drawing: Drawing): string[] =>
    drawingSchema.safeParse(drawing).error?.issues.map(issue => issue.path.join('.')) ?? []
  expect(problems(plain)).toEqual([])
  expect(problems({ ...plain, lines: ['一', '二', '三'] })).toEqual(['lines'])
  expect(problems({ ...plain, art: [] })).toEqual(['art'])
  expect(problems({ ...plain, motion: 'type' })).toEqual(['motion'])
})

test('what a GIF would hold in too few colours is WebP, and never too heavy', async () => {
  for (const lines of [
    ['先这样', '再那样'],
    ['行', '好'],
  ]) {
    const { data, frames } = await render({ ...plain, lines, composition: 'notice', motion: 'slide', palette: 'night' })
    expect(data.length).toBeLessThanOrEqual(300 * 1024)
    expect(frames).toBeGreaterThan(8)
  }
}, 120_000)
