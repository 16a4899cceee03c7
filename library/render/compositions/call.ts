import { card, figure, layer, lookOf, spoken } from '../look.ts'
import { receiver } from '../parts.ts'
import { fitSize, textLine } from '../text.ts'
import type { Composition, PaletteName } from '../types.ts'

/** The blurred wallpaper of the screen: two blots on a dark ground. */
const walls: Readonly<Record<PaletteName, readonly [string, string, string]>> = {
  cream: ['#33261a', '#d98f3c', '#8a4b2a'],
  pink: ['#35152c', '#ef5f94', '#7e3fa8'],
  mint: ['#0c2e2e', '#22b58c', '#2377a6'],
  sky: ['#10264a', '#3f97f0', '#3f55c9'],
  lemon: ['#33290a', '#e0b414', '#d2701d'],
  lilac: ['#221748', '#8f5df0', '#d25fb0'],
  peach: ['#3a1a14', '#ff8757', '#c23e6c'],
  white: ['#20242c', '#76849b', '#4a566c'],
  night: ['#0b0d26', '#4850c8', '#7a3aa8'],
  red: ['#33080e', '#e2312e', '#b0486b'],
}

/** A call that comes in on a telephone: the caller's face in rings, the name, a line below it, and the two buttons. */
export const call: Composition = drawing => {
  const { palette } = lookOf(drawing)
  const [ground, one, two] = walls[drawing.palette]
  const [caller = '', status = ''] = drawing.lines
  const wall = `<filter id="blur" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="52"/></filter><rect width="512" height="560" fill="${ground}"/><g filter="url(#blur)" opacity="0.85"><circle cx="90" cy="120" r="150" fill="${one}"/><circle cx="440" cy="380" r="160" fill="${two}"/></g>`
  const status_ = `<g fill="#ffffff">${card({ x: 30, y: 20, width: 54, height: 13, radius: 6 }, 'opacity="0.9"')}${[0, 1, 2, 3].map(at => card({ x: 386 + at * 10, y: 33 - (7 + at * 4), width: 6, height: 7 + at * 4, radius: 2 }, '')).join('')}${card({ x: 440, y: 17, width: 38, height: 18, radius: 5 }, 'fill="none" stroke="#ffffff" stroke-width="2.5"')}${card({ x: 443, y: 20, width: 22, height: 12, radius: 3 }, '')}</g>`
  const rings = [168, 142, 118]
    .map((radius, at) => `<circle cx="256" cy="178" r="${radius}" fill="#ffffff" opacity="${0.07 + at * 0.05}"/>`)
    .join('')
  const avatar = `<circle cx="256" cy="178" r="104" fill="${palette.from}" stroke="#ffffff" stroke-width="6"/>`
  const button = (x: number, colour: string, turn: number): string =>
    `<g filter="url(#soft)"><circle cx="${x}" cy="482" r="50" fill="${colour}"/></g>${receiver(x, 482, turn)}`
  const waves = [0, 1]
    .map(
      at =>
        `<path d="M${418 + at * 0} ${458 - at * 11}a${22 + at * 11} ${22 + at * 11} 0 0 1 ${20 + at * 10} ${20 + at * 10}" fill="none" stroke="#ffffff" stroke-width="4.5" stroke-linecap="round"/>`,
    )
    .join('')
  const middle = `<g fill="#ffffff">${[0, 1, 2].map(at => `<path d="M${232 + at * 20} 470l12 12-12 12" fill="none" stroke="#ffffff" stroke-width="5" stroke-linecap="round" stroke-linejoin="round" opacity="${0.35 + at * 0.3}"/>`).join('')}</g>`
  const name = textLine(caller, {
    x: 256,
    y: 338,
    size: fitSize(caller, 476, 72, 'label'),
    fill: '#ffffff',
    face: 'label',
  })
  const below = textLine(status, {
    x: 256,
    y: 398,
    size: fitSize(status, 470, 44, 'label'),
    fill: '#f3f4ff',
    face: 'label',
  })
  return {
    width: 512,
    height: 560,
    layers: [
      layer('background', wall + status_),
      layer('decor', rings, 256, 178),
      layer('background', avatar),
      figure(drawing.motion, 0, { cx: 256, cy: 178, size: 164, finish: 'flat' }),
      layer('caption', button(110, '#ff3b30', 135) + button(402, '#34c759', 0) + waves + middle),
      ...spoken(drawing.motion, 'caption', name, below, { x: 256, y: 398 }),
    ],
  }
}
