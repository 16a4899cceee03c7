import { widthOf } from '../fonts.ts'
import { backdrop, card, figure, layer, lookOf, spoken } from '../look.ts'
import { round } from '../random.ts'
import { fitSize, textBlock, wrap } from '../text.ts'
import type { Composition } from '../types.ts'

const INK = '#20242c'
const RED = '#df1f2d'

/** The teacher's pen, lying on the lower corner. */
const pen = `<g transform="translate(404 424) rotate(38)" filter="url(#shadow)"><path d="M-78-9H44V9H-78A9 9 0 0 1-78-9Z" fill="${RED}"/><path d="M-78-9H-46V9H-78A9 9 0 0 1-78-9Z" fill="#8f0d18"/><path d="M44-9L72-3V3L44 9Z" fill="#e9d9c6"/><path d="M72-3L84 0L72 3Z" fill="#33363f"/><path d="M-36-4H36" stroke="#ffffff" stroke-width="3" opacity="0.5"/></g>`

/** An exam paper as it comes back: the question in print, and the teacher's red pen with its circle and its underlines. */
export const exam: Composition = drawing => {
  const look = lookOf(drawing)
  const [question = '', remark = ''] = drawing.lines
  const art = drawing.art.length > 0
  const rows = wrap(question, 6.8, 'label')
  const asked = {
    x: 108,
    top: 82,
    width: 366,
    most: 60,
    fills: [INK],
    face: 'label',
    anchor: 'start',
    leading: 1.24,
  } as const
  const block = textBlock(rows, asked)
  const ruleTop = asked.top + block.height + 20
  const rules = Array.from({ length: 9 }, (_, at) => ruleTop + at * 50)
    .filter(y => y < 490)
    .map(y => `M100 ${round(y)}H484`)
    .join('')
  const remarkRows = wrap(remark, art ? (rows.length > 1 ? 12 : 7.4) : 5.4)
  const most = art ? (remarkRows.length > 1 ? 62 : 92) : 190
  const options = { x: 256, width: 440, most, fills: [RED], leading: 1.1 } as const
  const height = textBlock(remarkRows, { ...options, top: 0 }).height
  const foot = art ? 470 : Math.min(440, (ruleTop + 470) / 2 + height / 2)
  const size = fitSize(remarkRows.at(-1) ?? '', options.width, most)
  const wide = Math.min(430, widthOf(remarkRows.at(-1) ?? '', 'playful') * size)
  const strokes = `<path d="M${round(258 - wide / 2)} ${round(foot + 4)}q${round(wide / 2)} -12 ${round(wide)} -2M${round(280 - wide / 2)} ${round(foot + 18)}q${round(wide / 2 - 20)} -10 ${round(wide - 50)} 0" fill="none" stroke="${RED}" stroke-width="6" stroke-linecap="round"/>`
  const mark = `<g transform="rotate(-3.5 256 ${round(foot)})">${textBlock(remarkRows, { ...options, top: foot - height }).svg}${strokes}</g>`
  const margin = `<path d="M84 14V498" stroke="#f0a3a8" stroke-width="4"/><path d="M50 40V474" stroke="#b4bac5" stroke-width="3" stroke-dasharray="10 9"/>${[110, 256, 402].map(at => `<circle cx="50" cy="${at}" r="11" fill="#ffffff" stroke="#b4bac5" stroke-width="3"/>`).join('')}`
  const head = `<g fill="#c3c9d4">${card({ x: 108, y: 44, width: 62, height: 12, radius: 6 }, '')}${card({ x: 286, y: 44, width: 50, height: 12, radius: 6 }, '')}</g><path d="M178 58H264M344 58H420" stroke="#8b93a3" stroke-width="3"/>`
  const paper = `<g filter="url(#shadow)">${card({ x: 14, y: 14, width: 484, height: 484, radius: 4 }, 'fill="#fffdf7"')}</g><path d="${rules}" stroke="#cfe0ee" stroke-width="3"/>${margin}${head}`
  const room = foot - height - ruleTop
  const cy = ruleTop + room / 2 + 2
  const [rx, ry] = [148, room / 2 + 8]
  const circle = `<path d="M${290 - rx * 0.5} ${round(cy - ry * 0.86)}C${290 - rx} ${round(cy - ry * 0.5)} ${290 - rx} ${round(cy + ry)} 290 ${round(cy + ry)}C${290 + rx} ${round(cy + ry)} ${290 + rx} ${round(cy - ry)} 290 ${round(cy - ry)}C250 ${round(cy - ry)} ${290 - rx * 0.7} ${round(cy - ry * 0.8)} ${290 - rx * 0.85} ${round(cy - ry * 0.4)}" fill="none" stroke="${RED}" stroke-width="6" stroke-linecap="round" opacity="0.9"/>`
  return {
    width: 512,
    height: 512,
    layers: [
      backdrop(look, 512, 512),
      layer('background', paper),
      layer('caption', textBlock(rows, asked).svg),
      ...(art
        ? [
            layer('background', circle),
            figure(drawing.motion, 0, { cx: 290, cy, size: Math.min(200, room), tilt: 4, finish: 'shadow' }),
          ]
        : [layer('background', pen)]),
      ...spoken(drawing.motion, 'caption', '', mark, { x: 256, y: foot - height / 2 }),
    ],
  }
}
