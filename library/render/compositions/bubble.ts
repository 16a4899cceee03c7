import { artAt } from '../art.ts'
import { backdrop, layer, lookOf, ornaments, spoken } from '../look.ts'
import { textBlock } from '../text.ts'
import type { Composition } from '../types.ts'

/** A figure that speaks: it stands in a lower corner, and the bubble above it holds the words. */
export const bubble: Composition = drawing => {
  const look = lookOf(drawing)
  const { palette } = look
  const left = look.next() < 0.5
  const options = {
    x: 256,
    width: 400,
    most: 74,
    fills: [palette.cardInk, palette.dark ? '#d1202f' : palette.accent],
    leading: 1.2,
    face: look.face,
  }
  const words = textBlock(drawing.lines, { ...options, top: 0 })
  const height = Math.max(150, words.height + 44)
  const bottom = 22 + height
  const size = Math.min(330, (512 - bottom) * 1.12)
  const cx = left ? 40 + size / 2 : 472 - size / 2
  const cy = 512 - size / 2 + 6
  // The tail leaves the bubble near the figure's side and points at its face.
  const from = left ? 300 : 212
  const toX = left ? cx + size * 0.36 : cx - size * 0.36
  const tail = `M${from - 34} ${bottom - 12}L${toX} ${bottom + 52}L${from + 34} ${bottom - 12}Z`
  const stroke = palette.dark ? palette.outline : palette.ink
  const shape = `<g filter="url(#soft)"><rect x="22" y="22" width="468" height="${height}" rx="62" fill="${palette.card}" stroke="${stroke}" stroke-width="7"/><path d="${tail}" fill="${palette.card}" stroke="${stroke}" stroke-width="7" stroke-linejoin="round"/><rect x="26" y="26" width="460" height="${height - 8}" rx="58" fill="${palette.card}"/></g>`
  const said = textBlock(drawing.lines, { ...options, top: 22 + (height - words.height) / 2 })
  return {
    width: 512,
    height: 512,
    layers: [
      backdrop(look, 512, 512, cx, cy),
      layer('caption', shape),
      layer(
        'art',
        artAt(0, { cx, cy, size, tilt: left ? -5 : 5, flip: left && look.next() < 0.5, finish: 'sticker' }),
        cx,
        500,
      ),
      ornaments(look, left ? cx + 40 : cx - 40, cy + 30, size * 0.95),
      ...spoken(drawing.motion, 'caption', said.setup, said.punchline, { x: 256, y: bottom - 22 - height * 0.2 }),
    ],
  }
}
