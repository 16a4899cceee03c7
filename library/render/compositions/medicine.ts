import { artAt } from '../art.ts'
import { widthOf } from '../fonts.ts'
import { backdrop, card, layer, lookOf } from '../look.ts'
import { centredBlock, rowsOf, textBlock, wrap } from '../text.ts'
import type { Composition } from '../types.ts'

/** A two-coloured capsule. */
const pill = (x: number, y: number, tilt: number, colour: string): string =>
  `<g transform="translate(${x} ${y}) rotate(${tilt})" filter="url(#soft)"><rect x="-38" y="-17" width="76" height="34" rx="17" fill="#ffffff"/><path d="M0-17H21A17 17 0 0 1 21 17H0Z" fill="${colour}"/><path d="M-22-8H16" stroke="#ffffff" stroke-width="5" stroke-linecap="round" opacity="0.7"/></g>`

/** A box of medicine against life: name, art where the maker's picture would be, and what it is good for. */
export const medicine: Composition = drawing => {
  const look = lookOf(drawing)
  const { palette } = look
  const [name = '', use = ''] = drawing.lines
  const rows = wrap(use, 6.4, 'label')
  // Long rows need room that the art then leaves them.
  const wide = rows.some(row => widthOf(row, 'label') > 5.6)
  const uses = {
    x: 58,
    width: wide ? 242 : 230,
    most: 48,
    fills: [palette.cardInk],
    face: 'label',
    anchor: 'start',
    leading: 1.32,
  } as const
  const box = `<g filter="url(#soft)"><path d="M30 92L62 62H494L482 92Z" fill="#e4e7ee"/><path d="M482 92L494 62V398L482 430Z" fill="#c3c9d6"/>${card({ x: 30, y: 92, width: 452, height: 338, radius: 4 }, 'fill="#ffffff"')}</g>${card({ x: 30, y: 92, width: 452, height: 112 }, `fill="${palette.accent}"`)}<path d="M30 204H482V216H30Z" fill="${palette.pattern}"/><path d="M30 430V408C150 366 330 446 482 388V430Z" fill="${palette.pattern}" opacity="0.75"/>`
  const cross = `<g transform="translate(440 148)"><circle r="27" fill="#ffffff"/><path d="M-6-17H6V-6H17V6H6V17H-6V6H-17V-6H-6Z" fill="${palette.accent}"/></g>`
  const height = textBlock(rows, { ...uses, top: 0 }).height
  const words =
    centredBlock(rowsOf(name, 346, 'label'), {
      x: 50,
      y: 148,
      width: 346,
      most: rowsOf(name, 346, 'label').length > 1 ? 46 : 72,
      face: 'label',
      fills: [palette.onAccent],
      anchor: 'start',
    }).svg + textBlock(rows, { ...uses, top: 308 - height / 2 }).svg
  return {
    width: 512,
    height: 480,
    layers: [
      backdrop(look, 512, 480),
      layer('caption', `<g transform="rotate(-3 256 250)">${box}${cross}${words}</g>`),
      layer(
        'art',
        artAt(0, { cx: wide ? 402 : 384, cy: 318, size: wide ? 176 : 206, tilt: 5, finish: 'sticker' }),
        384,
        400,
      ),
      layer(
        'decor',
        pill(86, 440, -18, palette.accent) + pill(176, 452, 14, palette.pattern) + pill(250, 36, 10, palette.accent),
      ),
    ],
  }
}
