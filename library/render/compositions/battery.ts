import { backdrop, card, figure, layer, lookOf, ornaments, spoken } from '../look.ts'
import { round } from '../random.ts'
import { fitSize, textLine } from '../text.ts'
import type { Composition } from '../types.ts'

/** The inside of the battery. */
const CELL = { x: 50, y: 142, width: 208, height: 330 } as const

/** The colour of a charge between 0 and 1, as telephones show it. */
const chargeColour = (share: number): string => (share <= 0.2 ? '#f0353f' : share <= 0.5 ? '#ff9f1a' : '#2fc25b')

/** A battery with the art inside it, as in a jar, and the charge in big figures beside it. */
export const battery: Composition = drawing => {
  const look = lookOf(drawing)
  const { palette, face } = look
  const [label = '', amount = ''] = drawing.lines
  const share = Math.min(100, Math.max(0, Number.parseFloat(amount) || 0)) / 100
  const colour = chargeColour(share)
  const dark = palette.dark ? '#0e1030' : '#2b2f3a'
  const level = CELL.y + CELL.height * (1 - Math.max(0.07, share))
  const wave = `M${CELL.x} ${round(level)}q52 -14 104 0t104 0V${CELL.y + CELL.height}H${CELL.x}Z`
  const shell = `<clipPath id="cell">${card({ ...CELL, radius: 26 }, '')}</clipPath><g filter="url(#soft)">${card({ x: 110, y: 108, width: 88, height: 40, radius: 12 }, `fill="${dark}"`)}${card({ x: CELL.x - 14, y: CELL.y - 14, width: CELL.width + 28, height: CELL.height + 28, radius: 40 }, `fill="${dark}"`)}</g>${card({ ...CELL, radius: 26 }, 'fill="#f4f6fa"')}<g clip-path="url(#cell)"><path d="${wave}" fill="${colour}"/><path d="${wave}" transform="translate(0 16)" fill="#000000" opacity="0.08"/></g>`
  const glass = `${card({ x: CELL.x + 14, y: CELL.y + 16, width: 20, height: CELL.height - 90, radius: 10 }, 'fill="#ffffff" opacity="0.6"')}${card({ x: CELL.x + 14, y: CELL.y + CELL.height - 62, width: 20, height: 24, radius: 10 }, 'fill="#ffffff" opacity="0.6"')}`
  const bolt = `<path transform="translate(386 412) scale(1.5)" d="M8-40L-24 8H-2L-10 40L24-10H2Z" fill="${share >= 0.8 ? '#ffd23f' : palette.dark ? '#8d93d8' : '#ffffff'}" stroke="${dark}" stroke-width="5" stroke-linejoin="round"/>`
  const words = textLine(label, {
    x: 256,
    y: 58,
    size: fitSize(label, 476, 80, face),
    fill: palette.ink,
    outline: palette.outline,
    face,
  })
  const figures = textLine(amount, {
    x: 386,
    y: 258,
    size: fitSize(amount, 222, 122, 'label'),
    fill: colour,
    outline: '#ffffff',
    face: 'label',
  })
  return {
    width: 512,
    height: 512,
    layers: [
      backdrop(look, 512, 512, 154, 300),
      layer('background', shell),
      figure(drawing.motion, 0, { cx: 154, cy: 334, size: 190, tilt: -4, finish: 'shadow' }, 'cell'),
      layer('caption', glass),
      layer('background', bolt),
      ornaments(look, 386, 250, 140),
      ...spoken(drawing.motion, 'caption', words, figures, { x: 386, y: 258 }),
    ],
  }
}
