import { artAt } from '../art.ts'
import { card, layer, lookOf, spoken } from '../look.ts'
import { centredBlock, fitSize, rowsOf, textLine } from '../text.ts'
import type { Composition } from '../types.ts'

/** A warning label: hazard stripes, a triangle with the art in it, the hazard in big, what to do in small. */
export const warning: Composition = drawing => {
  const { palette } = lookOf(drawing)
  const [hazard = '', advice = ''] = drawing.lines
  const ground = palette.dark ? '#fff7e6' : '#ffd60a'
  const stripe = palette.dark ? '#d7162c' : '#17171a'
  const other = palette.dark ? '#ffffff' : '#ffd60a'
  let stripes = ''
  for (let x = -520; x < 520; x += 60) stripes += `M${x} 512L${x + 512} 0h30L${x + 30} 512Z`
  const big = fitSize(hazard, 420, 88, 'label')
  const rows = rowsOf(advice, 410, 'label')
  const frame = `${card({ x: 0, y: 0, width: 512, height: 512 }, `fill="${other}"`)}<path d="${stripes}" fill="${stripe}"/>${card({ x: 30, y: 30, width: 452, height: 452, radius: 18 }, `fill="${ground}" stroke="${stripe}" stroke-width="7"`)}`
  const triangle = `<path d="M256 62L398 292H114Z" fill="${palette.dark ? '#ffd60a' : '#ffffff'}" stroke="#17171a" stroke-width="16" stroke-linejoin="round"/>`
  const strip = card({ x: 34, y: 398, width: 444, height: 80, radius: 12 }, `fill="${stripe}"`)
  return {
    width: 512,
    height: 512,
    layers: [
      layer('background', frame),
      layer('background', triangle + strip),
      layer('art', artAt(0, { cx: 256, cy: 208, size: 168, finish: 'sticker' }), 256, 270),
      ...spoken(
        drawing.motion,
        'caption',
        textLine(hazard, { x: 256, y: 350, size: big, fill: '#17171a', face: 'label' }),
        centredBlock(rows, {
          x: 256,
          y: 438,
          width: 410,
          most: rows.length > 1 ? 34 : 52,
          fills: [palette.dark ? '#ffffff' : '#ffd60a'],
          face: 'label',
          leading: 1.06,
        }).svg,
        { x: 256, y: 438 },
      ),
    ],
  }
}
