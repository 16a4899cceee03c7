import { artAt } from '../art.ts'
import { confetti } from '../decor.ts'
import { backdrop, card, type Look, layer, lookOf, ornaments, spoken } from '../look.ts'
import { fitSize, textBlock, textLine } from '../text.ts'
import type { Composition, Drawing, Layer, Motion, Scene } from '../types.ts'

const WIDTH = 512
const HEIGHT = 512
const TEXT_WIDTH = 472

/** One big face. Three layouts keep a page of them from looking alike: words below, words round it, words above. */
export const bigFace: Composition = drawing => {
  const look = lookOf(drawing)
  const layout = look.next()
  if (drawing.lines.length === 2 && layout < 0.3 && drawing.motion !== 'swing') return around(drawing, look)
  if (layout < 0.5 && drawing.motion === 'none') return peeking(drawing, look)
  return below(drawing, look)
}

/** Moods whose words do not stand straight. */
const loud = ({ mood }: Look): boolean => ['party', 'laugh', 'shock', 'angry', 'haste'].includes(mood)

function below(drawing: Drawing, look: Look): Scene {
  const words = punchline(drawing, look, 0)
  const room = HEIGHT - words.height - 14
  const size = Math.min(372, room * 1.02)
  const cy = room / 2 + 8
  const turn = loud(look) ? -2.5 : 0
  const turned = (svg: string): string => `<g transform="rotate(${turn} 256 ${room + words.height / 2})">${svg}</g>`
  const { setup, last } = punchline(drawing, look, room - 2)
  const place = { cx: 256, cy, size, tilt: (look.next() - 0.5) * 14 }
  const caption = spoken(drawing.motion, 'caption', turned(setup), turned(last), {
    x: 256,
    y: room + words.height * 0.75,
  })
  return scene(look, drawing.motion, place, caption)
}

function around(drawing: Drawing, look: Look): Scene {
  const [first = '', second = ''] = drawing.lines
  const top = fitSize(first, TEXT_WIDTH, 78, look.face)
  const bottom = fitSize(second, TEXT_WIDTH, 82, look.face)
  const from = top * 1.12 + 12
  const to = HEIGHT - bottom * 1.12 - 14
  const line = (text: string, size: number, y: number, fill: string, tilt: number): string =>
    textLine(text, { x: 256, y, size, fill, outline: look.palette.outline, tilt, face: look.face })
  const y = HEIGHT - 14 - bottom * 0.56
  const words = spoken(
    drawing.motion,
    'caption',
    line(first, top, 12 + top * 0.56, look.palette.ink, loud(look) ? -2 : 0),
    line(second, bottom, y, look.palette.accent, loud(look) ? 2 : 0),
    { x: 256, y },
  )
  const place = { cx: 256, cy: (from + to) / 2 + 2, size: (to - from) * 1.06, tilt: (look.next() - 0.5) * 16 }
  return scene(look, drawing.motion, place, words)
}

function peeking(drawing: Drawing, look: Look): Scene {
  const words = punchline(drawing, look, 16)
  const room = HEIGHT - words.height - 30
  const size = Math.min(410, room * 1.1)
  const side = look.next() < 0.5 ? -1 : 1
  const place = { cx: 256 + side * 8, cy: HEIGHT - room + size / 2 - 2, size, tilt: side * 5 }
  return scene(look, drawing.motion, place, [layer('caption', words.setup + words.last)])
}

/** The lines under each other; sometimes the last stands on a ribbon, which makes it the punchline. */
function punchline(drawing: Drawing, look: Look, top: number): { setup: string; last: string; height: number } {
  const { palette } = look
  const { lines } = drawing
  const last = lines.at(-1) ?? ''
  // The choice must not depend on how often it is asked for, so it is read off the words.
  const ribbon = lines.length > 1 && last.length >= 4 && [...last].length % 3 === 0
  const plain = ribbon ? lines.slice(0, -1) : lines
  const block = textBlock(plain, {
    x: 256,
    top,
    width: TEXT_WIDTH,
    most: lines.length === 1 ? 96 : 80,
    fills: [palette.ink, palette.accent],
    outline: palette.outline,
    face: look.face,
  })
  if (!ribbon) return { setup: block.setup, last: block.punchline, height: block.height + 12 }
  const size = fitSize(last, TEXT_WIDTH - 44, 68, look.face)
  const height = size * 1.3
  const middle = top + block.height + 6 + height / 2
  const wide = Math.min(496, (TEXT_WIDTH - 44) * (size / fitSize(last, TEXT_WIDTH - 44, 900, look.face)) + 52)
  const box = { x: 256 - wide / 2, y: middle - height / 2, width: wide, height, radius: height * 0.28 }
  const svg = `<g transform="rotate(-1.6 256 ${middle})">${card(box, `fill="${palette.accent}" stroke="#ffffff" stroke-width="5" filter="url(#soft)"`)}${textLine(last, { x: 256, y: middle, size, fill: palette.onAccent, face: look.face })}</g>`
  return { setup: block.svg, last: svg, height: block.height + height + 20 }
}

/** What bounces, swings or swells needs room to do it in. */
const roomFor: Partial<Record<Motion, number>> = { bob: 0.9, zoom: 0.9, bounce: 0.86, swing: 0.86 }

function scene(
  look: Look,
  motion: Motion,
  place: { readonly cx: number; readonly cy: number; readonly size: number; readonly tilt: number },
  words: readonly Layer[],
): Scene {
  const { cx, cy, tilt } = place
  // What turns, turns round its middle, the rest stands on its feet.
  const size = place.size * (roomFor[motion] ?? 1)
  const foot = motion === 'spin' ? cy : cy + size * 0.4
  const rope = motion === 'swing' ? `<path d="M${cx} -90V${Math.round(cy)}" stroke="#8a6440" stroke-width="9"/>` : ''
  const finish = look.pattern === 'blobs' ? 'shadow' : 'sticker'
  return {
    width: WIDTH,
    height: HEIGHT,
    layers: [
      backdrop(look, WIDTH, HEIGHT, cx, cy),
      ...(look.mood === 'party'
        ? [layer('background', confetti({ width: WIDTH, height: HEIGHT, cx, cy, clear: size * 0.3 }))]
        : []),
      layer('art', rope + artAt(0, { cx, cy, size, tilt, finish }), cx, foot),
      ornaments(look, cx, cy, size * 0.92),
      ...words,
    ],
  }
}
