import { type Alignment, greyFrame, type Moments, type OpenImage } from './closer.ts'
import { type Area, contrast, correlation, type GreyImage, type Patch, reduced, samplePatch } from './patch.ts'

/** Side of the pictures that are laid on each other, in pixels: coarse ones find each other from farther away. */
const COARSE = 32
const FINE = 96
/** How many times smaller the picture is in which coarse ones are looked for. */
const COARSER = 4
/** How far an edge is moved at a time, as a share of the picture's side; what a crop takes off a side is found up to some 8 %. */
const COARSE_STEPS = [0.03, 0.015]
const FINE_STEPS = [0.0075, 0.003, 0.0015]
/**
 * Correlations of coarse pictures, before and after they are moved, below which these are strangers and no finer look is taken. Of 280
 * duplicates of the dev half that had to be moved the least came to 0.70 before, and to 0.70 after; 99 % of them to 0.76 and to 0.89.
 */
const STRANGERS = { atSight: 0.3, moved: 0.6 }
/** Contrast, as a standard deviation of brightness, below which nothing can be said by correlation. */
const FLAT = 3
const ROUNDS = 6
/** Correlation from which the borders alone have put the pictures on each other. */
const LIES_WELL = 0.995
/** Farthest that an edge may come to lie from where it began. */
const FARTHEST = 0.09

/** Ways to move the edges: left, top, right, bottom. Both of a pair together move it, against each other stretch it. */
const MOVES: ReadonlyArray<readonly [number, number, number, number]> = [
  [1, 0, 1, 0],
  [0, 1, 0, 1],
  [1, 0, -1, 0],
  [0, 1, 0, -1],
  [1, 1, -1, -1],
  [1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, 0, 1, 0],
  [0, 0, 0, 1],
]

/**
 * Finds how the second picture lies on the first to a fraction of a pixel, beginning with where their borders put it: the edges are
 * moved as long as the pictures correlate better for it. What has no counterpart, as one picture is a crop of the other, is left out.
 * Undefined where they are strangers.
 */
export function register(first: OpenImage, second: OpenImage, start: Alignment & Moments): Alignment | undefined {
  const one = greyFrame(first.sampled.frames[start.moment]!.pixels)
  const two = greyFrame(second.sampled.frames[start.otherMoment]!.pixels)
  const [small, other] = [reduced(one, COARSER), reduced(two, COARSER)]
  const coarse = samplePatch(small, start.first, COARSE, COARSE)
  const isFlat = contrast(coarse, { left: 0, top: 0, width: COARSE, height: COARSE }) < FLAT
  const areStrangers = (area: Area, bound: number) => !isFlat && likeness(coarse, other, area, COARSE) < bound
  if (areStrangers(start.second, STRANGERS.atSight)) return undefined
  const fixed = samplePatch(one, start.first, FINE, FINE)
  let area = start.second
  if (likeness(fixed, two, area, FINE) >= LIES_WELL) return overlap(start.first, area)
  for (const step of COARSE_STEPS) area = climb(coarse, other, area, start.second, step)
  if (areStrangers(area, STRANGERS.moved)) return undefined
  for (const step of FINE_STEPS) area = climb(fixed, two, area, start.second, step)
  return overlap(start.first, area)
}

/** Moves the edges by steps of one length for as long as that makes the pictures more alike. */
function climb(fixed: Patch, two: GreyImage, begin: Area, origin: Area, step: number): Area {
  const side = fixed.width
  let [area, best] = [begin, likeness(fixed, two, begin, side)]
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = best
    for (const move of MOVES)
      for (const sign of [1, -1]) {
        const moved = shifted(area, move, sign * step)
        if (!isWithin(moved, origin)) continue
        const likely = likeness(fixed, two, moved, side)
        if (likely > best) [area, best] = [moved, likely]
      }
    if (best - before < 1e-4) break
  }
  return area
}

/** Correlation of the first with a part of the second, over what that part has of it. */
function likeness(fixed: Patch, two: GreyImage, area: Area, side: number): number {
  const patch = samplePatch(two, area, side, side)
  const [width, height] = [area.right - area.left, area.bottom - area.top]
  const column = (x: number) => Math.min(side, Math.max(0, Math.round(((x - area.left) / width) * side)))
  const row = (y: number) => Math.min(side, Math.max(0, Math.round(((y - area.top) / height) * side)))
  const [left, top] = [column(0), row(0)]
  return correlation(fixed, patch, { left, top, width: column(1) - left, height: row(1) - top }, 0)
}

const shifted = ({ left, top, right, bottom }: Area, move: readonly [number, number, number, number], by: number) => ({
  left: left + move[0] * by,
  top: top + move[1] * by,
  right: right + move[2] * by,
  bottom: bottom + move[3] * by,
})

const isWithin = (area: Area, origin: Area) =>
  (['left', 'top', 'right', 'bottom'] as const).every(edge => Math.abs(area[edge] - origin[edge]) <= FARTHEST)

/** The part of the first that the second has, and where the second has it. */
function overlap(first: Area, second: Area): Alignment {
  const [width, height] = [second.right - second.left, second.bottom - second.top]
  const share = {
    left: Math.max(0, -second.left / width),
    top: Math.max(0, -second.top / height),
    right: Math.min(1, (1 - second.left) / width),
    bottom: Math.min(1, (1 - second.top) / height),
  }
  const part = (area: Area): Area => ({
    left: area.left + share.left * (area.right - area.left),
    top: area.top + share.top * (area.bottom - area.top),
    right: area.left + share.right * (area.right - area.left),
    bottom: area.top + share.bottom * (area.bottom - area.top),
  })
  return { first: part(first), second: part(second) }
}
