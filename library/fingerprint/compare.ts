import type { Reading, ReadLine } from '../read/reading.ts'
import { similarity, wordCharacters } from '../read/similarity.ts'
import { type Alignment, align, carry, type OpenImage, openImage } from './closer.ts'
import { distance } from './fingerprint.ts'
import { heightOf, isMark, restOf } from './mark.ts'
import { type Area, contrast, correlation, meanDifference, type Patch, samplePatch } from './patch.ts'
import { register } from './register.ts'
import { compareWholes, type Wholes } from './wholes.ts'

/** What a closer look at two images found. */
export interface Evidence extends Wholes {
  /** Distance of the fingerprints, 0 to 1. */
  readonly distance: number
  /** Lowest correlation, −1 to 1, of what is written in either where the other has writing too; null without such words. */
  readonly writing: number | null
  /** Height, as a share of the picture's, of the largest line that only one of them has; 0 without such a line. */
  readonly added: number
  /** Lines that only one of them has and that are no mark of where it comes from. */
  readonly unmarked: number
  /** Lines that were surely read in both, in the same place, and say something else. */
  readonly otherwise: number
  /** How alike the words are as they were read, 0 to 1; null where neither has any. */
  readonly words: number | null
}

/** An image with the words that were read in it. */
export interface ReadImage {
  readonly bytes: Uint8Array
  readonly reading: Reading | undefined
}

/** Contrast, as a standard deviation of brightness, below which a line of writing is a faint watermark. */
const FAINT = 30
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
/** Correlation from which what is written in one image is in the other as well, whether or not it was read there. */
const KEPT = 0.7
/** Confidence from which a line is surely read. */
const SURELY_READ = 0.95
/** The same where lines of the same length correlate by less than that of {@link SAME_STROKES}. */
const LIKELY_READ = 0.88
const SAME_STROKES = 0.95

/** What is found of two images that have nothing to do with each other: their lines need not be compared. */
const STRANGERS = {
  ...{ whole: 0, changed: 1, block: 1, cornerBlock: 1, redrawn: 0 },
  ...{ writing: null, added: 0, unmarked: 0, otherwise: 0, words: null },
}

/** Looks closely at two images. @throws Error of sharp where one cannot be decoded */
export async function lookCloser(first: ReadImage, second: ReadImage): Promise<Evidence> {
  const [a, b] = [await openImage(first.bytes), await openImage(second.bytes)]
  const alignment = register(a, b, align(a, b))
  if (!alignment) return { ...STRANGERS, distance: distance(a.fingerprint, b.fingerprint) }
  const swapped = { first: alignment.second, second: alignment.first }
  const [linesA, linesB] = [first.reading?.lines ?? [], second.reading?.lines ?? []]
  const forth = await compareLines(a, b, linesA, linesB, alignment)
  const back = await compareLines(b, a, linesB, linesA, swapped)
  return {
    distance: distance(a.fingerprint, b.fingerprint),
    ...(await compareWholes(a, b, alignment, [
      ...linesA.map(line => carry(areaOf(line, a), alignment.first, EVERYTHING)),
      ...linesB.map(line => carry(areaOf(line, b), alignment.second, EVERYTHING)),
    ])),
    writing: lowest([...forth.writing, ...back.writing]),
    added: Math.max(0, ...forth.added, ...back.added),
    unmarked: forth.unmarked + back.unmarked,
    otherwise: forth.otherwise,
    words: linesA.length + linesB.length > 0 ? similarity(textOf(linesA), textOf(linesB)) : null,
  }
}

const EVERYTHING: Area = { left: 0, top: 0, right: 1, bottom: 1 }
const textOf = (lines: readonly ReadLine[]) => lines.map(({ text }) => text).join(' ')
const lowest = (values: readonly number[]) => (values.length > 0 ? Math.min(...values) : null)

/** The writing of one image against what the other has in the same places. */
async function compareLines(
  a: OpenImage,
  b: OpenImage,
  lines: readonly ReadLine[],
  otherLines: readonly ReadLine[],
  { first, second }: Alignment,
) {
  const writing: number[] = []
  const added: number[] = []
  let [otherwise, unmarked] = [0, 0]
  const add = (text: string, height: number, area: Area) => {
    added.push(height)
    if (!isMark(text, area)) unmarked += 1
  }
  for (const line of lines) {
    const area = within(areaOf(line, a), first)
    const { least, strength } = await compareWriting(a, b, line, area, carry(area, first, second))
    const touching = otherLines.filter(other => touches(areaOf(other, b), carry(area, first, second)))
    // Subtitles take turns in one place: that one of the others says the same is enough.
    const isOtherwise = touching.length > 0 && touching.every(other => saysOtherwise(line, other, least))
    const more = least < KEPT || isOtherwise ? await findMore(a, b, line, touching, { first, second }) : undefined
    if (more) {
      writing.push(more.kept)
      for (const rest of more.rests)
        if (rest.strength >= FAINT) add(more.text, heightOf(more.text, rest.area, a), rest.area)
      continue
    }
    if (isOtherwise && !(await isLess(a, b, line, touching, { first, second }))) otherwise += 1
    if (least >= KEPT || touching.length > 0) writing.push(least)
    else if (strength >= FAINT) add(line.text, line.box.height / a.height, area)
  }
  return { writing, added, unmarked, otherwise }
}

/** A line that says what the other image has in its place and something more, as a watermark beside a caption is read as one line with it. */
interface More {
  /** Lowest correlation of what both have. */
  readonly kept: number
  /** What only this line has. */
  readonly text: string
  readonly rests: ReadonlyArray<{ readonly area: Area; readonly strength: number }>
}

/** What a line has more than those of the other image that it touches; undefined where it does not have all that they have. */
async function findMore(
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
async function isLess(
  a: OpenImage,
  b: OpenImage,
  line: ReadLine,
  touching: readonly ReadLine[],
  { first, second }: Alignment,
): Promise<boolean> {
  for (const other of touching) if (await findMore(b, a, other, [line], { first: second, second: first })) return true
  return false
}

/** Contrast of what a part of one image differs by from the other, or of the part itself where that is less. */
async function differenceOf(a: OpenImage, b: OpenImage, line: ReadLine, area: Area, where: Area): Promise<number> {
  const shape = ((area.right - area.left) * a.width) / Math.max(1, (area.bottom - area.top) * a.height)
  const width = Math.max(LINE / 2, Math.min(LINE * 30, Math.round(LINE * shape)))
  const window = { left: 0, top: 0, width, height: LINE }
  const patch = samplePatch(await a.grey(line.frame), area, width, LINE)
  const other = samplePatch(await b.grey(b.frameAt(a.shareOf(line.frame))), where, width, LINE)
  const values = patch.values.map((value, index) => value - other.values[index]!)
  return Math.min(contrast(patch, window), contrast({ ...patch, values }, window))
}

/**
 * Whether two lines were surely read, and are not the same. One that is part of the other was cut in two. Where the writing is not quite
 * the same either, they need not be read that surely.
 */
function saysOtherwise(line: ReadLine, other: ReadLine, alike: number): boolean {
  const [one, two] = [wordCharacters(line.text).join(''), wordCharacters(other.text).join('')]
  const sure = alike < SAME_STROKES && one.length === two.length ? LIKELY_READ : SURELY_READ
  return Math.min(line.confidence, other.confidence) >= sure && !one.includes(two) && !two.includes(one)
}

/**
 * The lowest correlation over the characters of a line, as one other character is other words, and the contrast of the line. Of an
 * animation the frame that fits best counts: frames that were left out shift the others.
 */
async function compareWriting(a: OpenImage, b: OpenImage, line: ReadLine, area: Area, where: Area) {
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

function areaOf({ box }: ReadLine, { width, height }: OpenImage): Area {
  return {
    left: box.left / width,
    top: box.top / height,
    right: (box.left + box.width) / width,
    bottom: (box.top + box.height) / height,
  }
}

/** An area without what lies above or below a part of its picture, unless that is most of it. */
function within(area: Area, { top, bottom }: Area): Area {
  const inside = { ...area, top: Math.max(area.top, top), bottom: Math.min(area.bottom, bottom) }
  return inside.bottom - inside.top >= MOSTLY * (area.bottom - area.top) ? inside : area
}

function touches(first: Area, second: Area): boolean {
  const across = Math.min(first.right, second.right) - Math.max(first.left, second.left)
  const down = Math.min(first.bottom, second.bottom) - Math.max(first.top, second.top)
  const lower = Math.min(first.bottom - first.top, second.bottom - second.top)
  return across > 0 && down > 0.4 * lower
}
