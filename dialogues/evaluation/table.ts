import type { Estimate } from './statistics.ts'

/** A value with its interval, for a terminal: `0.42 [0.38, 0.46]`; `-` where nothing was measured. */
export function estimateText({ value, low, high }: Estimate, digits = 2): string {
  if (value === null) return '-'
  const text = (number: number | null) => (number === null ? '?' : number.toFixed(digits))
  return `${text(value)} [${text(low)}, ${text(high)}]`
}

/** A table with aligned columns; Chinese characters count double. */
export function table(header: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const all = [header, ...rows]
  const widths = header.map((_, column) => Math.max(...all.map(row => widthOf(row[column] ?? ''))))
  return all
    .map(row =>
      row
        .map((cell, column) => cell + ' '.repeat(widths[column]! - widthOf(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function widthOf(text: string): number {
  return [...text].reduce(
    (sum, character) => sum + (/[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u.test(character) ? 2 : 1),
    0,
  )
}
