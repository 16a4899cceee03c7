import { artAt } from '../art.ts'
import { card, layer, spoken } from '../look.ts'
import { centredBlock, fitSize, rowsOf, textLine } from '../text.ts'
import type { Composition } from '../types.ts'

const RED = '#c4161c'
const GOLD = '#d9a021'

/** A corner flourish, turned into each of the four corners. */
const corner = (x: number, y: number, turn: number): string =>
  `<g transform="translate(${x} ${y}) rotate(${turn})" fill="none" stroke="${GOLD}" stroke-width="5" stroke-linecap="round"><path d="M0 62V18A18 18 0 0 1 18 0H62"/><path d="M14 50C14 26 26 14 50 14"/><circle cx="22" cy="22" r="6" fill="${RED}" stroke="none"/></g>`

/** The round red seal of an office, with a star in place of a name. */
const seal = `<g transform="translate(404 370) rotate(-14) scale(0.84)" fill="none" stroke="${RED}" opacity="0.82"><circle r="48" stroke-width="6"/><circle r="39" stroke-width="2"/><path d="M0-25L6-8L24-8L9 3L15 20L0 9L-15 20L-9 3L-24-8L-6-8Z" fill="${RED}" stroke="none"/></g>`

/** A school's certificate of honour, 奖状: red and gold border, the honour in big red, a seal. */
export const certificate: Composition = drawing => {
  const [honour = '', reason = ''] = drawing.lines
  const art = drawing.art.length > 0
  const rays = Array.from({ length: 24 }, (_, at) => {
    const point = (turn: number): string =>
      `${Math.round(256 + 420 * Math.cos(turn))} ${Math.round(120 + 420 * Math.sin(turn))}`
    return `M256 120L${point((at * Math.PI) / 12)} ${point(((at + 0.5) * Math.PI) / 12)}Z`
  }).join('')
  const paper = `<clipPath id="paper">${card({ x: 30, y: 30, width: 452, height: 392 }, '')}</clipPath>${card({ x: 0, y: 0, width: 512, height: 452 }, `fill="${RED}"`)}${card({ x: 9, y: 9, width: 494, height: 434, radius: 6 }, `fill="none" stroke="#f7d774" stroke-width="5"`)}${card({ x: 22, y: 22, width: 468, height: 408, radius: 4 }, `fill="#fffaec" stroke="${GOLD}" stroke-width="6"`)}<path d="${rays}" fill="#fbe6b3" opacity="0.6" clip-path="url(#paper)"/>${corner(38, 38, 0)}${corner(474, 38, 90)}${corner(474, 414, 180)}${corner(38, 414, 270)}`
  const title = ['奖', '状']
    .map((text, index) => textLine(text, { x: index === 0 ? 116 : 396, y: 112, size: 84, fill: RED, face: 'label' }))
    .join('')
  const big = fitSize(honour, 400, 88)
  const words = textLine(honour, { x: 256, y: 236, size: big, fill: RED, outline: '#ffe9a8' })
  const rows = rowsOf(reason, 404, 'label')
  const below = centredBlock(rows, {
    x: rows.length > 1 ? 204 : 256,
    y: rows.length > 1 ? 324 : 308,
    width: rows.length > 1 ? 292 : 404,
    most: 44,
    fills: ['#5b3413'],
    face: 'label',
  }).svg
  return {
    width: 512,
    height: 452,
    layers: [
      layer('background', paper),
      layer('caption', seal + title),
      ...(art ? [layer('art', artAt(0, { cx: 256, cy: 118, size: 158, finish: 'shadow' }), 256, 190)] : []),
      ...spoken(drawing.motion, 'caption', words, below, { x: 256, y: 308 }),
    ],
  }
}
