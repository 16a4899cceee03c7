import { artAt } from '../art.ts'
import { card, layer, lookOf, spoken } from '../look.ts'
import { fitSize, textLine } from '../text.ts'
import type { Composition } from '../types.ts'

/** The skies of the five little days at the foot of a forecast. */
const days = [
  '<circle r="13" fill="#ffd23f"/>',
  '<circle cx="6" cy="-5" r="10" fill="#ffd23f"/><path d="M-16 12A9 9 0 0 1-13-5A11 11 0 0 1 8-3A8 8 0 0 1 12 12Z" fill="#ffffff"/>',
  '<path d="M-16 6A9 9 0 0 1-13-11A11 11 0 0 1 8-9A8 8 0 0 1 12 6Z" fill="#ffffff"/><path d="M-9 10l-3 8M1 10l-3 8M11 10l-3 8" stroke="#7cc7ff" stroke-width="4" stroke-linecap="round"/>',
  '<path d="M-16 6A9 9 0 0 1-13-11A11 11 0 0 1 8-9A8 8 0 0 1 12 6Z" fill="#dfe5ef"/><path d="M0 4l-6 9h8l-5 9" fill="none" stroke="#ffd23f" stroke-width="4" stroke-linejoin="round"/>',
  '<path d="M-16 12A9 9 0 0 1-13-5A11 11 0 0 1 8-3A8 8 0 0 1 12 12Z" fill="#ffffff"/>',
]

const skies: Readonly<Record<string, readonly [string, string]>> = {
  night: ['#0f1440', '#3a3f9a'],
  red: ['#d3271c', '#ff9a3c'],
  lemon: ['#2a86e8', '#ffd76b'],
}

/** A weather forecast on a phone: the place, the sky as art, the forecast, and a week of little skies. */
export const weather: Composition = drawing => {
  const look = lookOf(drawing)
  const [place = '', forecast = ''] = drawing.lines
  const [from, to] = skies[drawing.palette] ?? ['#2b66c4', '#8cc4f5']
  const stars =
    drawing.palette === 'night'
      ? Array.from(
          { length: 40 },
          () =>
            `<circle cx="${Math.round(512 * look.next())}" cy="${Math.round(320 * look.next())}" r="${Math.round(1 + 2 * look.next())}" fill="#fff3c4"/>`,
        ).join('')
      : ''
  const clouds =
    drawing.palette === 'night'
      ? ''
      : `<g fill="#ffffff" opacity="0.28"><path d="M30 250a34 34 0 0 1 20-62a46 46 0 0 1 86-2a32 32 0 0 1 18 64z"/><path d="M380 150a26 26 0 0 1 14-48a36 36 0 0 1 68-2a25 25 0 0 1 12 50z"/></g>`
  const week = days
    .map(
      (icon, at) =>
        `<g transform="translate(${86 + at * 85} 428)">${icon}<path d="M-14 34H14" stroke="#ffffff" stroke-width="6" stroke-linecap="round" opacity="${0.35 + 0.13 * at}"/></g>`,
    )
    .join('')
  const sky = `<defs><linearGradient id="air" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient></defs>${card({ x: 0, y: 0, width: 512, height: 490 }, 'fill="url(#air)"')}${stars}${clouds}${card({ x: 24, y: 392, width: 464, height: 84, radius: 24 }, 'fill="#0b1e4a" opacity="0.26"')}${week}`
  return {
    width: 512,
    height: 490,
    layers: [
      layer('background', sky),
      layer('art', artAt(0, { cx: 256, cy: 196, size: 224, finish: 'shadow' }), 256, 290),
      ...spoken(
        drawing.motion,
        'caption',
        textLine(place, { x: 256, y: 52, size: fitSize(place, 420, 70), fill: '#ffffff', outline: from }),
        textLine(forecast, {
          x: 256,
          y: 344,
          size: fitSize(forecast, 472, 76, 'label'),
          face: 'label',
          fill: '#ffffff',
          outline: from,
        }),
        { x: 256, y: 344 },
      ),
    ],
  }
}
