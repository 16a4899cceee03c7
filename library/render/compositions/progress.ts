import { artAt } from '../art.ts'
import { backdrop, card, layer, lookOf, ornaments, spoken } from '../look.ts'
import { fitSize, LEAST_SIZE, textLine } from '../text.ts'
import type { Composition } from '../types.ts'

/** A progress bar in a window; the art rides on the end of the bar. */
export const progress: Composition = drawing => {
  const look = lookOf(drawing)
  const { palette } = look
  const [label = '', amount = ''] = drawing.lines
  const share = Math.min(100, Math.max(0, Number.parseFloat(amount) || 0)) / 100
  const full = 400
  const filled = Math.max(34, full * share)
  const rider = Math.min(396, Math.max(176, 56 + filled))
  const dark = palette.dark ? palette.cardInk : palette.ink
  const large = 192
  let stripes = ''
  for (let x = 0; x < filled + 50; x += 36) stripes += `M${56 + x} 402l-44 0l44-58h18l-44 58z`
  const window = `<g filter="url(#soft)">${card({ x: 18, y: 18, width: 476, height: 424, radius: 26 }, `fill="${palette.card}" stroke="${dark}" stroke-width="6"`)}</g><path d="M21 70V44A23 23 0 0 1 44 21H468A23 23 0 0 1 491 44V70Z" fill="${palette.pattern}"/><path d="M18 70H494" stroke="${dark}" stroke-width="5"/>${['#ff5f57', '#febc2e', '#28c840'].map((colour, at) => `<circle cx="${52 + at * 30}" cy="45" r="10" fill="${colour}"/>`).join('')}`
  const bar = `<clipPath id="fill">${card({ x: 56, y: 344, width: filled, height: 58, radius: 17 }, '')}</clipPath>${card({ x: 50, y: 338, width: full + 12, height: 70, radius: 22 }, `fill="#e9ecf2" stroke="${dark}" stroke-width="6"`)}${card({ x: 56, y: 344, width: filled, height: 58, radius: 17 }, `fill="${palette.accent}"`)}<path d="${stripes}" fill="#ffffff" opacity="0.28" clip-path="url(#fill)"/>`
  // The amount stands inside the bar, on whichever part of it is longer.
  const inside = share >= 0.5
  const percent = textLine(amount, {
    x: inside ? 56 + filled - 70 : 56 + filled + 74,
    y: 373,
    size: 48,
    face: 'label',
    fill: inside ? palette.onAccent : dark,
    ...(inside ? {} : { outline: '#ffffff' }),
  })
  const size = Math.max(fitSize(label, 430, 68, look.face), fitSize(label, 458, LEAST_SIZE, look.face))
  const tail = drawing.motion === 'spin' ? [layer('spinner', ring(dark), 140, 236)] : []
  return {
    width: 512,
    height: 460,
    layers: [
      backdrop(look, 512, 460, 256, 230),
      layer('background', window + bar),
      layer(
        drawing.motion === 'spin' ? 'background' : 'art',
        artAt(0, { cx: rider - 40, cy: 247, size: large, tilt: -3, finish: 'shadow' }),
        rider - 40,
        330,
      ),
      ornaments(look, rider - 40, 250, large * 0.9),
      ...tail,
      ...spoken(
        drawing.motion,
        'caption',
        textLine(label, { x: 256, y: 116, size, fill: dark, face: look.face }),
        percent,
        { x: inside ? filled - 14 : filled + 130, y: 373 },
      ),
    ],
  }
}

/** The wheel of dots that a computer shows while it is busy. */
function ring(colour: string): string {
  return Array.from({ length: 8 }, (_, at) => {
    const turn = (at / 8) * 2 * Math.PI
    const x = Math.round(140 + 44 * Math.cos(turn))
    const y = Math.round(236 + 44 * Math.sin(turn))
    return `<circle cx="${x}" cy="${y}" r="12" fill="${colour}" opacity="${0.15 + 0.11 * at}"/>`
  }).join('')
}
