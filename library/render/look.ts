import { background, type Pattern, patternOf } from './backgrounds.ts'
import { decorFor } from './decor.ts'
import type { Face } from './fonts.ts'
import type { Mood } from './moods.ts'
import { type Palette, palettes } from './palettes.ts'
import { seeded } from './random.ts'
import type { Drawing, Layer, Role } from './types.ts'

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
  const long = drawing.lines.some(line => line.length > 6)
  const face = !lively && next() < (long ? 0.8 : 0.5) ? 'label' : 'playful'
  return { palette, mood, pattern: patternOf(mood, palette, seed), face, next }
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
