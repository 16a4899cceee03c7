import { artAt } from '../art.ts'
import { backdrop, card, layer, lookOf } from '../look.ts'
import { fitSize, textBlock, textLine, wrap } from '../text.ts'
import type { Composition } from '../types.ts'

/** A name tag on a lanyard: the greeting in print on its coloured head, the name by hand on the white. */
export const nameTag: Composition = drawing => {
  const look = lookOf(drawing)
  const { palette } = look
  const [greeting = '', name = ''] = drawing.lines
  const rows = wrap(name, 6.2)
  const options = { x: 256, width: 400, most: rows.length === 1 ? 92 : 84, fills: [palette.cardInk], leading: 1.16 }
  const height = textBlock(rows, { ...options, top: 0 }).height
  const tag = `<path d="M214 -10L244 66M298 -10L268 66" stroke="${palette.accent}" stroke-width="22"/><g filter="url(#soft)">${card({ x: 26, y: 70, width: 460, height: 372, radius: 34 }, `fill="${palette.accent}"`)}</g>${card({ x: 222, y: 52, width: 68, height: 42, radius: 12 }, 'fill="#8b93a5" stroke="#5c6475" stroke-width="4"')}${card({ x: 26, y: 190, width: 460, height: 210 }, 'fill="#ffffff"')}<path d="M58 372H454" stroke="${palette.pattern}" stroke-width="5" stroke-dasharray="3 14" stroke-linecap="round"/>`
  const art = drawing.art.length > 0
  const words =
    textLine(greeting, {
      x: art ? 190 : 256,
      y: 142,
      size: fitSize(greeting, art ? 270 : 400, 66, 'label'),
      fill: palette.onAccent,
      face: 'label',
    }) + textBlock(rows, { ...options, top: 290 - height / 2 }).svg
  return {
    width: 512,
    height: 470,
    layers: [
      backdrop(look, 512, 470),
      layer('caption', `<g transform="rotate(-2 256 60)">${tag}${words}</g>`),
      ...(art ? [layer('art', artAt(0, { cx: 410, cy: 116, size: 170, tilt: 8, finish: 'sticker' }), 410, 190)] : []),
    ],
  }
}
