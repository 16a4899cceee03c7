import { card, figure, layer, lookOf, printInk, spoken } from '../look.ts'
import { round } from '../random.ts'
import { textBlock, wrap } from '../text.ts'
import type { Composition } from '../types.ts'

/** The height of the map at the top. */
const MAP = 190

/** Where a parcel is: a map with the way it came and the art on it, and the stations, of which the last is now. */
export const tracking: Composition = drawing => {
  const { palette } = lookOf(drawing)
  const accent = printInk(palette)
  const least = 34
  let y = MAP + 34
  const stations = drawing.lines.map((line, index) => {
    const now = index === drawing.lines.length - 1
    const rows = wrap(line, 390 / least, 'label')
    const most = rows.length > 1 ? 40 : now ? 58 : 46
    const options = {
      x: 92,
      width: 398,
      most,
      fills: [now ? accent : '#5b6270'],
      face: 'label',
      anchor: 'start',
      leading: 1.16,
    } as const
    const block = textBlock(rows, { ...options, top: y })
    const middle = y + block.height / (2 * rows.length)
    y += block.height + 26
    return { middle, svg: block.svg, now, bottom: y }
  })
  const height = Math.round(y + 16)
  const ends = [stations[0]?.middle ?? 0, stations.at(-1)?.middle ?? 0]
  const thread = `<path d="M48 ${round(ends[0] ?? 0)}V${round(ends[1] ?? 0)}" stroke="#d3d8e0" stroke-width="6"/>${stations
    .map(({ middle, now }) =>
      now
        ? `<circle cx="48" cy="${round(middle)}" r="23" fill="${accent}" opacity="0.25"/><circle cx="48" cy="${round(middle)}" r="14" fill="${accent}"/><path d="M41 ${round(middle)}l5 6 9-11" fill="none" stroke="#ffffff" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/>`
        : `<circle cx="48" cy="${round(middle)}" r="10" fill="#b9c0cc"/>`,
    )
    .join('')}`
  const streets = `<rect width="512" height="${MAP + 30}" fill="#e9efe4"/><path d="M0 40H512M0 128H512M92 0V220M300 0V220M430 0V220" stroke="#ffffff" stroke-width="17"/><path d="M0 216L220 0" stroke="#ffffff" stroke-width="22"/><path d="M330 60h70v48h-70zM120 150h60v50h-60z" fill="#c7e3b6"/><path d="M330 210Q380 150 512 170V220H330Z" fill="#b7dcf5"/>`
  const way = `<path d="M58 152C120 60 180 176 246 96S330 128 372 96" fill="none" stroke="#ffffff" stroke-width="14" stroke-linecap="round"/><path d="M58 152C120 60 180 176 246 96S330 128 372 96" fill="none" stroke="${accent}" stroke-width="8" stroke-linecap="round" stroke-dasharray="2 15"/><circle cx="58" cy="152" r="13" fill="#ffffff" stroke="${accent}" stroke-width="7"/>`
  const goal = `<g transform="translate(474 46)" filter="url(#soft)"><path d="M0 30C-22 4-24-4-24-10A24 24 0 0 1 24-10C24-4 22 4 0 30Z" fill="#ef4444"/><circle cy="-9" r="9" fill="#ffffff"/></g>`
  const panel = `<g filter="url(#soft)">${card({ x: 0, y: MAP, width: 512, height: height - MAP + 40, radius: 28 }, 'fill="#ffffff"')}</g>${card({ x: 222, y: MAP + 9, width: 68, height: 7, radius: 3 }, 'fill="#d5dae3"')}`
  const last = stations.at(-1)
  return {
    width: 512,
    height,
    layers: [
      layer('background', streets + way + goal),
      layer(
        'background',
        `<circle cx="350" cy="98" r="84" fill="${palette.dark ? accent : palette.to}" opacity="0.5"/>`,
      ),
      figure(drawing.motion, 0, { cx: 350, cy: 94, size: 166, finish: 'sticker' }),
      layer('caption', panel + thread),
      ...spoken(
        drawing.motion,
        'caption',
        stations
          .slice(0, -1)
          .map(station => station.svg)
          .join(''),
        last?.svg ?? '',
        {
          x: 256,
          y: last?.middle ?? 256,
        },
      ),
    ],
  }
}
