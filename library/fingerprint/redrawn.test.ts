import { expect, test } from 'vitest'
import type { Patch } from './patch.ts'
import { redrawnWindows } from './redrawn.ts'

const SIDE = 96
/** A picture by the brightness of its pixels. */
const drawn = (at: (x: number, y: number) => number): Patch => ({
  width: SIDE,
  height: SIDE,
  values: Float32Array.from({ length: SIDE * SIDE }, (_, index) => at(index % SIDE, Math.floor(index / SIDE))),
})
const isDot = (x: number, y: number) => Math.hypot(x - 38, y - 40) < 5 || Math.hypot(x - 58, y - 40) < 5
const isDash = (x: number, y: number) => Math.abs(y - 40) < 2 && (Math.abs(x - 38) < 6 || Math.abs(x - 58) < 6)
const round = drawn((x, y) => (isDot(x, y) ? 20 : 220))
const closed = drawn((x, y) => (isDash(x, y) ? 20 : 220))

test('other eyes are drawn anew, the same ones brighter or a little aside are not', () => {
  expect(redrawnWindows(round, closed, [])).toBeGreaterThanOrEqual(3)
  expect(
    redrawnWindows(
      round,
      drawn((x, y) => (isDot(x, y) ? 60 : 250)),
      [],
    ),
  ).toBe(0)
  expect(
    redrawnWindows(
      round,
      drawn((x, y) => (isDot(x - 1, y - 1) ? 20 : 220)),
      [],
    ),
  ).toBe(0)
})

test('what shines through a mark, and what lies on an empty place, is not drawn anew', () => {
  const underMark = drawn((x, y) => (isDot(x, y) ? 20 : 220) * 0.8 + (y % 9 < 3 ? 51 : 0))
  expect(redrawnWindows(round, underMark, [])).toBeLessThan(3)
  expect(
    redrawnWindows(
      round,
      drawn((x, y) => (isDot(x, y) || (y > 70 && y < 80) ? 20 : 220)),
      [],
    ),
  ).toBe(0)
})

test('words are left to those who read them, and corners to logos', () => {
  expect(redrawnWindows(round, closed, [{ left: 0.2, top: 0.2, right: 0.8, bottom: 0.6 }])).toBe(0)
  const inCorner = (isIt: typeof isDot) => drawn((x, y) => (isIt(x + 44, y + 30) ? 20 : 220))
  expect(redrawnWindows(inCorner(isDot), inCorner(isDash), [])).toBeLessThan(3)
})
