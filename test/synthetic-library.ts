import { unit } from '../src/models/encoder.ts'
import type { LibrarySnapshot, LoadedMeme } from '../src/pipeline/library-snapshot.ts'
import { meanExample, type Query } from '../src/pipeline/query.ts'
import type { Random } from '../src/pipeline/samplers.ts'
import { wordWeights } from '../src/pipeline/score.ts'
import type { StoredMeme } from '../src/schemas/meme.ts'
import type { MemeVectors } from '../src/storage/embeddings.ts'
import { syntheticMeme } from './fakes.ts'

// Libraries in memory, made of directions and words rather than of texts.

export const DIMENSION = 16

/** A random direction; near a given one when there is one. */
export function randomDirection(random: Random, near?: Float32Array, spread = 1): Float32Array {
  const vector = new Float32Array(DIMENSION)
  for (let index = 0; index < DIMENSION; index += 1) {
    const noise = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    vector[index] = (near?.[index] ?? 0) * 3 + noise * spread
  }
  return unit(vector)
}

/** A meme in memory with the same direction in every facet, or with the given vectors. */
export function loadedMeme(
  label: number,
  vectors: MemeVectors | Float32Array,
  given: { meme?: Partial<StoredMeme>; words?: readonly string[] } = {},
): LoadedMeme {
  const all: MemeVectors =
    vectors instanceof Float32Array
      ? {
          scenario: vectors,
          unsuitable: new Float32Array(vectors.length),
          emotion: vectors,
          motivation: vectors,
          examples: Array<Float32Array>(8).fill(vectors),
        }
      : vectors
  return {
    meme: { ...syntheticMeme(`m${label}`), ...given.meme, label },
    path: `/nowhere/m${label}.png`,
    vectors: all,
    meanExample: meanExample(all),
    words: new Set(given.words ?? []),
  }
}

/** The snapshot of a library that has these memes. */
export function snapshotOf(items: readonly LoadedMeme[], missing: readonly StoredMeme[] = []): LibrarySnapshot {
  return {
    byLabel: new Map(items.map(item => [item.meme.label, item])),
    byId: new Map(items.map(item => [item.meme.id, item])),
    idf: wordWeights(items.map(item => item.words)),
    memes: items.map(item => item.meme),
    total: items.length,
    missing,
  }
}

/** Random facets around one topic. */
export function randomVectors(random: Random, topic: Float32Array): MemeVectors {
  const near = () => randomDirection(random, topic)
  return {
    scenario: near(),
    unsuitable: randomDirection(random),
    emotion: near(),
    motivation: near(),
    examples: Array.from({ length: 8 }, near),
  }
}

/** A query that looks near one direction, with words. */
export function randomQuery(random: Random, topic: Float32Array, words: readonly string[] = []): Query {
  const near = () => randomDirection(random, topic)
  const context = near()
  return { vectors: { scenario: near(), emotion: near(), motivation: context, examples: context }, context, words }
}
