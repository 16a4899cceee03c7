import { normalizeText } from '../../src/text/normalize.ts'

/** Letters and digits of a text in its normal form, as code points: what is compared when words are. */
export function wordCharacters(text: string): string[] {
  return [...normalizeText(text).replace(/[^\p{L}\p{N}]/gu, '')]
}

/** Fewest insertions, deletions and replacements that turn one list into the other (Levenshtein). */
export function editDistance<T>(first: readonly T[], second: readonly T[]): number {
  let previous = Array.from({ length: second.length + 1 }, (_, index) => index)
  for (const [row, item] of first.entries()) {
    const current = [row + 1]
    for (const [column, other] of second.entries()) {
      const replaced = previous[column]! + (item === other ? 0 : 1)
      current.push(Math.min(replaced, previous[column + 1]! + 1, current[column]! + 1))
    }
    previous = current
  }
  return previous[second.length]!
}

/** How alike the words of two texts are: 1 for the same, 0 for nothing in common; two without words are the same. */
export function similarity(first: string, second: string): number {
  const [a, b] = [wordCharacters(first), wordCharacters(second)]
  const longest = Math.max(a.length, b.length)
  return longest === 0 ? 1 : 1 - editDistance(a, b) / longest
}
