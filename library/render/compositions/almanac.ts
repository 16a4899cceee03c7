import { card, figure, layer, lookOf, spoken } from '../look.ts'
import { textBlock, textLine, wrap } from '../text.ts'
import type { Composition } from '../types.ts'

const RED = '#c8161d'
const INK = '#2a2320'

/** The day's advice: 宜 or 忌, and what follows it. */
function split(line: string): readonly [string, string] {
  const match = /^([宜忌])[\s：:]*(.*)$/u.exec(line)
  return match ? [match[1] ?? '', match[2] ?? ''] : ['', line]
}

/** A page of the old almanac, 黄历, of the kind that is torn off day by day: what the day is good for, and what not. */
export const almanac: Composition = drawing => {
  const { palette } = lookOf(drawing)
  const count = Math.max(1, drawing.lines.length)
  const row = Math.min(118, 236 / count)
  const rows = drawing.lines.map((line, index) => {
    const [sign, advice] = split(line)
    const colour = sign === '忌' ? INK : RED
    const middle = 262 + row * (index + 0.5)
    const radius = Math.min(50, row * 0.43)
    // The sign stands on a pale disc: with a ring round it, or white on dark, readers of text overlook it.
    const badge = sign
      ? `<circle cx="104" cy="${middle}" r="${radius}" fill="${sign === '忌' ? '#eae3d2' : '#fde0d0'}"/>${textLine(sign, { x: 104, y: middle, size: radius * 1.5, fill: colour, face: 'label' })}`
      : ''
    const words = wrap(advice, 6.6, 'label')
    const options = {
      x: sign ? 166 : 256,
      width: sign ? 302 : 400,
      most: words.length > 1 ? 46 : 64,
      fills: [colour],
      face: 'label',
      leading: 1.14,
      anchor: sign ? 'start' : 'middle',
    } as const
    const height = textBlock(words, { ...options, top: 0 }).height
    const rule =
      index > 0
        ? `<path d="M52 ${middle - row / 2}H460" stroke="${RED}" stroke-width="2.5" stroke-dasharray="9 7"/>`
        : ''
    return rule + badge + textBlock(words, { ...options, top: middle - height / 2 }).svg
  })
  let torn = 'M26 70'
  for (let x = 26; x < 486; x += 23) torn += 'l6 -9l6 7l6 -8l5 10'
  const wall = palette.dark ? palette.to : palette.pattern
  const below = [16, 8]
    .map(
      shift =>
        `<path d="M${26 + shift / 2} 80H${486 - shift / 2}V${492 + shift}H${26 + shift / 2}Z" fill="#f3e4bf" stroke="#cdb784" stroke-width="2"/>`,
    )
    .join('')
  const sheet = `<path d="${torn}L486 492H430L26 492Z" fill="#fff8e4"/><path d="M486 436V492H430Q470 484 486 436Z" fill="#e3d1a0"/>`
  const frame = `${card({ x: 40, y: 96, width: 432, height: 152, radius: 4 }, `fill="${RED}"`)}<path d="M48 104H464V240H48Z" fill="none" stroke="#f7d98a" stroke-width="3"/><g fill="none" stroke="#f7d98a" stroke-width="5" stroke-linecap="round" opacity="0.9"><path d="M72 196a18 18 0 0 1 8-34a24 24 0 0 1 46 2a16 16 0 0 1 6 32zM380 168a16 16 0 0 1 7-30a22 22 0 0 1 42 2a14 14 0 0 1 5 28z"/></g>`
  const binding = `${card({ x: 18, y: 22, width: 476, height: 58, radius: 10 }, `fill="#9c0f16"`)}${card({ x: 18, y: 22, width: 476, height: 14, radius: 7 }, 'fill="#ffffff" opacity="0.16"')}${[118, 394].map(x => `<circle cx="${x}" cy="52" r="11" fill="#f7d98a"/><circle cx="${x}" cy="52" r="4" fill="#7a0a10"/>`).join('')}`
  return {
    width: 512,
    height: 524,
    layers: [
      layer(
        'background',
        `<rect width="512" height="524" fill="${wall}"/><circle cx="256" cy="262" r="330" fill="${palette.from}" opacity="0.45"/>`,
      ),
      layer('print', `<g filter="url(#shadow)">${below}${sheet}</g>${binding}${frame}`),
      figure(drawing.motion, 0, { cx: 256, cy: 168, size: 158, finish: 'sticker' }),
      ...spoken(drawing.motion, 'print', rows.slice(0, -1).join(''), rows.at(-1) ?? '', {
        x: 256,
        y: 262 + row * (count - 0.5),
      }),
    ],
  }
}
