import type { Heads } from './heads.ts'

/** What a text is to the encoder: models such as e5 prefix the two differently. */
export type TextRole = 'query' | 'passage'

/** Turns texts into embeddings. Every adapter promises unit vectors, or the zero vector for a text that says nothing to it. */
export interface Encoder {
  /** Stable name, stored with every embedding: `builtin`, a hub name, or `local:` and the folder's name. */
  readonly id: string
  /** What exactly was loaded: a hub revision, or a digest of the local files. Another revision means a rebuild. */
  readonly revision: string
  /** Length of every embedding. */
  readonly dimension: number
  /** Layers that were trained with it and turn a context into queries and estimates; most encoders have none. */
  readonly heads?: Heads | undefined
  /** Embeddings of the texts, in order, each of length {@link dimension} and norm 1 (or 0). */
  encode(texts: readonly string[], role: TextRole): Promise<Float32Array[]>
  /** Frees the model's memory. */
  dispose(): Promise<void>
}

/** Dot product; the cosine similarity of unit vectors. A zero vector gives 0 with everything. */
export function dot(a: Float32Array, b: Float32Array): number {
  // Four sums at once: the processor need not wait for one addition before it starts the next.
  let [first, second, third, fourth] = [0, 0, 0, 0]
  const length = a.length
  let index = 0
  for (; index + 3 < length; index += 4) {
    first += a[index]! * b[index]!
    second += a[index + 1]! * b[index + 1]!
    third += a[index + 2]! * b[index + 2]!
    fourth += a[index + 3]! * b[index + 3]!
  }
  for (; index < length; index += 1) first += a[index]! * b[index]!
  return first + second + third + fourth
}

/** The vector at length 1; one that has no direction (zero, or not finite) becomes the zero vector. */
export function unit(vector: Float32Array): Float32Array {
  const norm = Math.sqrt(dot(vector, vector))
  if (!Number.isFinite(norm) || norm < 1e-9) return new Float32Array(vector.length)
  return vector.map(value => value / norm)
}

/** The unit vector along the weighted sum of vectors of one length. */
export function weightedMean(vectors: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const sum = new Float32Array(vectors[0]?.length ?? 0)
  vectors.forEach((vector, row) => {
    const weight = weights[row] ?? 0
    for (let index = 0; index < sum.length; index += 1) sum[index]! += weight * vector[index]!
  })
  return unit(sum)
}
