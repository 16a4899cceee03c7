import { type Area, contrast, correlation, meanDifference, type Patch, type Window } from './patch.ts'

/** Side of the windows that are compared, and how far each is from the next, as shares of the side of a patch. */
const WINDOW = 1 / 8
const STEP = 1 / 24
/** How far what a window shows may have moved, in pixels: what is left once the pictures lie on each other. */
const SHIFT = 2
/** Contrast of a window, as a standard deviation of brightness, below which nothing is drawn in it. */
const DRAWN = 12
/** Mean difference of brightness, 0 to 255, up to which a window has not changed. */
const CHANGED = 10
/** Correlation below which two windows in which something is drawn show something else. */
const OTHERWISE = 0.6
/** What is no farther from two edges than this, as a share of the side, is in a corner, where logos are. */
export const CORNER = 0.2

/**
 * How many windows of two grey pictures that lie on each other show one thing in the first and another in the second: another pair of
 * eyes, another mouth. A watermark lets what is below it shine through, and what lies on an empty place leaves one of the two without
 * a drawing: neither counts, and nor do corners and what is written.
 * @param written where words are, as shares of the patches' side
 */
export function redrawnWindows(one: Patch, two: Patch, written: readonly Area[]): number {
  const side = Math.round(one.width * WINDOW)
  const step = Math.round(one.width * STEP)
  let count = 0
  for (let top = 0; top + side <= one.height; top += step)
    for (let left = 0; left + side <= one.width; left += step) {
      const window = { left, top, width: side, height: side }
      if (isRedrawn(one, two, window) && !isInCorner(window, one.width) && !touchesAny(window, one.width, written))
        count += 1
    }
  return count
}

function isRedrawn(one: Patch, two: Patch, window: Window): boolean {
  return (
    meanDifference(one, two, window) >= CHANGED &&
    contrast(one, window) >= DRAWN &&
    contrast(two, window) >= DRAWN &&
    correlation(one, two, window, SHIFT) < OTHERWISE
  )
}

/** Whether the middle of a window is near two edges. */
function isInCorner({ left, top, width, height }: Window, side: number): boolean {
  const fromEdge = (middle: number) => Math.min(middle, side - middle) / side
  return fromEdge(left + width / 2) < CORNER && fromEdge(top + height / 2) < CORNER
}

function touchesAny({ left, top, width, height }: Window, side: number, areas: readonly Area[]): boolean {
  return areas.some(
    area =>
      area.left * side < left + width &&
      area.right * side > left &&
      area.top * side < top + height &&
      area.bottom * side > top,
  )
}
