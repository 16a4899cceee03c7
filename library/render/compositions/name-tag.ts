import { artAt } from '../art.ts'
import { backdrop, card, layer, lookOf, spoken } from '../look.ts'
import { centredBlock, rowsOf, textBlock, wrap } from '../text.ts'
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
  const turned = (svg: string): string => `<g transform="rotate(-2 256 60)">${svg}</g>`
  const room = art ? 270 : 400
  const greetingRows = rowsOf(greeting, room, 'label')
  const words = centredBlock(greetingRows, {
    x: art ? 190 : 256,
    y: 142,
    width: room,
    most: greetingRows.length > 1 ? 44 : 66,
    fills: [palette.onAccent],
    face: 'label',
  }).svg
  const called = textBlock(rows, { ...options, top: 290 - height / 2 }).svg
  return {
    width: 512,
    height: 470,
    layers: [
      backdrop(look, 512, 470),
      ...spoken(drawing.motion, 'caption', turned(tag + words), turned(called), { x: 256, y: 290 }),
      ...(art ? [layer('art', artAt(0, { cx: 410, cy: 116, size: 170, tilt: 8, finish: 'sticker' }), 410, 190)] : []),
    ],
  }
}
