import { artAt } from '../art.ts'
import { widthOf } from '../fonts.ts'
import { card, layer, lookOf } from '../look.ts'
import { fitSize, textLine, wrap } from '../text.ts'
import type { Composition } from '../types.ts'

const SIDE = 96

/** A chat on a phone: messages from the left and the right in turn, each beside the face of who says it. */
export const chat: Composition = drawing => {
  const { palette } = lookOf(drawing)
  const back = palette.dark ? '#1b1d3a' : '#ededf2'
  let top = 62
  const messages = drawing.lines.map((line, index) => {
    const right = index % 2 === 1
    const rows = wrap(line, 6.6)
    const size = Math.min(60, ...rows.map(row => fitSize(row, 320, 60)))
    const wide = Math.max(...rows.map(row => widthOf(row, 'playful'))) * size + 46
    const high = Math.max(SIDE - 4, rows.length * size * 1.2 + 30)
    const x = right ? 512 - 18 - SIDE - 18 - wide : 18 + SIDE + 18
    const faceX = right ? 512 - 18 - SIDE / 2 : 18 + SIDE / 2
    const middle = top + high / 2
    const colour = right ? '#95ec69' : '#ffffff'
    const tailX = right ? x + wide - 2 : x + 2
    const tail = `<path d="M${tailX} ${top + 30}l${right ? 15 : -15} 16l${right ? -15 : 15} 16Z" fill="${colour}"/>`
    const words = rows
      .map((row, at) =>
        textLine(row, {
          x: x + wide / 2,
          y: middle + (at - (rows.length - 1) / 2) * size * 1.2,
          size,
          fill: '#1a1a1a',
        }),
      )
      .join('')
    const frame = card(
      { x: faceX - SIDE / 2, y: top, width: SIDE, height: SIDE, radius: 16 },
      `fill="${right ? palette.pattern : palette.from}"`,
    )
    const face = artAt(right && drawing.art.length > 1 ? 1 : 0, {
      cx: faceX,
      cy: top + SIDE / 2,
      size: SIDE - 10,
      finish: 'flat',
    })
    const svg =
      frame + face + card({ x, y: top, width: wide, height: high, radius: 18 }, `fill="${colour}"`) + tail + words
    top += Math.max(high, SIDE) + 26
    return layer('item', svg, right ? 512 : 0, middle)
  })
  const height = Math.round(top + 14)
  const header = `${card({ x: 0, y: 0, width: 512, height }, `fill="${back}"`)}${card({ x: 0, y: 0, width: 512, height: 44 }, `fill="${palette.dark ? '#262950' : '#f8f8fb'}"`)}<path d="M30 14L20 22L30 30" fill="none" stroke="${palette.dark ? '#ffffff' : '#333333'}" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/>${[0, 1, 2].map(at => `<circle cx="${466 + at * 12}" cy="22" r="3.6" fill="${palette.dark ? '#ffffff' : '#333333'}"/>`).join('')}${card({ x: 196, y: 14, width: 120, height: 16, radius: 8 }, `fill="${palette.pattern}"`)}`
  return { width: 512, height, layers: [layer('background', header), ...messages] }
}
