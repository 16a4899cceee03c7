import type { Random } from '../../src/pipeline/samplers.ts'
import type { QueryItem } from './query-file.ts'

/** A question whose answer is known. */
export interface Question {
  readonly text: string
  /** Position of the item that it was held out of. */
  readonly item: number
  /** Positions of all items that have this query among all their queries, held out or not. */
  readonly alike: readonly number[]
}

/** Items of which one query each was held out, and what is left of them. */
export interface HeldOut {
  /** Distinct texts of the index. */
  readonly texts: readonly string[]
  /** For each item the positions of its texts in `texts`. */
  readonly items: ReadonlyArray<Int32Array>
  readonly questions: readonly Question[]
}

/** Holds one query of every item with at least two out, each as likely; items with a single one are indexed and not asked. */
export function holdOut(items: readonly QueryItem[], random: Random): HeldOut {
  const owners = new Map<string, number[]>()
  items.forEach(({ queries }, position) => {
    for (const query of queries) {
      const known = owners.get(query)
      if (known) known.push(position)
      else owners.set(query, [position])
    }
  })
  const positions = new Map<string, number>()
  const positionOf = (text: string) => {
    const known = positions.get(text)
    if (known !== undefined) return known
    positions.set(text, positions.size)
    return positions.size - 1
  }
  const questions: Question[] = []
  const indexed = items.map(({ queries }, item) => {
    if (queries.length < 2) return Int32Array.from(queries, positionOf)
    const text = queries[Math.floor(random() * queries.length)]!
    questions.push({ text, item, alike: owners.get(text)! })
    return Int32Array.from(
      queries.filter(query => query !== text),
      positionOf,
    )
  })
  return { texts: [...positions.keys()], items: indexed, questions }
}
