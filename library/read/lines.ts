import type { Box, Reading, ReadLine } from './reading.ts'
import { similarity } from './similarity.ts'

/** Lowest confidence of a line; one or two characters, which drawings are often taken for, must be surer. */
const SURE = 0.6
const SURE_WHEN_SHORT = 0.88
/** Lines of two frames that are this alike, at about the same place, are one line. */
const SAME_LINE = 0.5

/** The lines of each frame as one list: a line that stays over several frames is kept once, as it was read best. */
export function mergeFrames(frames: ReadonlyArray<readonly ReadLine[]>): ReadLine[] {
  const merged: ReadLine[] = []
  for (const lines of frames) {
    for (const line of lines.filter(credible)) {
      const known = merged.findIndex(other => isSameLine(other, line))
      if (known < 0) merged.push(line)
      else if (isBetter(line, merged[known]!)) merged[known] = { ...line, frame: line.frame }
    }
  }
  return merged
}

/** The words of a picture as its caption, line by line; at most 200 characters. */
export function captionOf(reading: Pick<Reading, 'lines'>): string {
  return reading.lines
    .map(line => line.text.trim())
    .filter(Boolean)
    .join(' ')
    .slice(0, 200)
}

function credible({ text, confidence }: ReadLine): boolean {
  const characters = text.match(/[\p{L}\p{N}]/gu) ?? []
  if (characters.length === 0) return false
  // Round eyes are read as 0.0, ears and edges as single strokes.
  if (characters.length <= 2 && /^[0oO.·:°•lI1|\s]+$/.test(text)) return false
  const isShort = characters.length === 1 || (characters.length === 2 && !/\p{Script=Han}/u.test(text))
  return confidence >= (isShort ? SURE_WHEN_SHORT : SURE)
}

function isSameLine(first: ReadLine, second: ReadLine): boolean {
  return (
    first.frame !== second.frame && overlaps(first.box, second.box) && similarity(first.text, second.text) >= SAME_LINE
  )
}

// A word that is being revealed letter by letter is best where it is longest.
function isBetter(line: ReadLine, than: ReadLine): boolean {
  const [length, thanLength] = [[...line.text].length, [...than.text].length]
  return length === thanLength
    ? line.confidence > than.confidence
    : length > thanLength && line.confidence >= SURE_WHEN_SHORT
}

/** Whether two boxes overlap once each has grown by its own height: words bob up and down. */
function overlaps(first: Box, second: Box): boolean {
  const slack = Math.max(first.height, second.height)
  return (
    first.left - slack < second.left + second.width &&
    second.left - slack < first.left + first.width &&
    first.top - slack < second.top + second.height &&
    second.top - slack < first.top + first.height
  )
}
