/** How many neighbours vote. */
export const NEIGHBOURS = 10

/**
 * The class that the nearest lines vote for, each vote weighted by its similarity (never below 0); among equals that of the nearest one.
 * @param similarities of this line with every line that may vote
 * @param labels their classes, from 0
 */
export function vote(similarities: ArrayLike<number>, labels: Int32Array, classes: number): number {
  const nearest = largest(similarities, NEIGHBOURS)
  const votes = new Float64Array(classes)
  for (const position of nearest) votes[labels[position]!]! += Math.max(0, similarities[position]!)
  let winner = labels[nearest[0]!]!
  for (const position of nearest) if (votes[labels[position]!]! > votes[winner]!) winner = labels[position]!
  return winner
}

/** Positions of the `count` largest numbers, largest first; among equals the earlier one. */
export function largest(numbers: ArrayLike<number>, count: number): number[] {
  const kept: number[] = []
  for (let position = 0; position < numbers.length; position += 1) {
    const value = numbers[position]!
    if (kept.length === count && value <= numbers[kept.at(-1)!]!) continue
    let place = kept.length
    while (place > 0 && numbers[kept[place - 1]!]! < value) place -= 1
    kept.splice(place, 0, position)
    if (kept.length > count) kept.pop()
  }
  return kept
}
