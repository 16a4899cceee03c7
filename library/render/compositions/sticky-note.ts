import { widthOf } from '../fonts.ts'
import { figure, layer, lookOf, spoken } from '../look.ts'
import { tape } from '../parts.ts'
import { round } from '../random.ts'
import { textBlock, wrap } from '../text.ts'
import type { Composition, PaletteName } from '../types.ts'

/** The paper of the note, and the darker tone of its folded corner. */
const papers: Readonly<Record<PaletteName, readonly [string, string]>> = {
  cream: ['#fff1b8', '#e6cf7f'],
  pink: ['#ffc9dc', '#ef9bbb'],
  mint: ['#bff2d8', '#8bd5b3'],
  sky: ['#c3e5ff', '#91c6ee'],
  lemon: ['#ffee75', '#e8cf3c'],
  lilac: ['#e0d0ff', '#bda3ee'],
  peach: ['#ffd3b0', '#f0ac7d'],
  white: ['#fdfdf6', '#d8dbd6'],
  night: ['#fff07f', '#e3cd4a'],
  red: ['#ffe37a', '#e6bd45'],
}

/** A note stuck to a wall by tape, written by hand, with a curled corner; the art leans on its foot. */
export const stickyNote: Composition = drawing => {
  const look = lookOf(drawing)
  const { palette } = look
  const [paper, fold] = papers[drawing.palette]
  const art = drawing.art.length > 0
  const ink = palette.dark ? '#2a2350' : palette.ink
  const rows = drawing.lines.flatMap(line => wrap(line, 9))
  const leading = rows.length > 3 ? 1.15 : 1.22
  // Words that are many grow smaller together, so that they and the art stay on the note.
  const room = art ? 236 : 340
  const most = Math.min(rows.length === 1 ? 112 : 92, room / (rows.length * leading))
  const options = { x: 256, width: 400, most, fills: [ink], leading }
  const height = textBlock(rows, { ...options, top: 0 }).height
  const top = art ? 88 + (room - height) / 3 : 92 + (room - height) / 2
  const size = Math.min(236, Math.max(130, 508 - top - height))
  const tilt = look.next() < 0.5 ? -2.5 : 2.5
  const turned = (svg: string): string => `<g transform="rotate(${tilt} 256 256)">${svg}</g>`
  const wall = palette.dark ? palette.to : palette.pattern
  const bricks = Array.from({ length: 8 }, (_, row) => {
    const shift = (row % 2) * 64 - 64
    return Array.from({ length: 6 }, (_, at) => `M${shift + at * 128 + 4} ${row * 66 + 4}h120v58h-120z`).join('')
  }).join('')
  const ground = `<rect width="512" height="512" fill="${wall}"/><path d="${bricks}" fill="${palette.from}" opacity="${palette.dark ? 0.28 : 0.4}"/>`
  const sheet = `<g filter="url(#shadow)"><path d="M38 48H474V396Q470 448 400 470H38Z" fill="${paper}"/></g><path d="M474 396Q430 398 414 410Q412 444 400 470Q462 446 474 396Z" fill="${fold}"/>`
  const first = textBlock(rows.slice(0, -1), { ...options, top })
  const last = rows.at(-1) ?? ''
  const punchline = textBlock([last], { ...options, top: top + first.height }).svg
  const underline = Math.min(392, widthOf(last, 'playful') * most)
  const stroke = `<path d="M${round(256 - underline / 2)} ${round(top + height + 4)}q${round(underline / 2)} -9 ${round(underline)} 2" fill="none" stroke="#e5484d" stroke-width="7" stroke-linecap="round"/>`
  return {
    width: 512,
    height: 512,
    layers: [
      layer('background', ground),
      layer('print', turned(sheet + tape(256, 50, -3, palette.dark ? '#ffffff' : '#f6f0dc'))),
      ...spoken(drawing.motion, 'print', turned(first.svg), turned(punchline + stroke), {
        x: 256,
        y: top + height - most / 2,
      }),
      ...(art
        ? [figure(drawing.motion, 0, { cx: 30 + size / 2, cy: 500 - size / 2, size, tilt: -6, finish: 'sticker' })]
        : []),
    ],
  }
}
