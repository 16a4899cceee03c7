import { card, figure, layer, lookOf, spoken } from '../look.ts'
import { star } from '../parts.ts'
import { round } from '../random.ts'
import { fitSize, textBlock, textLine, wrap } from '../text.ts'
import type { Composition, PaletteName } from '../types.ts'

/** Night side, light side and title of a poster. */
const tones: Readonly<Record<PaletteName, readonly [string, string, string]>> = {
  cream: ['#3a1c0a', '#f2a541', '#ffe9b8'],
  pink: ['#3d0a2a', '#ff6fa5', '#ffe3ee'],
  mint: ['#04302c', '#2fc79b', '#dcfff2'],
  sky: ['#0a2148', '#4aa8ff', '#e3f3ff'],
  lemon: ['#3b2a00', '#ffc928', '#fff3b5'],
  lilac: ['#22104a', '#9f6bff', '#f0e6ff'],
  peach: ['#42160b', '#ff8a4c', '#ffe6d4'],
  white: ['#15181f', '#9aa7ba', '#ffffff'],
  night: ['#080a24', '#5a62e0', '#ffe27a'],
  red: ['#3a0008', '#ff3b30', '#ffe9a8'],
}

/** A film poster: the star in a spotlight above the hills, the title tall and lit, the tagline, and the credits as bars. */
export const poster: Composition = drawing => {
  const { next } = lookOf(drawing)
  const [title = '', tagline = ''] = drawing.lines
  const [night, lit, bright] = tones[drawing.palette]
  const rays = Array.from({ length: 9 }, (_, at) => {
    const turn = Math.PI * (0.56 + at * 0.11)
    const point = (angle: number): string =>
      `${round(256 + 620 * Math.cos(angle))} ${round(330 + 620 * Math.sin(angle))}`
    return `M256 330L${point(turn)} ${point(turn + 0.17)}Z`
  }).join('')
  const dust = Array.from(
    { length: 46 },
    () =>
      `<circle cx="${round(512 * next())}" cy="${round(380 * next())}" r="${round(0.8 + 2.2 * next() ** 2)}" opacity="${round(0.3 + 0.6 * next())}"/>`,
  ).join('')
  const ground = `<defs><radialGradient id="spot" cx="50%" cy="38%" r="62%"><stop offset="0" stop-color="${bright}"/><stop offset="0.3" stop-color="${lit}"/><stop offset="1" stop-color="${night}"/></radialGradient><linearGradient id="fade" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${night}" stop-opacity="0"/><stop offset="0.45" stop-color="${night}"/><stop offset="1" stop-color="#000000"/></linearGradient></defs><rect width="512" height="600" fill="url(#spot)"/><path d="${rays}" fill="#ffffff" opacity="0.13"/><g fill="#ffffff">${dust}</g><path d="M0 380L70 318L120 356L196 300L256 348L330 296L396 352L452 312L512 366V600H0Z" fill="${night}" opacity="0.75"/>`
  const shade = `<rect y="300" width="512" height="300" fill="url(#fade)"/>`
  const rows = wrap(title, 6.6, 'poster')
  const block = {
    x: 256,
    width: 460,
    most: rows.length > 1 ? 92 : 176,
    fills: [bright],
    face: 'poster',
    leading: 1.08,
  } as const
  const tall = textBlock(rows, { ...block, top: 0 }).height
  const size = fitSize(tagline, 452, 46, 'label')
  const foot = 528 - size * 0.7
  const top = foot - size * 0.75 - tall
  // The star may stand behind the title's upper edge, no deeper.
  const large = Math.min(330, top - 14)
  const words = `<g filter="url(#glow)">${textBlock(rows, { ...block, outline: night, top }).svg}</g>`
  const tag = textLine(tagline, { x: 256, y: foot, size, fill: '#ffffff', face: 'label' })
  const glow = `<filter id="glow" x="-10%" y="-30%" width="120%" height="160%"><feDropShadow dx="0" dy="0" stdDeviation="9" flood-color="${lit}" flood-opacity="0.9"/></filter>`
  const credits = [
    [96, 320],
    [132, 248],
  ]
    .map(([x = 0, wide = 0], row) => {
      let bars = ''
      for (let at = 0; at < wide; ) {
        const length = 8 + 34 * next()
        bars += card(
          {
            x: Math.round(x + at),
            y: 556 + row * 15,
            width: Math.round(Math.min(length, wide - at)),
            height: 7,
            radius: 2,
          },
          '',
        )
        at += length + 7
      }
      return bars
    })
    .join('')
  const stars = [0, 1, 2, 3, 4].map(at => star(196 + at * 30, 32, 11, at < 4 ? '#ffd23f' : '#ffffff66')).join('')
  return {
    width: 512,
    height: 600,
    layers: [
      layer('background', glow + ground),
      figure(drawing.motion, 0, {
        cx: 256,
        cy: 44 + large / 2,
        size: large,
        tilt: next() < 0.5 ? -3 : 3,
        finish: 'shadow',
      }),
      layer('caption', `${shade}<g fill="#ffffff" opacity="0.34">${credits}</g>${stars}`),
      ...spoken(drawing.motion, 'caption', words, tag, { x: 256, y: foot }),
      layer(
        'caption',
        card(
          { x: 8, y: 8, width: 496, height: 584, radius: 4 },
          `fill="none" stroke="${bright}" stroke-width="3" opacity="0.5"`,
        ),
      ),
    ],
  }
}
