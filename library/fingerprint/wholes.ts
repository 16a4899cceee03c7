import { type Alignment, channelFrame, greyFrame, type OpenImage } from './closer.ts'
import { type Area, contrast, correlation, meanDifference, type Patch, samplePatch } from './patch.ts'
import { CORNER, redrawnWindows } from './redrawn.ts'

/** How two pictures compare as wholes, laid on each other; of animations, at the moment that is in the middle of all. */
export interface Wholes {
  /** Correlation, −1 to 1. */
  readonly whole: number
  /** Share of small fields in which a colour differs, 0 to 1, once both are equally bright. */
  readonly changed: number
  /** Side of the largest square of fields that all differ, as a share of the picture's side: a figure, where a watermark is a thin line. */
  readonly block: number
  /** The same of the squares in the corners, where logos are; {@link block} is of those elsewhere. */
  readonly cornerBlock: number
  /** Windows, of 484, in which the one shows something else than the other: {@link redrawnWindows}. */
  readonly redrawn: number
}

/** Fields across and down in which changes are looked for, and pixels along a field's side. */
const FIELDS = 24
const FIELD = 4
const SIDE = FIELDS * FIELD
const ALL = { left: 0, top: 0, width: SIDE, height: SIDE }
/** Mean difference of brightness, 0 to 255, from which a field has changed. */
const CHANGED = 22
/** Share of changed fields up to which no better frame is looked for. */
const FEW = 0.01
/** Share of changed fields from which a figure may have moved, and how many frames before and after are looked at then. */
const MOVED = 0.08
const MOST_FRAMES = 4
/** Contrast, as a standard deviation of brightness, below which a whole picture is flat. */
const FLAT = 3
/** How much brighter or darker, and of how much more or less contrast, the same picture may be. */
const GAIN = { least: 0.7, most: 1.4 }
const OFFSET = 40

/**
 * Compares two images as wholes at all moments.
 * @param written where either has words, as shares of the parts that lie on each other
 */
export async function compareWholes(
  a: OpenImage,
  b: OpenImage,
  { first, second }: Alignment,
  written: readonly Area[],
): Promise<Wholes> {
  // What is in the one that has lost frames is in the other, but not the other way round.
  if (b.count < a.count) return compareWholes(b, a, { first: second, second: first }, written)
  const moments: Wholes[] = []
  for (const [moment, { pixels, share }] of a.sampled.frames.entries()) {
    const compare = (other: Uint8Array) => compareFrames(pixels, first, other, second, written)
    const found = [moment, moment - 1, moment + 1].flatMap(index => b.sampled.frames[index] ?? [])
    let best: Wholes | undefined
    for (const { pixels: other } of found) if (!best || best.changed > FEW) best = better(best, compare(other))
    for (const frame of best && isOff(best) ? framesAbout(b, share) : []) {
      const other = isOff(best!) && (await b.drawn(frame))
      if (other) best = better(best, compare(other))
    }
    if (best) moments.push(best)
  }
  const middle = (values: readonly number[]) => [...values].sort((one, two) => one - two)[values.length >> 1]!
  const middleOf = (key: keyof Wholes) => middle(moments.map(found => found[key]))
  return {
    whole: middleOf('whole'),
    changed: middleOf('changed'),
    block: middleOf('block'),
    cornerBlock: middleOf('cornerBlock'),
    redrawn: middleOf('redrawn'),
  }
}

/** What was found in the frame that fits better. */
const better = (one: Wholes | undefined, two: Wholes) => (one && one.changed <= two.changed ? one : two)

/** Whether so much differs that a figure has moved: frames that were left out, or last longer in another format, shift the others. */
const isOff = ({ changed, redrawn }: Wholes) => changed > MOVED || redrawn > 0

/** The frames shown within a sixth of the time of a moment, nearest first. */
function framesAbout({ count, frameAt }: OpenImage, share: number): number[] {
  const at = frameAt(share)
  const reach = Math.min(MOST_FRAMES, Math.ceil(count / 6))
  return Array.from({ length: reach }, (_, index) => [at + index + 1, at - index - 1])
    .flat()
    .concat(at)
    .filter(frame => frame >= 0 && frame < count)
}

function compareFrames(
  frame: Uint8Array,
  area: Area,
  otherFrame: Uint8Array,
  otherArea: Area,
  written: readonly Area[],
): Wholes {
  const grey = samplePatch(greyFrame(frame), area, SIDE, SIDE)
  const otherGrey = samplePatch(greyFrame(otherFrame), otherArea, SIDE, SIDE)
  const flat = Math.max(contrast(grey, ALL), contrast(otherGrey, ALL)) < FLAT
  const colours = [0, 1, 2].map(channel => samplePatch(channelFrame(frame, channel), area, SIDE, SIDE))
  const others = [0, 1, 2].map(channel => samplePatch(channelFrame(otherFrame, channel), otherArea, SIDE, SIDE))
  const forth = changedFields(colours, levelled(others, levelOf(grey, otherGrey)))
  // What was made so bright that it is white cannot be made darker again: the other is made as bright instead.
  const back = shareOf(forth) > FEW ? changedFields(levelled(colours, levelOf(otherGrey, grey)), others) : forth
  const fields = shareOf(back) < shareOf(forth) ? back : forth
  const changed = shareOf(fields)
  const { inside, corner } = largestSquares(fields)
  return {
    whole: flat ? 1 : correlation(grey, otherGrey, ALL, 1),
    changed,
    block: inside / FIELDS,
    cornerBlock: corner / FIELDS,
    redrawn: changed > 0 ? redrawnWindows(grey, otherGrey, written) : 0,
  }
}

/** Share of the fields that have changed. */
const shareOf = (fields: Uint8Array) => fields.reduce((sum, field) => sum + field, 0) / fields.length

interface Level {
  readonly gain: number
  readonly offset: number
}

/** The gain and the offset that make the second as bright as the first (least squares), within bounds. */
function levelOf(first: Patch, second: Patch): Level {
  const mean = ({ values }: Patch) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [meanA, meanB] = [mean(first), mean(second)]
  let [products, squares] = [0, 0]
  for (const [index, value] of second.values.entries()) {
    products += (value - meanB) * (first.values[index]! - meanA)
    squares += (value - meanB) ** 2
  }
  const gain = squares > 0 ? Math.min(GAIN.most, Math.max(GAIN.least, products / squares)) : 1
  return { gain, offset: Math.min(OFFSET, Math.max(-OFFSET, meanA - gain * meanB)) }
}

function levelled(colours: readonly Patch[], { gain, offset }: Level): Patch[] {
  return colours.map(patch => ({
    ...patch,
    values: patch.values.map(value => Math.min(255, Math.max(0, value * gain + offset))),
  }))
}

/** For each field, row by row, whether a colour differs. */
function changedFields(colours: readonly Patch[], others: readonly Patch[]): Uint8Array {
  return Uint8Array.from({ length: FIELDS * FIELDS }, (_, field) => {
    const [row, column] = [Math.floor(field / FIELDS), field % FIELDS]
    const window = { left: column * FIELD, top: row * FIELD, width: FIELD, height: FIELD }
    return colours.some((patch, channel) => meanDifference(patch, others[channel]!, window) > CHANGED) ? 1 : 0
  })
}

/**
 * Sides of the largest square of ones in a corner, and elsewhere: each field is the last corner of one larger by one than the least of
 * its three neighbours'.
 */
function largestSquares(fields: Uint8Array): { inside: number; corner: number } {
  const sides = new Uint8Array(fields.length)
  let [inside, corner] = [0, 0]
  for (const [field, changed] of fields.entries()) {
    if (!changed) continue
    const [row, column] = [Math.floor(field / FIELDS), field % FIELDS]
    const isEdge = row === 0 || column === 0
    const side = isEdge ? 1 : 1 + Math.min(sides[field - 1]!, sides[field - FIELDS]!, sides[field - FIELDS - 1]!)
    sides[field] = side
    if (isNearEdge(row, side) && isNearEdge(column, side)) corner = Math.max(corner, side)
    else inside = Math.max(inside, side)
  }
  return { inside, corner }
}

/** Whether the middle of a square that ends with a row or a column is near an edge. */
function isNearEdge(last: number, side: number): boolean {
  const middle = (last + 1 - side / 2) / FIELDS
  return Math.min(middle, 1 - middle) < CORNER
}
