import type { ReadLine } from '../read/reading.ts'
import type { OpenImage } from './closer.ts'
import { type Area, contrast, correlation, meanDifference, type Patch, samplePatch } from './patch.ts'

/** Correlation from which what is written in one image is in the other as well, whether or not it was read there. */
export const KEPT = 0.7
/** Contrast of a window of a line from which something is written there, and the mean difference, 0 to 255, up to which it is the same. */
const DRAWN = 12
const UNCHANGED = 5
/** Height of a line of writing when it is compared, in pixels, and how far it may have been shifted. */
const LINE = 24
const SHIFT = 3
/** Correlation from which no better frame is looked for. */
const SAME = 0.9
/** Share of a line that a crop may leave for it to be the same line. */
const MOSTLY = 0.7

/**
 * The lowest correlation over the characters of a line, as one other character is other words, and the contrast of the line. Of an
 * animation the frame that fits best counts: frames that were left out shift the others.
 */
export async function compareWriting(a: OpenImage, b: OpenImage, line: ReadLine, area: Area, where: Area) {
  const aspect = line.box.width / Math.max(1, line.box.height)
  const width = Math.max(LINE, Math.min(LINE * 30, Math.round(LINE * aspect)))
  const patch = samplePatch(await a.grey(line.frame), area, width, LINE)
  const at = b.frameAt(a.shareOf(line.frame))
  let least = -1
  for (const frame of framesNear(at, b)) {
    least = Math.max(
      least,
      leastLike(patch, samplePatch(await b.grey(frame), where, width, LINE), seenPart(where, width)),
    )
    if (least >= SAME) break
  }
  return { least, strength: contrast(patch, { left: 0, top: 0, width, height: LINE }) }
}

/** A frame and those before and after it, nearest first; only the next ones where each has to be decoded. */
function framesNear(at: number, { count, sampled }: OpenImage): number[] {
  const steps = sampled.page(at) ? [0, 1, -1, 2, -2, 3, -3] : [0, 1, -1]
  return steps.map(step => at + step).filter(frame => frame >= 0 && frame < count)
}

/** The lowest correlation of a window of the first patch, as wide as high, with the second, over the columns that count. */
function leastLike(patch: Patch, other: Patch, { from, to }: { from: number; to: number }): number {
  let least = 1
  for (let left = 0; left + LINE <= patch.width; left += LINE / 2) {
    const window = { left, top: 0, width: LINE, height: LINE }
    const counts = left >= from && left + LINE <= to && contrast(patch, window) > DRAWN
    if (counts && meanDifference(patch, other, window) > UNCHANGED)
      least = Math.min(least, correlation(patch, other, window, SHIFT))
  }
  return least
}

/** Columns of a line that the other picture has; all of them where it has less than most, as then the line is not in it. */
function seenPart({ left, right }: Area, width: number): { from: number; to: number } {
  const column = (x: number) => ((x - left) / (right - left)) * width
  const [from, to] = [Math.max(0, column(0)), Math.min(width, column(1))]
  return to - from >= MOSTLY * width ? { from, to } : { from: 0, to: width }
}

/** Where a line is, as shares of its image. */
export function areaOf({ box }: ReadLine, { width, height }: OpenImage): Area {
  return {
    left: box.left / width,
    top: box.top / height,
    right: (box.left + box.width) / width,
    bottom: (box.top + box.height) / height,
  }
}

/** An area without what lies above or below a part of its picture, unless that is most of it. */
export function within(area: Area, { top, bottom }: Area): Area {
  const inside = { ...area, top: Math.max(area.top, top), bottom: Math.min(area.bottom, bottom) }
  return inside.bottom - inside.top >= MOSTLY * (area.bottom - area.top) ? inside : area
}

/** Whether two areas lie over each other, by a good part of the lower one's height. */
export function touches(first: Area, second: Area): boolean {
  const across = Math.min(first.right, second.right) - Math.max(first.left, second.left)
  const down = Math.min(first.bottom, second.bottom) - Math.max(first.top, second.top)
  const lower = Math.min(first.bottom - first.top, second.bottom - second.top)
  return across > 0 && down > 0.4 * lower
}

/** Contrast of what a part of one image differs by from the other, or of the part itself where that is less. */
export async function differenceOf(
  a: OpenImage,
  b: OpenImage,
  line: ReadLine,
  area: Area,
  where: Area,
): Promise<number> {
  const shape = ((area.right - area.left) * a.width) / Math.max(1, (area.bottom - area.top) * a.height)
  const width = Math.max(LINE / 2, Math.min(LINE * 30, Math.round(LINE * shape)))
  const window = { left: 0, top: 0, width, height: LINE }
  const patch = samplePatch(await a.grey(line.frame), area, width, LINE)
  const other = samplePatch(await b.grey(b.frameAt(a.shareOf(line.frame))), where, width, LINE)
  const values = patch.values.map((value, index) => value - other.values[index]!)
  return Math.min(contrast(patch, window), contrast({ ...patch, values }, window))
}

/** What lines say, one after the other. */
export const textOf = (lines: readonly ReadLine[]) => lines.map(({ text }) => text).join(' ')
