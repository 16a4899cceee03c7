import { backdrop, card, figure, layer, lookOf, printInk, spoken } from '../look.ts'
import { round } from '../random.ts'
import { fitSize, textLine } from '../text.ts'
import type { Composition } from '../types.ts'

const colours = ['#ff5d6c', '#ffb71b', '#2fb8a0', '#4d8dff', '#a06bff']

/** A part of a whole: its words and its share, in per cent. */
interface Part {
  readonly line: string
  readonly share: number
}

/** The parts that lines like "困 70%" name; lines without a number share what is left. */
function partsOf(lines: readonly string[]): Part[] {
  const shares = lines.map(line => Number.parseFloat(/(\d+(?:\.\d+)?)\s*[%％]/.exec(line)?.[1] ?? 'NaN'))
  const known = shares.reduce((sum, share) => sum + (share || 0), 0)
  const open = shares.filter(Number.isNaN).length
  return lines.map((line, at) => {
    const share = shares[at] ?? Number.NaN
    return { line, share: Number.isNaN(share) ? Math.max(4, (100 - known) / open) : share }
  })
}

/** A ring's sector from one turn to another (both in full turns, clockwise from the top), round (cx, cy). */
function sector(cx: number, cy: number, from: number, to: number, radius: number): string {
  const point = (turn: number): string =>
    `${round(cx + radius * Math.sin(2 * Math.PI * turn))} ${round(cy - radius * Math.cos(2 * Math.PI * turn))}`
  if (to - from > 0.999)
    return `M${cx - radius} ${cy}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`
  return `M${cx} ${cy}L${point(from)}A${radius} ${radius} 0 ${to - from > 0.5 ? 1 : 0} 1 ${point(to)}Z`
}

/** What somebody is made of: a ring in bright slices round the art, the greatest pulled out, and the legend below. */
export const pie: Composition = drawing => {
  const look = lookOf(drawing)
  const { palette } = look
  const [title = '', ...lines] = drawing.lines
  const parts = partsOf(lines)
  const total = parts.reduce((sum, part) => sum + part.share, 0) || 1
  const row = 54
  const height = 366 + parts.length * row + 18
  const [cx, cy] = [256, 214]
  let turn = 0
  const greatest = Math.max(...parts.map(part => part.share))
  const slices = parts.map((part, at) => {
    const from = turn
    turn += part.share / total
    const middle = 2 * Math.PI * ((from + turn) / 2)
    const out = part.share === greatest && parts.length > 1 ? 11 : 0
    const shift = `translate(${round(out * Math.sin(middle))} ${round(-out * Math.cos(middle))})`
    return `<path transform="${shift}" d="${sector(cx, cy, from, turn, 130)}" fill="${colours[at % colours.length]}" stroke="#ffffff" stroke-width="6" stroke-linejoin="round"/>`
  })
  const ring = `<g filter="url(#shadow)">${slices.join('')}</g><circle cx="${cx}" cy="${cy}" r="84" fill="#ffffff"/>`
  const legend = parts.map(({ line }, at) => {
    const y = 366 + row * (at + 0.5)
    const cut = line.lastIndexOf(' ')
    const [name, share] = cut < 0 ? [line, ''] : [line.slice(0, cut), line.slice(cut + 1)]
    const size = fitSize(`${name}${share}  `, 386, 46, 'label')
    const colour = colours[at % colours.length]
    return `${card({ x: 40, y: y - 16, width: 32, height: 32, radius: 9 }, `fill="${colour}"`)}${textLine(name, { x: 86, y, size, fill: '#23272f', anchor: 'start', face: 'label' })}${textLine(share, { x: 472, y, size, fill: '#23272f', anchor: 'end', face: 'label' })}`
  })
  const panel = `<g filter="url(#soft)">${card({ x: 20, y: 356, width: 472, height: parts.length * row + 20, radius: 24 }, 'fill="#ffffff"')}</g>`
  const head = textLine(title, {
    x: 256,
    y: 42,
    size: fitSize(title, 476, 64, 'label'),
    fill: palette.dark ? '#ffffff' : printInk(palette),
    outline: palette.outline,
    face: 'label',
  })
  return {
    width: 512,
    height,
    layers: [
      backdrop(look, 512, height, cx, cy),
      layer('background', ring + panel),
      figure(drawing.motion, 0, { cx, cy, size: 132, finish: 'flat' }),
      ...spoken(drawing.motion, 'caption', head + legend.slice(0, -1).join(''), legend.at(-1) ?? '', {
        x: 256,
        y: 366 + row * (parts.length - 0.5),
      }),
    ],
  }
}
