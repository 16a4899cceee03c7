import type { Reading, ReadLine } from '../read/reading.ts'
import { similarity, wordCharacters } from '../read/similarity.ts'
import { type Alignment, align, carry, type OpenImage, openImage } from './closer.ts'
import { distance } from './fingerprint.ts'
import { heightOf, isMark } from './mark.ts'
import { findMore, isLess } from './more.ts'
import type { Area } from './patch.ts'
import { register } from './register.ts'
import { compareWholes, type Wholes } from './wholes.ts'
import { areaOf, compareWriting, KEPT, textOf, touches, within } from './writing.ts'

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

/**
 * Whether two lines were surely read, and are not the same. One that is part of the other was cut in two. Where the writing is not quite
 * the same either, they need not be read that surely.
 */
function saysOtherwise(line: ReadLine, other: ReadLine, alike: number): boolean {
  const [one, two] = [wordCharacters(line.text).join(''), wordCharacters(other.text).join('')]
  const sure = alike < SAME_STROKES && one.length === two.length ? LIKELY_READ : SURELY_READ
  return Math.min(line.confidence, other.confidence) >= sure && !one.includes(two) && !two.includes(one)
}
