import type { Mood } from './moods.ts'
import type { Palette } from './palettes.ts'
import { round, seeded } from './random.ts'

/** The patterns that a background may carry over its gradient. */
export type Pattern = 'rays' | 'dots' | 'speed' | 'blobs' | 'stars' | 'grid' | 'stripes' | 'gloom' | 'rings'

const choices: Readonly<Record<Mood, readonly Pattern[]>> = {
  party: ['rays'],
  love: ['dots', 'blobs', 'rings'],
  angry: ['speed', 'rays'],
  sad: ['gloom'],
  sleepy: ['blobs', 'rings'],
  cold: ['blobs', 'stripes'],
  hot: ['rings', 'rays'],
  wet: ['stripes', 'blobs'],
  shock: ['speed'],
  haste: ['speed', 'stripes'],
  question: ['grid', 'dots', 'rings'],
  proud: ['rays', 'dots'],
  awkward: ['gloom', 'grid', 'dots'],
  hungry: ['dots', 'rings', 'rays'],
  silent: ['gloom'],
  night: ['stars'],
  laugh: ['rays'],
  calm: ['dots', 'grid', 'stripes', 'blobs', 'rings'],
}

/** The pattern of a picture. A dark blue night has stars whatever the mood, unless the mood is loud. */
export function patternOf(mood: Mood, palette: Palette, seed: string): Pattern {
  const options = choices[mood]
  const chosen = options[Math.floor(seeded(`pattern ${seed}`)() * options.length)] ?? 'dots'
  const quiet = chosen !== 'rays' && chosen !== 'speed'
  return palette.to === '#14163a' && quiet ? 'stars' : chosen
}

/** A whole background: a radial gradient that is brightest behind the art at (cx, cy), and a pattern. */
export function background(
  palette: Palette,
  pattern: Pattern,
  box: { readonly width: number; readonly height: number; readonly cx: number; readonly cy: number },
): string {
  const { width, height, cx, cy } = box
  const full = `x="0" y="0" width="${width}" height="${height}"`
  const gradient = `<defs><radialGradient id="sky" gradientUnits="userSpaceOnUse" cx="${round(cx)}" cy="${round(cy)}" r="${round(width * 0.74)}"><stop offset="0" stop-color="${palette.from}"/><stop offset="0.45" stop-color="${palette.from}" stop-opacity="0.75"/><stop offset="1" stop-color="${palette.from}" stop-opacity="0"/></radialGradient></defs>`
  const drawn = patterns[pattern](palette, box)
  const under = pattern === 'rays' || pattern === 'speed'
  const glow = `<rect ${full} fill="url(#sky)"/>`
  // Rays and speed lines lie under the glow, so that they fade out towards the art.
  return `${gradient}<rect ${full} fill="${palette.to}"/>${under ? drawn + glow : glow + drawn}`
}

type Box = { readonly width: number; readonly height: number; readonly cx: number; readonly cy: number }

const patterns: Readonly<Record<Pattern, (palette: Palette, box: Box) => string>> = {
  rays: (palette, { cx, cy }) => {
    const count = 14
    const point = (turn: number): string => `${round(cx + 720 * Math.cos(turn))} ${round(cy + 720 * Math.sin(turn))}`
    const paths = Array.from({ length: count }, (_, index) => {
      const turn = (2 * Math.PI * (index + 0.25)) / count
      return `M${round(cx)} ${round(cy)}L${point(turn)} ${point(turn + Math.PI / count)}Z`
    })
    return `<path d="${paths.join('')}" fill="${palette.pattern}" opacity="0.8"/>`
  },
  speed: (palette, { cx, cy }) => {
    const next = seeded('speed')
    const paths = Array.from({ length: 44 }, (_, index) => {
      const turn = (2 * Math.PI * (index + next() * 0.8)) / 44
      const near = 165 + 70 * next()
      const half = 0.012 + 0.026 * next()
      const at = (radius: number, angle: number): string =>
        `${round(cx + radius * Math.cos(angle))} ${round(cy + radius * Math.sin(angle))}`
      return `M${at(near, turn)}L${at(760, turn - half)} ${at(760, turn + half)}Z`
    })
    return `<path d="${paths.join('')}" fill="${palette.dark ? palette.pattern : palette.accent}" opacity="${palette.dark ? 0.55 : 0.34}"/>`
  },
  dots: (palette, { width, height, cx, cy }) => {
    let dots = ''
    for (let row = 0; row * 17 <= height + 17; row++) {
      for (let column = 0; column * 34 <= width + 34; column++) {
        const x = column * 34 + (row % 2) * 17
        const y = row * 17
        // Halftone: the farther from the art, the bigger the dot.
        const radius = Math.min(8.5, (Math.hypot(x - cx, y - cy) - 170) / 28)
        if (radius > 0.8) dots += `<circle cx="${x}" cy="${y}" r="${round(radius)}"/>`
      }
    }
    return `<g fill="${palette.pattern}" opacity="0.55">${dots}</g>`
  },
  grid: (palette, { width, height }) => {
    let path = ''
    for (let x = 24; x < width; x += 46) path += `M${x} 0V${height}`
    for (let y = 24; y < height; y += 46) path += `M0 ${y}H${width}`
    return `<path d="${path}" stroke="${palette.pattern}" stroke-width="2.5" opacity="0.45"/>`
  },
  stripes: (palette, { width, height }) => {
    let path = ''
    for (let x = -height; x < width; x += 64) path += `M${x} ${height}L${x + height} 0h32L${x + 32} ${height}Z`
    return `<path d="${path}" fill="${palette.pattern}" opacity="0.22"/>`
  },
  gloom: (palette, { width }) => {
    const next = seeded('gloom')
    let path = ''
    for (let x = 8; x < width; x += 15) path += `M${x} 0V${round(50 + 120 * next() * next() + 30 * next())}`
    return `<path d="${path}" stroke="${palette.dark ? palette.outline : palette.ink}" stroke-width="3" stroke-linecap="round" opacity="0.2"/>`
  },
  blobs: (palette, { width, height }) => {
    const next = seeded('blobs')
    const circles = Array.from({ length: 11 }, () => {
      const radius = 14 + 62 * next()
      return `<circle cx="${round(width * next())}" cy="${round(height * next())}" r="${round(radius)}" opacity="${round(0.1 + 0.22 * next())}"/>`
    })
    return `<g fill="${palette.pattern}">${circles.join('')}</g>`
  },
  rings: (palette, { cx, cy }) => {
    const circles = [190, 250, 310, 370, 430].map(
      (radius, index) =>
        `<circle cx="${round(cx)}" cy="${round(cy)}" r="${radius}" opacity="${round(0.26 + index * 0.06)}"/>`,
    )
    return `<g fill="none" stroke="${palette.pattern}" stroke-width="26">${circles.join('')}</g>`
  },
  stars: (palette, { width, height }) => {
    const next = seeded('stars')
    const dots = Array.from({ length: 70 }, () => {
      const radius = 0.9 + 2.4 * next() * next()
      return `<circle cx="${round(width * next())}" cy="${round(height * next())}" r="${round(radius)}" opacity="${round(0.35 + 0.6 * next())}"/>`
    })
    return `<g fill="${palette.dark ? '#fff6cf' : palette.pattern}">${dots.join('')}</g>`
  },
}
