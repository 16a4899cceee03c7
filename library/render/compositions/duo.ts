import { artAt } from '../art.ts'
import { backdrop, layer, lookOf, spoken } from '../look.ts'
import { heart, sparkle } from '../shapes.ts'
import { fitSize, textBlock, textLine } from '../text.ts'
import type { Composition } from '../types.ts'

/** Two figures side by side on a split ground. Two short lines stand under one figure each, longer ones below both. */
export const duo: Composition = drawing => {
  const look = lookOf(drawing)
  const { palette, face } = look
  const [left = '', right = ''] = drawing.lines
  const split = left.length === right.length && left.length <= 4
  const most = split ? 64 : 76
  const block = textBlock(drawing.lines, {
    x: 256,
    top: 0,
    width: 472,
    most,
    fills: [palette.ink, palette.accent],
    outline: palette.outline,
    face,
  })
  const height = split ? 400 : 470
  const room = split ? height - 96 : height - block.height - 18
  const size = Math.min(252, room * 0.96)
  const cy = room / 2 + 8
  const ground = `<path d="M0 0H286L226 ${height}H0Z" fill="${palette.pattern}" opacity="0.55"/><path d="M286 -4L226 ${height + 4}" stroke="#ffffff" stroke-width="8" opacity="0.9"/>`
  const sub = (text: string, x: number, fill: string): string =>
    textLine(text, { x, y: height - 50, size: fitSize(text, 224, most, face), face, fill, outline: palette.outline })
  const words = split
    ? { setup: sub(left, 124, palette.ink), punchline: sub(right, 388, palette.accent) }
    : textBlock(drawing.lines, {
        x: 256,
        top: room - 2,
        width: 472,
        most,
        fills: [palette.ink, palette.accent],
        outline: palette.outline,
        face,
      })
  const between =
    look.mood === 'love' ? heart({ x: 256, y: cy - 70, size: 58 }) : sparkle({ x: 256, y: cy - 74, size: 50 })
  return {
    width: 512,
    height,
    layers: [
      backdrop({ ...look, pattern: 'dots' }, 512, height, 256, cy),
      layer('background', ground),
      layer('art', artAt(0, { cx: 132, cy: cy + 4, size, tilt: -6, finish: 'sticker' }), 132, cy + size * 0.4),
      layer('art', artAt(1, { cx: 380, cy: cy + 4, size, tilt: 6, finish: 'sticker' }), 380, cy + size * 0.4),
      layer('decor', between, 256, cy - 72),
      ...spoken(drawing.motion, 'caption', words.setup, words.punchline, { x: split ? 388 : 256, y: height - 50 }),
    ],
  }
}
