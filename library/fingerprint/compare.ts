import type { Reading, ReadLine } from '../read/reading.ts'
import { similarity, wordCharacters } from '../read/similarity.ts'
import { type Alignment, align, carry, channelFrame, greyFrame, type OpenImage, openImage } from './closer.ts'
import { distance } from './fingerprint.ts'
import { type Area, contrast, correlation, type Patch, samplePatch } from './patch.ts'

/** What a closer look at two images found. */
export interface Evidence {
  /** Distance of the fingerprints, 0 to 1. */
  readonly distance: number
  /** Correlation of the two as wholes, −1 to 1, at the moment where it is least. */
  readonly whole: number
  /** Share of small fields in which they differ, 0 to 1, at the moment where most do. */
  readonly changed: number
  /** Lowest correlation, −1 to 1, of what is written in either where the other has writing too; null without such words. */
  readonly writing: number | null
  /** Height, as a share of the picture's, of the largest line that only one of them has; 0 without such a line. */
  readonly added: number
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

/** Fields across and down in which small changes are looked for, and pixels along a field's side. */
const FIELDS = 16
const FIELD = 6
/** Mean difference of brightness, 0 to 255, from which a field has changed. */
const CHANGED = 22
/** Contrast, as a standard deviation of brightness, below which a whole picture is flat, and a line of writing a faint watermark. */
const FLAT = 3
const FAINT = 30
/** Height of a line of writing when it is compared, in pixels, and how far it may have been shifted. */
const LINE = 24
const SHIFT = 3
/** Correlation from which what is written in one image is in the other as well, whether or not it was read there. */
const KEPT = 0.7
/** Confidence from which a line is surely read. */
const SURELY_READ = 0.95

/** Looks closely at two images. @throws Error of sharp where one cannot be decoded */
export async function lookCloser(first: ReadImage, second: ReadImage): Promise<Evidence> {
  const [a, b] = [await openImage(first.bytes), await openImage(second.bytes)]
  const alignment = align(a, b)
  const swapped = { first: alignment.second, second: alignment.first }
  const [linesA, linesB] = [first.reading?.lines ?? [], second.reading?.lines ?? []]
  const forth = await compareLines(a, b, linesA, linesB, alignment)
  const back = await compareLines(b, a, linesB, linesA, swapped)
  return {
    distance: distance(a.fingerprint, b.fingerprint),
    ...compareWholes(a, b, alignment),
    writing: lowest([...forth.writing, ...back.writing]),
    added: Math.max(0, ...forth.added, ...back.added),
    otherwise: forth.otherwise,
    words: linesA.length + linesB.length > 0 ? similarity(textOf(linesA), textOf(linesB)) : null,
  }
}

const textOf = (lines: readonly ReadLine[]) => lines.map(({ text }) => text).join(' ')
const lowest = (values: readonly number[]) => (values.length > 0 ? Math.min(...values) : null)

function compareWholes(a: OpenImage, b: OpenImage, { first, second }: Alignment) {
  const side = FIELDS * FIELD
  const all = { left: 0, top: 0, width: side, height: side }
  let [whole, changed] = [1, 0]
  for (const [moment, { pixels }] of a.sampled.frames.entries()) {
    const other = b.sampled.frames[moment]
    if (!other) continue
    const drawn = (frame: Uint8Array, area: Area) => ({
      grey: samplePatch(greyFrame(frame), area, side, side),
      colours: [0, 1, 2].map(channel => samplePatch(channelFrame(frame, channel), area, side, side)),
    })
    const [one, two] = [drawn(pixels, first), drawn(other.pixels, second)]
    const flat = Math.max(contrast(one.grey, all), contrast(two.grey, all)) < FLAT
    whole = Math.min(whole, flat ? 1 : correlation(one.grey, two.grey, all, 1))
    changed = Math.max(changed, changedShare(one.colours, two.colours))
  }
  return { whole, changed }
}

/** Share of the fields in which a colour differs. */
function changedShare(colours: readonly Patch[], others: readonly Patch[]): number {
  let changed = 0
  for (let row = 0; row < FIELDS; row += 1)
    for (let column = 0; column < FIELDS; column += 1) {
      const differences = colours.map((patch, channel) => meanDifference(patch, others[channel]!, row, column))
      if (Math.max(...differences) > CHANGED) changed += 1
    }
  return changed / (FIELDS * FIELDS)
}

function meanDifference(patch: Patch, other: Patch, row: number, column: number): number {
  let sum = 0
  for (let y = row * FIELD; y < (row + 1) * FIELD; y += 1)
    for (let x = column * FIELD; x < (column + 1) * FIELD; x += 1)
      sum += Math.abs(patch.values[y * patch.width + x]! - other.values[y * other.width + x]!)
  return sum / (FIELD * FIELD)
}

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
  let otherwise = 0
  for (const line of lines) {
    const area = areaOf(line, a)
    const where = carry(area, first, second)
    const { least, strength } = await compareWriting(a, b, line, area, where)
    const touching = otherLines.filter(other => touches(areaOf(other, b), where))
    if (touching.some(other => saysOtherwise(line, other))) otherwise += 1
    if (least >= KEPT || touching.length > 0) writing.push(least)
    else if (strength >= FAINT) added.push(line.box.height / a.height)
  }
  return { writing, added, otherwise }
}

/** Whether two lines were surely read, and are not the same. One that is part of the other was cut in two. */
function saysOtherwise(line: ReadLine, other: ReadLine): boolean {
  const [one, two] = [wordCharacters(line.text).join(''), wordCharacters(other.text).join('')]
  return Math.min(line.confidence, other.confidence) >= SURELY_READ && !one.includes(two) && !two.includes(one)
}

/** The lowest correlation over the characters of a line, as one other character is other words, and the contrast of the line. */
async function compareWriting(a: OpenImage, b: OpenImage, line: ReadLine, area: Area, where: Area) {
  const aspect = line.box.width / Math.max(1, line.box.height)
  const width = Math.max(LINE, Math.min(LINE * 30, Math.round(LINE * aspect)))
  const patch = samplePatch(await a.grey(line.frame), area, width, LINE)
  const other = samplePatch(await b.grey(b.frameAt(a.shareOf(line.frame))), where, width, LINE)
  let least = 1
  for (let left = 0; left + LINE <= width; left += LINE / 2) {
    const window = { left, top: 0, width: LINE, height: LINE }
    if (contrast(patch, window) > 12) least = Math.min(least, correlation(patch, other, window, SHIFT))
  }
  return { least, strength: contrast(patch, { left: 0, top: 0, width, height: LINE }) }
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
