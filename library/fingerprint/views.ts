import { SIDE } from './frames.ts'

/** A part of a frame: edges in pixels of the {@link SIDE} wide square, right and bottom excluded. */
export interface View {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** How much a border's pixels may differ from its colour, per channel, 0 to 255: compression leaves that much. */
const TOLERANCE = 20
/** What is left within the borders is at least this long, as a share of the side. */
const SMALLEST = 0.2
/** Borders within borders that are taken off. */
const BORDERS = 2

export const WHOLE: View = { left: 0, top: 0, right: SIDE, bottom: SIDE }

/** How much wider a margin may be than the one across from it, in pixels of the square, for both to be one border. */
const UNEVEN = 3

/**
 * The frame as a whole and what is left of it within its borders of one colour: a picture with a border looks like the picture
 * without once the border is off, and a drawing on white like itself on more white. Where the margins are uneven there may be a border
 * around a picture that ends in the same colour, as one with its words on a white strip does: what is within an even border comes last.
 */
export function viewsOf(pixels: Uint8Array): View[] {
  const views = [WHOLE]
  for (let border = 0; border < BORDERS; border += 1) {
    const inner = withoutBorder(pixels, views.at(-1)!)
    if (!inner) break
    views.push(inner)
  }
  const even = views[1] && withinEvenBorder(views[1])
  return even ? [...views, even] : views
}

/** What is within a border that is as wide as the narrower of the margins on both sides; undefined where they are even, or there is none. */
function withinEvenBorder({ left, top, right, bottom }: View): View | undefined {
  const [across, down] = [Math.min(left, SIDE - right), Math.min(top, SIDE - bottom)]
  const isUneven = Math.abs(left - (SIDE - right)) > UNEVEN || Math.abs(top - (SIDE - bottom)) > UNEVEN
  if (!isUneven || across + down === 0) return undefined
  return { left: across, top: down, right: SIDE - across, bottom: SIDE - down }
}

function withoutBorder(pixels: Uint8Array, view: View): View | undefined {
  const colour = (x: number, y: number) => {
    const at = (y * SIDE + x) * 3
    return [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!] as const
  }
  const corners = [
    colour(view.left, view.top),
    colour(view.right - 1, view.top),
    colour(view.left, view.bottom - 1),
    colour(view.right - 1, view.bottom - 1),
  ]
  const border = [0, 1, 2].map(channel => median(corners.map(corner => corner[channel]!)))
  const fits = (x: number, y: number) =>
    colour(x, y).every((value, channel) => Math.abs(value - border[channel]!) <= TOLERANCE)
  const row = (y: number, { left, right }: View) => every(left, right, x => fits(x, y))
  const column = (x: number, { top, bottom }: View) => every(top, bottom, y => fits(x, y))
  let { left, top, right, bottom } = view
  while (top < bottom && row(top, view)) top += 1
  while (bottom > top && row(bottom - 1, view)) bottom -= 1
  while (left < right && column(left, view)) left += 1
  while (right > left && column(right - 1, view)) right -= 1
  const inner = { left, top, right, bottom }
  const trimmed = right - left < view.right - view.left || bottom - top < view.bottom - view.top
  return trimmed && right - left >= SIDE * SMALLEST && bottom - top >= SIDE * SMALLEST ? inner : undefined
}

function every(from: number, to: number, holds: (index: number) => boolean): boolean {
  for (let index = from; index < to; index += 1) if (!holds(index)) return false
  return true
}

/** The middle of four values: one corner under a watermark does not change the colour of a border. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return (sorted[1]! + sorted[2]!) / 2
}
