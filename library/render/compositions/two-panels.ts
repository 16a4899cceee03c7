import { artAt } from '../art.ts'
import { card, layer, lookOf, spoken } from '../look.ts'
import { textBlock, wrap } from '../text.ts'
import type { Composition } from '../types.ts'

/** Two panels of a comic, one above the other: the setup is calm, the punchline has speed lines and the louder ink. */
export const twoPanels: Composition = drawing => {
  const { palette, face } = lookOf(drawing)
  const panel = (index: 0 | 1): { readonly ground: string; readonly words: string } => {
    const top = 10 + index * 249
    const box = { x: 10, y: top, width: 492, height: 243, radius: 20 }
    const middle = top + 121
    const artX = index === 0 ? 132 : 380
    const textX = index === 0 ? 370 : 142
    const rows = wrap(drawing.lines[index] ?? '', 4.4, face)
    const fills = index === 0 ? [palette.ink] : [palette.accent]
    const options = { x: textX, width: 248, most: 68, fills, outline: palette.outline, leading: 1.2, face }
    const height = textBlock(rows, { ...options, top: 0 }).height
    const lines = Array.from({ length: 26 }, (_, at) => {
      const turn = (at / 26) * 2 * Math.PI
      const x = (radius: number, shift = 0) => Math.round(artX + radius * Math.cos(turn + shift))
      const y = (radius: number, shift = 0) => Math.round(middle + radius * Math.sin(turn + shift))
      return `M${x(122)} ${y(122)}L${x(560, 0.05)} ${y(560, 0.05)} ${x(560, -0.05)} ${y(560, -0.05)}Z`
    }).join('')
    const ground = `<clipPath id="panel${index}">${card(box, '')}</clipPath>${card(box, `fill="${index === 0 ? palette.from : palette.pattern}"`)}<g clip-path="url(#panel${index})">${
      index === 0
        ? `<circle cx="${artX}" cy="${middle}" r="116" fill="${palette.pattern}" opacity="0.5"/>`
        : `<path d="${lines}" fill="${palette.from}" opacity="0.55"/>`
    }</g>${card(box, `fill="none" stroke="${palette.dark ? palette.outline : palette.ink}" stroke-width="6"`)}`
    return { ground, words: textBlock(rows, { ...options, top: middle - height / 2 }).svg }
  }
  const paper = card({ x: 0, y: 0, width: 512, height: 512 }, `fill="${palette.to}"`)
  const [setup, punchline] = [panel(0), panel(1)]
  const beats = drawing.motion === 'two-beat'
  return {
    width: 512,
    height: 512,
    layers: [
      ...spoken(drawing.motion, 'background', paper + setup.ground + setup.words + punchline.ground, punchline.words, {
        x: 142,
        y: 380,
      }),
      layer('art', artAt(0, { cx: 132, cy: 131, size: 194, tilt: -4, finish: 'sticker' }), 132, 200),
      layer(
        beats ? 'punchline' : 'art',
        artAt(1, { cx: 380, cy: 380, size: 200, tilt: 7, finish: 'sticker' }),
        380,
        450,
      ),
    ],
  }
}
