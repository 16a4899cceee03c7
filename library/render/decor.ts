import type { Mood } from './moods.ts'
import type { Palette } from './palettes.ts'
import { round, seeded } from './random.ts'
import { dashes, drop, flame, heart, puff, sign, snow, sparkle, steam, vein } from './shapes.ts'

/** Bright colours for confetti. */
const bright = ['#ff4d6d', '#ffb703', '#06d6a0', '#3a86ff', '#8338ec', '#ff7ad9']

/** A scatter of confetti over a box, clear of the circle (cx, cy, radius). */
export function confetti(
  box: { width: number; height: number; cx: number; cy: number; clear: number },
  count = 46,
): string {
  const next = seeded('confetti')
  let pieces = ''
  for (let index = 0; index < count; index++) {
    const x = box.width * next()
    const y = box.height * next()
    const colour = bright[index % bright.length]
    const turn = Math.floor(360 * next())
    const size = 8 + 9 * next()
    if (Math.hypot(x - box.cx, y - box.cy) < box.clear) continue
    pieces += `<rect x="${round(-size / 2)}" y="${round(-size / 4)}" width="${round(size)}" height="${round(size / 2)}" rx="2" fill="${colour}" transform="translate(${round(x)} ${round(y)}) rotate(${turn})"/>`
  }
  return pieces
}

/** The little things round art of that size at (cx, cy): what a comic would draw to say the mood. */
export function decorFor(mood: Mood, palette: Palette, place: { cx: number; cy: number; size: number }): string {
  const { cx, cy, size } = place
  const unit = size / 100
  const at = (dx: number, dy: number, width: number, tilt = 0, colour?: string) => ({
    x: Math.min(478, Math.max(34, cx + dx * unit)),
    y: cy + dy * unit,
    size: width * Math.max(2.4, Math.min(3.6, unit)),
    tilt,
    ...(colour ? { colour } : {}),
  })
  const accent = palette.dark ? '#ffd84d' : palette.accent
  const ink = palette.dark ? '#ffffff' : palette.ink
  switch (mood) {
    case 'party':
      return sparkle(at(-56, -30, 17)) + sparkle(at(55, -36, 21, 10)) + sparkle(at(60, 18, 11))
    case 'love':
      return heart(at(52, -34, 20, 16)) + heart(at(-56, -18, 14, -18, '#ff7aa2')) + heart(at(62, -2, 10, 8, '#ff7aa2'))
    case 'angry':
      return vein(at(45, -38, 21, 8)) + puff(at(-58, -20, 18, -10)) + puff(at(60, 8, 14, 12))
    case 'sad':
      return drop(at(52, -26, 16, -14)) + drop(at(61, 2, 10, -18)) + drop(at(-55, -16, 11, 14))
    case 'sleepy':
      return (
        sign('Z', at(48, -30, 15, 8, accent)) +
        sign('Z', at(62, -44, 19, 12, accent)) +
        sign('z', at(39, -12, 11, 4, accent))
      )
    case 'cold':
      return snow(at(-57, -32, 17)) + snow(at(55, -40, 22, 15)) + snow(at(61, 16, 13, 30)) + snow(at(-60, 20, 12, 12))
    case 'hot':
      return steam(at(-36, -54, 16)) + steam(at(38, -54, 16)) + flame(at(60, 20, 17, 8)) + flame(at(-60, 20, 17, -8))
    case 'wet':
      return (
        drop(at(-56, -14, 14, 24)) + drop(at(56, -22, 17, -24)) + drop(at(61, 16, 10, -30)) + drop(at(-60, 22, 9, 30))
      )
    case 'shock':
      return sign('！', at(57, -28, 22, 14, '#e02436')) + sign('！', at(-57, -28, 18, -14, '#e02436'))
    case 'haste':
      return dashes(at(-64, -6, 22, 0, ink)) + puff(at(-60, 36, 19)) + puff(at(-68, 26, 12))
    case 'question':
      return (
        sign('？', at(52, -36, 24, 16, accent)) +
        sign('？', at(-56, -20, 17, -16, ink === '#ffffff' ? '#8f9bff' : ink)) +
        sign('？', at(62, 2, 12, 22, accent))
      )
    case 'proud':
      return sparkle(at(50, -38, 24, 8)) + sparkle(at(62, -14, 11)) + sparkle(at(-56, -6, 16))
    case 'awkward':
      return drop(at(50, -34, 18, -10)) + drop(at(58, -8, 10, -14))
    case 'hungry':
      return sparkle(at(-54, -30, 14)) + sparkle(at(55, -24, 17)) + drop(at(26, 42, 9, 0, '#7fd3ff'))
    case 'laugh':
      return (
        dashes(at(62, -14, 18, -24, ink)) +
        dashes(at(-62, -14, 18, 204, ink)) +
        drop(at(-52, -36, 12, 30)) +
        drop(at(52, -38, 12, -30))
      )
    case 'silent':
      return sign('…', at(50, -40, 26, 0, ink))
    case 'night':
      return sparkle(at(-58, -32, 12)) + sparkle(at(57, -38, 15)) + sparkle(at(60, 6, 8))
    default:
      return sparkle(at(54, -38, 14, 0, palette.dark ? '#ffd84d' : '#ffc93c')) + sparkle(at(-58, 10, 10, 0, '#ffffff'))
  }
}
