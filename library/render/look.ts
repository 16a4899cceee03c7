import { type ArtPlace, artAt } from './art.ts'
import { background, type Pattern, patternOf } from './backgrounds.ts'
import { decorFor } from './decor.ts'
import type { Face } from './fonts.ts'
import type { Mood } from './moods.ts'
import { type Palette, palettes } from './palettes.ts'
import { seeded } from './random.ts'
import type { Drawing, Layer, Motion, Role } from './types.ts'

/** What every composition needs to know about its drawing. */
export interface Look {
  readonly palette: Palette
  readonly mood: Mood
  readonly pattern: Pattern
  /** The caption's face: a lively mood is handwritten, a deadpan one is often print. */
  readonly face: Face
  /** Repeatable chance, for tilts and for the choice among layouts. */
  readonly next: () => number
}

/** The look of a drawing: its colours, its mood, and the face that its words want. */
export function lookOf(drawing: Drawing): Look {
  const seed = drawing.lines.join('|')
  const palette = palettes[drawing.palette]
  const { mood } = drawing
  const next = seeded(seed)
  const lively = ['party', 'love', 'laugh', 'proud', 'hungry'].includes(mood)
  // Small handwriting is hard to read, so long lines are print more often.
  const longest = Math.max(...drawing.lines.map(line => [...line].length))
  const plain = !lively && next() < (longest > 6 ? 0.8 : 0.5) ? 'label' : 'playful'
  const face = drawing.face ?? (longest <= 6 ? rareFace(mood, seed) : undefined) ?? plain
  return { palette, mood, pattern: patternOf(mood, palette, seed), face, next }
}

/** Now and then a short caption is written with a brush, where the mood is proud or quiet. */
function rareFace(mood: Mood, seed: string): Face | undefined {
  const quiet = ['proud', 'calm', 'silent', 'night'].includes(mood)
  return quiet && seeded(`face ${seed}`)() < 0.3 ? 'brush' : undefined
}

/** A layer; without a point to turn around, one that needs none. */
export function layer(role: Role, svg: string, cx = 256, cy = 256): Layer {
  return { role, svg, cx, cy }
}

/** The background layer of a scene, brightest at (cx, cy). */
export function backdrop(look: Look, width: number, height: number, cx = width / 2, cy = height / 2): Layer {
  return layer('background', background(look.palette, look.pattern, { width, height, cx, cy }), cx, cy)
}

/** The ornaments layer round art. */
export function ornaments(look: Look, cx: number, cy: number, size: number): Layer {
  return layer('decor', decorFor(look.mood, look.palette, { cx, cy, size }), cx, cy)
}

/** A figure as a layer that has room for its motion: what turns turns round its middle, the rest stands on its feet. */
export function figure(motion: Motion, index: number, place: ArtPlace, window?: string): Layer {
  const size = place.size * (motion === 'bob' || motion === 'zoom' || motion === 'bounce' ? 0.9 : 1)
  const foot = motion === 'spin' ? place.cy : place.cy + size * 0.4
  const figure = layer('art', artAt(index, { ...place, size }), place.cx, foot)
  return window === undefined ? figure : { ...figure, window }
}

/** Words as layers: the last part by itself if it is to pop up, around that point, in the second beat. */
export function spoken(
  motion: Motion,
  role: Role,
  setup: string,
  punchline: string,
  at: { readonly x: number; readonly y: number },
): Layer[] {
  if (motion !== 'two-beat') return [layer(role, setup + punchline)]
  return [layer(role, setup), layer('punchline', punchline, at.x, at.y)]
}

/** A strong colour for print on white: the palette's accent, unless it is made for a dark ground. */
export function printInk(palette: Palette): string {
  if (!palette.dark) return palette.accent
  return palette === palettes.red ? '#c4161c' : '#3f43b5'
}

/** A rectangle with round corners. */
export function card(
  box: {
    readonly x: number
    readonly y: number
    readonly width: number
    readonly height: number
    readonly radius?: number
  },
  attributes: string,
): string {
  return `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="${box.radius ?? 0}" ${attributes}/>`
}
