import { seeded } from './random.ts'
import type { CompositionName, Drawing, Style } from './types.ts'

/** Compositions that look like printed things, on which flat art looks printed too. */
const printed: ReadonlySet<CompositionName> = new Set([
  'certificate',
  'warning',
  'medicine',
  'name-tag',
  'receipt',
  'poster',
  'boarding-pass',
  'book',
  'search',
  'almanac',
  'dialog',
  'exam',
  'notice',
  'sticky-note',
])

/** The set of art of a drawing: the one it asks for, else one by repeatable chance, mostly 3D unless it is print. */
export function styleOf(drawing: Drawing): Style {
  if (drawing.style !== undefined) return drawing.style
  const chance = seeded(`style ${drawing.lines.join('|')}`)()
  const [flat, noto] = printed.has(drawing.composition) ? [0.45, 0.9] : [0.1, 0.25]
  if (chance < flat) return 'fluent-flat'
  return chance < noto ? 'noto' : 'fluent-3d'
}
