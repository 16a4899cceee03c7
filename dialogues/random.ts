import { seededRandom, seedFrom, shuffled } from '../src/random.ts'

export { shuffled }

/** Numbers in [0, 1) that depend on nothing but these names: each purpose has a stream of its own, whatever the others draw. */
export function streamOf(...names: ReadonlyArray<string | number>): () => number {
  return seededRandom(seedFrom(names.join('\u0000')))
}

/** One item. @param items not empty */
export function pick<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)]!
}

/** One item with probabilities in proportion to non-negative weights; the first of the heaviest where all are 0. */
export function pickWeighted<T>(items: readonly T[], weight: (item: T) => number, random: () => number): T {
  const weights = items.map(weight)
  let left = random() * weights.reduce((sum, value) => sum + value, 0)
  const index = weights.findIndex(value => {
    left -= value
    return left < 0
  })
  return items[index < 0 ? weights.indexOf(Math.max(...weights)) : index]!
}

/**
 * The item that the n-th user of a deck gets: the deck is shuffled anew each time it has gone round, so that over any stretch every
 * item comes up equally often.
 */
export function dealt<T>(items: readonly T[], turn: number, ...names: ReadonlyArray<string | number>): T {
  const round = Math.floor(turn / items.length)
  return shuffled(items, streamOf(...names, round))[turn % items.length]!
}
