import { dot, unit } from '../../src/models/encoder.ts'
import type { LibrarySnapshot, LoadedMeme } from '../../src/pipeline/library-snapshot.ts'
import type { Scored } from '../../src/pipeline/retrieve.ts'
import type { Random } from '../../src/pipeline/samplers.ts'
import { similarity } from '../../src/pipeline/samplers.ts'
import { shuffled } from '../../src/random.ts'
import type { Case } from './configurations.ts'

/** What five shown memes are worth together, as means over contexts. */
export interface VarietyFigures {
  /** Mean of 1 − similarity over all pairs of the five: 0 where they are all alike. */
  readonly variety: number
  /** Share of the five that fit. */
  readonly precisionAt5: number
  /** Share of contexts with a fitting one among the five. */
  readonly successAt5: number
}

/** How many candidates are chosen from, and how many are shown. */
const POOL = 20
const SHOWN = 5
/** Weight of relevance against novelty, as the sampler `diverse` has it. */
const RELEVANCE = 0.7
const ITERATIONS = 20

/** Takes some of the candidates, which come best first. */
export type Selector = (pool: readonly Scored[]) => readonly Scored[]

/** The selectors that are compared: the best, maximal marginal relevance, k-means over the candidates, and any. */
export function selectors(library: LibrarySnapshot, random: Random): Record<string, Selector> {
  return {
    best: pool => pool.slice(0, SHOWN),
    mmr: pool => marginal(pool, library),
    'k-means': pool => clustered(pool, random),
    random: pool => shuffled(pool, random).slice(0, SHOWN),
  }
}

/** Judges every selector on the best {@link POOL} candidates of every context. */
export function varietyFigures(
  cases: readonly Case[],
  library: LibrarySnapshot,
  random: Random,
): Record<string, VarietyFigures> {
  const judged = Object.entries(selectors(library, random)).map(([name, select]): [string, VarietyFigures] => {
    const all = cases.map(({ label, scored }) => {
      const shown = select(scored.slice(0, POOL))
      const fitting = shown.filter(({ item }) => label.fitting.includes(item.meme.slug)).length
      return { variety: spread(shown, library), share: fitting / Math.max(1, shown.length), hit: Number(fitting > 0) }
    })
    const mean = (value: (one: (typeof all)[number]) => number) =>
      all.reduce((sum, one) => sum + value(one), 0) / Math.max(1, all.length)
    return [
      name,
      { variety: mean(one => one.variety), precisionAt5: mean(one => one.share), successAt5: mean(one => one.hit) },
    ]
  })
  return Object.fromEntries(judged)
}

/** Mean of 1 − similarity over all pairs; 0 for fewer than two. */
function spread(shown: readonly Scored[], library: LibrarySnapshot): number {
  const distances = shown.flatMap((one, at) =>
    shown.slice(at + 1).map(other => 1 - similarity(one.item.meme.id, other.item.meme.id, library)),
  )
  return distances.reduce((sum, distance) => sum + distance, 0) / Math.max(1, distances.length)
}

function marginal(pool: readonly Scored[], library: LibrarySnapshot): Scored[] {
  const left = [...pool]
  const chosen: Scored[] = []
  while (chosen.length < SHOWN && left.length > 0) {
    const gains = left.map(one => {
      const nearest = Math.max(0, ...chosen.map(other => similarity(one.item.meme.id, other.item.meme.id, library)))
      return RELEVANCE * one.parts.raw - (1 - RELEVANCE) * nearest
    })
    chosen.push(...left.splice(gains.indexOf(Math.max(...gains)), 1))
  }
  return chosen
}

/** Spherical k-means (Lloyd, from seeded candidates); of every cluster the best candidate is shown. */
function clustered(pool: readonly Scored[], random: Random): Scored[] {
  const points = pool.map(({ item }) => pointOf(item))
  let centres = shuffled(points, random).slice(0, SHOWN)
  let nearest: number[] = []
  for (let iteration = 0; iteration < ITERATIONS; iteration += 1) {
    nearest = points.map(point => {
      const closeness = centres.map(centre => dot(point, centre))
      return closeness.indexOf(Math.max(...closeness))
    })
    centres = centres.map((centre, at) => centreOf(points.filter((_, row) => nearest[row] === at)) ?? centre)
  }
  // The pool comes best first, so the first of a cluster is its best.
  return pool.filter((_, row) => nearest.indexOf(nearest[row]!) === row)
}

/** Scenario and mean example end to end: their dot product is twice {@link similarity}. */
function pointOf({ vectors, meanExample }: LoadedMeme): Float32Array {
  const point = new Float32Array(vectors.scenario.length + meanExample.length)
  point.set(vectors.scenario)
  point.set(meanExample, vectors.scenario.length)
  return unit(point)
}

function centreOf(points: readonly Float32Array[]): Float32Array | undefined {
  const [first] = points
  if (!first) return undefined
  const sum = new Float32Array(first.length)
  for (const point of points) for (let index = 0; index < sum.length; index += 1) sum[index]! += point[index]!
  return unit(sum)
}
