import type { Reading, ReadLine } from '../read/reading.ts'
import { similarity, wordCharacters } from '../read/similarity.ts'
import { type Alignment, align, carry, type OpenImage, openImage } from './closer.ts'
import { distance } from './fingerprint.ts'
import { isMark } from './mark.ts'
import { type Area, contrast, correlation, type Patch, samplePatch } from './patch.ts'
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

/** What is found of two images that have nothing to do with each other: their lines need not be compared. */
const STRANGERS = { whole: 0, changed: 1, block: 1, writing: null, added: 0, unmarked: 0, otherwise: 0, words: null }

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
    ...compareWholes(a, b, alignment),
    writing: lowest([...forth.writing, ...back.writing]),
    added: Math.max(0, ...forth.added, ...back.added),
    unmarked: forth.unmarked + back.unmarked,
    otherwise: forth.otherwise,
    words: linesA.length + linesB.length > 0 ? similarity(textOf(linesA), textOf(linesB)) : null,
  }
}

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
  for (const line of lines) {
    const area = areaOf(line, a)
    const where = carry(area, first, second)
    const { least, strength } = await compareWriting(a, b, line, area, where)
    const touching = otherLines.filter(other => touches(areaOf(other, b), where))
    // Subtitles take turns in one place: that one of the others says the same is enough.
    if (touching.length > 0 && touching.every(other => saysOtherwise(line, other))) otherwise += 1
    if (least >= KEPT || touching.length > 0) writing.push(least)
    else if (strength >= FAINT) {
      added.push(line.box.height / a.height)
      if (!isMark(line.text, area)) unmarked += 1
    }
  }
  return { writing, added, unmarked, otherwise }
}

/** Whether two lines were surely read, and are not the same. One that is part of the other was cut in two. */
function saysOtherwise(line: ReadLine, other: ReadLine): boolean {
  const [one, two] = [wordCharacters(line.text).join(''), wordCharacters(other.text).join('')]
  return Math.min(line.confidence, other.confidence) >= SURELY_READ && !one.includes(two) && !two.includes(one)
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
  for (const frame of new Set([at, Math.max(0, at - 1), Math.min(b.count - 1, at + 1)])) {
    least = Math.max(
      least,
      leastLike(patch, samplePatch(await b.grey(frame), where, width, LINE), seenPart(where, width)),
    )
    if (least >= SAME) break
  }
  return { least, strength: contrast(patch, { left: 0, top: 0, width, height: LINE }) }
}

/** The lowest correlation of a window of the first patch, as wide as high, with the second, over the columns that count. */
function leastLike(patch: Patch, other: Patch, { from, to }: { from: number; to: number }): number {
  let least = 1
  for (let left = 0; left + LINE <= patch.width; left += LINE / 2) {
    const window = { left, top: 0, width: LINE, height: LINE }
    if (left >= from && left + LINE <= to && contrast(patch, window) > 12)
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

function touches(first: Area, second: Area): boolean {
  const across = Math.min(first.right, second.right) - Math.max(first.left, second.left)
  const down = Math.min(first.bottom, second.bottom) - Math.max(first.top, second.top)
  const lower = Math.min(first.bottom - first.top, second.bottom - second.top)
  return across > 0 && down > 0.4 * lower
}
