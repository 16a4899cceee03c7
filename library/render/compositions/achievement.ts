import { card, figure, layer, lookOf, spoken } from '../look.ts'
import { star } from '../parts.ts'
import { round } from '../random.ts'
import { sparkle } from '../shapes.ts'
import { fitSize, textLine } from '../text.ts'
import type { Composition, PaletteName } from '../types.ts'

/** Night sky, hills and glow of the level behind the banner. */
const levels: Readonly<Record<PaletteName, readonly [string, string, string]>> = {
  cream: ['#5a3b1e', '#7d5530', '#ffca7a'],
  pink: ['#5b1c46', '#8a2f68', '#ff9cc8'],
  mint: ['#0e4a44', '#1b6f60', '#7df0c8'],
  sky: ['#153a78', '#2459a8', '#8fd0ff'],
  lemon: ['#5c4405', '#86670f', '#ffe066'],
  lilac: ['#35206e', '#53369c', '#c6a6ff'],
  peach: ['#6a2a16', '#96432a', '#ffb08a'],
  white: ['#2d3340', '#485060', '#d5deec'],
  night: ['#131640', '#262b6b', '#8f9bff'],
  red: ['#5e0d14', '#8c1a22', '#ff9a7a'],
}

/** A laurel branch, mirrored by `side`. */
function laurel(side: 1 | -1): string {
  const leaves = Array.from({ length: 7 }, (_, at) => {
    const turn = (-62 + at * 24) * (Math.PI / 180)
    const x = 256 + side * 142 * Math.cos(turn)
    const y = 168 + 132 * Math.sin(turn)
    const lean = side * (-62 + at * 24) + (side > 0 ? 62 : 118)
    return `<ellipse cx="${round(x)}" cy="${round(y)}" rx="23" ry="10" transform="rotate(${round(lean)} ${round(x)} ${round(y)})"/>`
  })
  return leaves.join('')
}

/** An achievement unlocked in a game: blocks of a level by night, a golden hexagon with laurels, and the banner. */
export const achievement: Composition = drawing => {
  const look = lookOf(drawing)
  const [title = '', reason = ''] = drawing.lines
  const [sky, hill, glow] = levels[drawing.palette]
  let blocks = ''
  for (let column = 0; column < 16; column++) {
    const height = 2 + Math.floor(4 * look.next())
    blocks += `M${column * 32} 512V${512 - (height + 3) * 32}h32V512z`
  }
  const pixels = Array.from(
    { length: 26 },
    () => `M${Math.floor(64 * look.next()) * 8} ${Math.floor(36 * look.next()) * 8}h6v6h-6z`,
  ).join('')
  const rays = Array.from({ length: 12 }, (_, at) => {
    const point = (turn: number): string => `${round(256 + 480 * Math.cos(turn))} ${round(168 + 480 * Math.sin(turn))}`
    return `M256 168L${point((at * Math.PI) / 6)} ${point(((at + 0.5) * Math.PI) / 6)}Z`
  }).join('')
  const hexagon = (radius: number): string =>
    Array.from({ length: 6 }, (_, at) => {
      const turn = (Math.PI * at) / 3 - Math.PI / 2
      return `${round(256 + radius * Math.cos(turn))} ${round(168 + radius * Math.sin(turn))}`
    }).join('L')
  const medal = `<defs><linearGradient id="gold" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#fff3b0"/><stop offset="0.5" stop-color="#f5b921"/><stop offset="1" stop-color="#b9770e"/></linearGradient></defs><g fill="#f2c14e" stroke="#8a5a0a" stroke-width="2.5">${laurel(1)}${laurel(-1)}</g><g filter="url(#shadow)"><path d="M${hexagon(122)}Z" fill="url(#gold)" stroke="#7d4f08" stroke-width="5" stroke-linejoin="round"/></g><path d="M${hexagon(101)}Z" fill="${sky}" stroke="#7d4f08" stroke-width="4" stroke-linejoin="round"/><path d="M${hexagon(101)}Z" fill="${glow}" opacity="0.45"/>`
  const banner = `<g filter="url(#shadow)">${card({ x: 14, y: 306, width: 484, height: 178, radius: 22 }, `fill="#14161f" fill-opacity="0.94" stroke="url(#gold)" stroke-width="6"`)}</g>${[196, 226, 256, 286, 316].map((x, at) => star(x, 306, at === 2 ? 22 : at % 2 === 1 ? 16 : 12, '#ffd23f')).join('')}`
  const size = fitSize(title, 448, 78)
  const small = fitSize(reason, 448, 48, 'label')
  const words = textLine(title, { x: 256, y: 376, size, fill: '#ffe27a', outline: '#5a3a00' })
  const below = textLine(reason, { x: 256, y: 446, size: small, fill: '#ffffff', face: 'label' })
  return {
    width: 512,
    height: 500,
    layers: [
      layer(
        'background',
        `<rect width="512" height="512" fill="${sky}"/><path d="${rays}" fill="${glow}" opacity="0.22"/><path d="${pixels}" fill="#ffffff" opacity="0.7"/><path d="${blocks}" fill="${hill}"/>`,
      ),
      layer('print', medal),
      figure(drawing.motion, 0, { cx: 256, cy: 168, size: 156, finish: 'shadow' }),
      layer(
        'decor',
        sparkle({ x: 96, y: 70, size: 46 }) +
          sparkle({ x: 420, y: 62, size: 60 }) +
          sparkle({ x: 446, y: 242, size: 32 }),
        256,
        168,
      ),
      layer('print', banner),
      ...spoken(drawing.motion, 'print', words, below, { x: 256, y: 446 }),
    ],
  }
}
