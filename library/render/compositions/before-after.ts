import { artAt } from '../art.ts'
import { card, layer, lookOf } from '../look.ts'
import { sparkle } from '../shapes.ts'
import { fitSize, textBlock, textLine, wrap } from '../text.ts'
import type { Composition, Layer } from '../types.ts'

/** Half of the picture, in pixels. */
const HALF = 256

/** The label of a line, up to its colon, and the rest. */
function split(line: string): readonly [string, string] {
  const at = line.search(/[：:]/)
  return at < 0 ? ['', line] : [line.slice(0, at), line.slice(at + 1).trim()]
}

/** One picture under a slider: on the left of it how things were, drab; on the right how they are, bright. */
export const beforeAfter: Composition = drawing => {
  const { palette, face } = lookOf(drawing)
  const half = (index: 0 | 1): Layer[] => {
    const [label, text] = split(drawing.lines[index] ?? '')
    const x = index * HALF + (index === 0 ? HALF / 2 - 3 : HALF / 2 + 3)
    const chip = fitSize(label, 200, 42, 'label')
    const wide = Math.min(236, chip * [...label].length + 44)
    const tag =
      label === ''
        ? ''
        : card(
            { x: x - wide / 2, y: 16, width: wide, height: 62, radius: 31 },
            `fill="${index === 0 ? '#3f4550' : palette.dark ? '#d1202f' : palette.accent}" stroke="#ffffff" stroke-width="4"`,
          ) + textLine(label, { x, y: 47, size: chip, fill: '#ffffff', face: 'label' })
    const rows = wrap(text, 4.4, face)
    const options = {
      x,
      width: 236,
      most: 72,
      fills: [index === 0 ? '#3a404b' : palette.dark ? '#d1202f' : palette.accent],
      leading: 1.16,
      face,
    }
    const height = textBlock(rows, { ...options, top: 0 }).height
    const words = textBlock(rows, { ...options, top: 426 - height / 2 }).svg
    const art = artAt(index, {
      cx: x,
      cy: 216,
      size: index === 0 ? 206 : 224,
      tilt: index === 0 ? -5 : 6,
      finish: 'sticker',
    })
    return [
      layer('art', index === 0 ? `<g filter="url(#drab)">${art}</g>` : art, x, 300),
      layer(index === 0 ? 'caption' : 'punchline', tag + words, x, 400),
    ]
  }
  const rays = Array.from({ length: 18 }, (_, at) => {
    const point = (turn: number): string =>
      `${Math.round(387 + 420 * Math.cos(turn))} ${Math.round(216 + 420 * Math.sin(turn))}`
    return `M387 216L${point((at * Math.PI) / 9)} ${point(((at + 0.5) * Math.PI) / 9)}Z`
  }).join('')
  const drab = `<filter id="drab"><feColorMatrix type="saturate" values="0.3"/></filter>`
  const bright = `<clipPath id="bright">${card({ x: HALF, y: 0, width: HALF, height: 512 }, '')}</clipPath>${card({ x: HALF, y: 0, width: HALF, height: 512 }, `fill="${palette.from}"`)}<path d="${rays}" fill="${palette.pattern}" opacity="0.55" clip-path="url(#bright)"/>`
  const grey = `${card({ x: 0, y: 0, width: HALF, height: 512 }, 'fill="#c9ced6"')}<path d="M0 300L90 250L170 292L256 236V512H0Z" fill="#b3bac5"/>`
  const foot = card({ x: 0, y: 346, width: 512, height: 166 }, 'fill="#ffffff" opacity="0.94"')
  const handle = `<path d="M256 0V512" stroke="#ffffff" stroke-width="9"/><g filter="url(#soft)"><circle cx="256" cy="216" r="34" fill="#ffffff"/></g><path d="M248 200L232 216L248 232M264 200L280 216L264 232" fill="none" stroke="#4a5160" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"/>`
  const [before, beforeWords, after, afterWords] = [...half(0), ...half(1)]
  return {
    width: 512,
    height: 512,
    layers: [
      layer('background', drab + grey + bright + foot),
      ...[before, after].filter(part => part !== undefined),
      layer('decor', sparkle({ x: 478, y: 120, size: 44 }) + sparkle({ x: 300, y: 300, size: 30 }), 387, 216),
      layer('background', handle),
      ...[beforeWords, afterWords].filter(part => part !== undefined),
    ],
  }
}
