import { round } from './random.ts'
import type { Layer } from './types.ts'

/** How a layer stands at one moment: moved, turned in degrees and scaled, around its own point or around another. */
export interface Pose {
  readonly dx?: number
  readonly dy?: number
  readonly turn?: number
  readonly scaleX?: number
  readonly scaleY?: number
  readonly opacity?: number
  readonly around?: { readonly cx: number; readonly cy: number }
}

/** A layer in a pose, as SVG. What moves inside a window never leaves it. */
export function posed(layer: Layer, pose: Pose): string {
  const { dx = 0, dy = 0, turn = 0, scaleX = 1, scaleY = 1, opacity = 1 } = pose
  const { cx, cy } = pose.around ?? layer
  const centre = `translate(${round(cx + dx)} ${round(cy + dy)}) rotate(${round(turn)}) scale(${round(scaleX)} ${round(scaleY)}) translate(${round(-cx)} ${round(-cy)})`
  return within(layer, `<g transform="${centre}" opacity="${round(opacity)}">${layer.svg}</g>`)
}

/** Layers at rest, as SVG. */
export const drawn = (layers: readonly Layer[]): string => layers.map(layer => within(layer, layer.svg)).join('')

const within = ({ window }: Layer, svg: string): string =>
  window === undefined ? svg : `<g clip-path="url(#${window})">${svg}</g>`
