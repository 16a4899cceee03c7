import { artAt } from '../art.ts'
import { card, layer, lookOf } from '../look.ts'
import { fitSize, textLine } from '../text.ts'
import type { Composition, Layer } from '../types.ts'

/** Four panels in reading order; the ground grows stronger from one to the next, and the last is the loud one. */
export const fourPanels: Composition = drawing => {
  const { palette, face } = lookOf(drawing)
  const edge = palette.dark ? palette.outline : palette.ink
  const cells = [0, 1, 2, 3].map(index => {
    const x = 8 + (index % 2) * 251
    const y = 8 + Math.floor(index / 2) * 251
    const last = index === 3
    const text = drawing.lines[index] ?? ''
    const box = { x, y, width: 245, height: 245, radius: 16 }
    const burst = Array.from({ length: 12 }, (_, at) => {
      const turn = (at / 12) * 2 * Math.PI
      const point = (angle: number): string =>
        `${Math.round(x + 122 + 260 * Math.cos(angle))} ${Math.round(y + 96 + 260 * Math.sin(angle))}`
      return `M${x + 122} ${y + 96}L${point(turn)} ${point(turn + Math.PI / 12)}Z`
    }).join('')
    const ground = `<clipPath id="cell${index}">${card(box, '')}</clipPath>${card(box, `fill="${last ? palette.pattern : palette.from}"`)}<g clip-path="url(#cell${index})">${
      last
        ? `<path d="${burst}" fill="${palette.from}" opacity="0.5"/>`
        : card({ x, y: y + 128, width: 245, height: 120 }, `fill="${palette.pattern}" opacity="${0.18 + 0.16 * index}"`)
    }</g>${card(box, `fill="none" stroke="${edge}" stroke-width="5"`)}`
    const words = textLine(text, {
      x: x + 122,
      y: y + 209,
      size: fitSize(text, 222, 62, face),
      face,
      fill: last ? palette.accent : palette.ink,
      outline: palette.outline,
    })
    return { x: x + 122, y: y + 98, last, ground, words }
  })
  const figures: Layer[] = cells.map((cell, index) =>
    layer(
      'art',
      artAt(index, {
        cx: cell.x,
        cy: cell.y,
        size: cell.last ? 166 : 154,
        tilt: [-4, 4, -3, 6][index] ?? 0,
        finish: 'sticker',
      }),
      cell.x,
      cell.y + 60,
    ),
  )
  const paper = card({ x: 0, y: 0, width: 512, height: 512 }, `fill="${palette.to}"`)
  return {
    width: 512,
    height: 512,
    layers: [
      layer('background', paper + cells.map(cell => cell.ground).join('')),
      ...figures,
      layer('caption', cells.map(cell => cell.words).join('')),
    ],
  }
}
