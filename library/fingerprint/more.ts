import type { ReadLine } from '../read/reading.ts'
import { type Alignment, carry, type OpenImage } from './closer.ts'
import { restOf } from './mark.ts'
import type { Area } from './patch.ts'
import { areaOf, compareWriting, differenceOf, KEPT, textOf, within } from './writing.ts'

/** A line that says what the other image has in its place and something more, as a watermark beside a caption is read as one line with it. */
interface More {
  /** Lowest correlation of what both have. */
  readonly kept: number
  /** What only this line has. */
  readonly text: string
  readonly rests: ReadonlyArray<{ readonly area: Area; readonly strength: number }>
}

/** What a line has more than those of the other image that it touches; undefined where it does not have all that they have. */
export async function findMore(
  a: OpenImage,
  b: OpenImage,
  line: ReadLine,
  touching: readonly ReadLine[],
  { first, second }: Alignment,
): Promise<More | undefined> {
  const text = restOf(line.text, textOf(touching))
  if (touching.length === 0 || text === '') return undefined
  const area = areaOf(line, a)
  const parts = touching.map(other => carry(areaOf(other, b), second, first))
  let kept = 1
  for (const other of touching) {
    const where = within(areaOf(other, b), second)
    kept = Math.min(kept, (await compareWriting(b, a, other, where, carry(where, second, first))).least)
  }
  if (kept < KEPT) return undefined
  const left = Math.max(area.left, Math.min(...parts.map(part => part.left)))
  const right = Math.min(area.right, Math.max(...parts.map(part => part.right)))
  const sides = [
    { ...area, right: left },
    { ...area, left: right },
  ].filter(side => side.right - side.left > (area.bottom - area.top) / 4)
  const rests = sides.length > 0 ? sides : [area]
  return {
    kept,
    text,
    rests: await Promise.all(
      rests.map(async rest => ({
        area: rest,
        strength: await differenceOf(a, b, line, rest, carry(rest, first, second)),
      })),
    ),
  }
}

/** Whether the other image has this line, and says something more there. */
export async function isLess(
  a: OpenImage,
  b: OpenImage,
  line: ReadLine,
  touching: readonly ReadLine[],
  { first, second }: Alignment,
): Promise<boolean> {
  for (const other of touching) if (await findMore(b, a, other, [line], { first: second, second: first })) return true
  return false
}
