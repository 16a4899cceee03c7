import { artAt } from '../art.ts'
import { backdrop, layer, lookOf } from '../look.ts'
import { fitSize, textLine } from '../text.ts'
import type { Composition } from '../types.ts'

const INK = '#26262b'

/** A till receipt: title, items with their prices, a bar code, and the art leaning on its corner. */
export const receipt: Composition = drawing => {
  const look = lookOf(drawing)
  const [title = '', ...items] = drawing.lines
  const row = 66
  const foot = 150 + items.length * row
  const height = foot + 132
  let edge = `M52 26`
  for (let x = 52; x < 460; x += 24) edge += `l12 -12l12 12`
  edge += `V${height - 30}`
  for (let x = 460; x > 52; x -= 24) edge += `l-12 12l-12 -12`
  const rule = (y: number): string =>
    `<path d="M76 ${y}H436" stroke="${INK}" stroke-width="4" stroke-dasharray="11 8"/>`
  const rows = items.map((item, index) => {
    const cut = item.lastIndexOf(' ')
    const y = 176 + index * row
    const total = index === items.length - 1
    const fill = total ? '#d1202f' : INK
    if (cut < 0) return textLine(item, { x: 256, y, size: fitSize(item, 350, 48, 'label'), fill, face: 'label' })
    const [name, price] = [item.slice(0, cut), item.slice(cut + 1)]
    const size = fitSize(`${name}  ${price}`, 356, 48, 'label')
    return (
      textLine(name, { x: 78, y, size, fill, anchor: 'start', face: 'label' }) +
      textLine(price, { x: 434, y, size, fill, anchor: 'end', face: 'label' })
    )
  })
  const bars = Array.from(
    { length: 34 },
    (_, at) => `<rect x="${78 + at * 7}" y="${foot + 24}" width="${1.5 + 4 * look.next()}" height="48" fill="${INK}"/>`,
  ).join('')
  const paper = `<g filter="url(#soft)"><path d="${edge}Z" fill="#fffefa"/></g>`
  const words =
    textLine(title, { x: 256, y: 78, size: fitSize(title, 350, 70), fill: INK }) +
    rule(128) +
    rows.join('') +
    rule(foot)
  return {
    width: 512,
    height,
    layers: [
      backdrop(look, 512, height),
      layer('caption', `<g transform="rotate(-2 256 ${height / 2})">${paper}${words}${bars}</g>`),
      ...(drawing.art.length > 0
        ? [
            layer(
              'art',
              artAt(0, { cx: 410, cy: height - 78, size: 150, tilt: 10, finish: 'sticker' }),
              410,
              height - 20,
            ),
          ]
        : []),
    ],
  }
}
