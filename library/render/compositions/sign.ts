import { artAt } from '../art.ts'
import { backdrop, layer, lookOf, ornaments } from '../look.ts'
import { textBlock } from '../text.ts'
import type { Composition } from '../types.ts'

/** A white glove, as cartoon animals wear, gripping an edge. */
const glove = (x: number, y: number): string =>
  `<g transform="translate(${x} ${y})" fill="#ffffff" stroke="#3b2a1e" stroke-width="5">${[-21, 0, 21]
    .map(dx => `<rect x="${dx - 12}" y="-22" width="24" height="48" rx="12"/>`)
    .join('')}</g>`

/** A figure with a protest sign: it looks over a board that it holds in front of it, or lifts the board on a stick. */
export const sign: Composition = drawing => {
  const look = lookOf(drawing)
  const lifted = look.next() < 0.45
  const options = { x: 256, width: 404, most: 78, fills: ['#3b2a1e', '#d1302a'], leading: 1.18 }
  const words = textBlock(drawing.lines, { ...options, top: 0 })
  const height = words.height + 52
  const top = lifted ? 24 : 512 - height - 26
  const size = Math.min(330, (512 - height) * (lifted ? 1.02 : 1.12))
  const cy = lifted ? 512 - size / 2 + 2 : top - size * 0.36
  const tilt = lifted ? -3 : 2.5
  const board = `<rect x="26" y="${top}" width="460" height="${height}" rx="14" fill="#e9c48d" stroke="#3b2a1e" stroke-width="6"/><path d="M40 ${top + 16}H472M40 ${top + height - 16}H472" stroke="#d3a768" stroke-width="4" stroke-dasharray="60 14 120 20"/>`
  const said = textBlock(drawing.lines, { ...options, top: top + 26 })
  const stick = `<rect x="240" y="${top + height - 20}" width="32" height="400" rx="8" fill="#b9824a" stroke="#3b2a1e" stroke-width="6"/>`
  const turned = (svg: string, attributes = ''): string =>
    `<g transform="rotate(${tilt} 256 ${top + height / 2})"${attributes}>${svg}</g>`
  const face = layer('art', artAt(0, { cx: 256, cy, size, tilt: lifted ? 4 : -4, finish: 'sticker' }), 256, cy)
  const decor = ornaments(look, 256, lifted ? cy + 10 : cy, size * 1.02)
  const hands = lifted ? '' : glove(110, top + 4) + glove(402, top + 4)
  const beats = drawing.motion === 'two-beat'
  const written = board + (beats ? said.setup : said.svg)
  const plate = layer('art', turned(lifted ? stick + written : written + hands, ' filter="url(#soft)"'), 256, 300)
  const last = beats ? [layer('punchline', turned(said.punchline), 256, top + height - 26 - height * 0.2)] : []
  return {
    width: 512,
    height: 512,
    layers: [backdrop(look, 512, 512, 256, cy), ...(lifted ? [plate, face] : [face, plate]), decor, ...last],
  }
}
