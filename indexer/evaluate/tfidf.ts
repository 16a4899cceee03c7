import { normalizeText } from '../../src/text/normalize.ts'

/** A vector of which only what is not 0 is kept; `indices` ascend. */
export interface SparseVector {
  readonly indices: Int32Array
  readonly values: Float64Array
}

/** TF-IDF over character n-grams, fitted on a collection of texts. */
export interface Tfidf {
  /** How many n-grams the collection has: the length of every vector. */
  readonly dimension: number
  /** The text's unit vector; the zero vector for a text that shares no n-gram with the collection. */
  vectorOf(text: string): SparseVector
}

const LONGEST_GRAM = 3

/** All character 1- to 3-grams of each line of the text, normalised, with repeats; a character is a code point. */
export function characterGrams(text: string): string[] {
  // Line by line: normalising bounds the length of a message, and a document of many must not lose any.
  return text.split('\n').flatMap(line => {
    const characters = [...normalizeText(line)]
    return characters.flatMap((_, start) =>
      Array.from({ length: Math.min(LONGEST_GRAM, characters.length - start) }, (_, extra) =>
        characters.slice(start, start + extra + 1).join(''),
      ),
    )
  })
}

/**
 * Fits the weights: a gram of frequency `f` in a text counts f · (ln((1 + n) / (1 + d)) + 1), for `d` of the `n` texts that have it,
 * and vectors are scaled to length 1 (scikit-learn's smoothed TfidfVectorizer with `analyzer='char'`, `ngram_range=(1, 3)`).
 * @param leastTexts grams in fewer texts are left out
 */
export function fitTfidf(texts: readonly string[], leastTexts = 1): Tfidf {
  const documents = new Map<string, number>()
  for (const text of texts)
    for (const gram of new Set(characterGrams(text))) documents.set(gram, (documents.get(gram) ?? 0) + 1)
  const kept = [...documents].filter(([, count]) => count >= leastTexts)
  const columns = new Map(kept.map(([gram], column) => [gram, column]))
  const idf = Float64Array.from(kept, ([, count]) => Math.log((1 + texts.length) / (1 + count)) + 1)
  return {
    dimension: kept.length,
    vectorOf(text) {
      const weights = new Map<number, number>()
      for (const gram of characterGrams(text)) {
        const column = columns.get(gram)
        if (column !== undefined) weights.set(column, (weights.get(column) ?? 0) + idf[column]!)
      }
      const entries = [...weights].sort((a, b) => a[0] - b[0])
      const norm = Math.sqrt(entries.reduce((sum, [, weight]) => sum + weight * weight, 0))
      return {
        indices: Int32Array.from(entries, ([column]) => column),
        values: Float64Array.from(entries, ([, weight]) => weight / norm),
      }
    },
  }
}

/** Dot products with many sparse vectors at once, by way of the grams that they share. */
export interface InvertedIndex {
  /** Writes the query's dot product with every vector into `into`, one number for each. */
  similarities(query: SparseVector, into: Float64Array): void
}

/** Turns vectors of one dimension around: for each column the rows that have it. */
export function invert(vectors: readonly SparseVector[], dimension: number): InvertedIndex {
  const starts = new Int32Array(dimension + 1)
  for (const { indices } of vectors) for (const column of indices) starts[column + 1]! += 1
  for (let column = 0; column < dimension; column += 1) starts[column + 1]! += starts[column]!
  const rows = new Int32Array(starts[dimension]!)
  const weights = new Float64Array(rows.length)
  const next = starts.slice()
  vectors.forEach(({ indices, values }, row) => {
    indices.forEach((column, position) => {
      const slot = next[column]!
      next[column] = slot + 1
      rows[slot] = row
      weights[slot] = values[position]!
    })
  })
  return {
    similarities(query, into) {
      into.fill(0)
      query.indices.forEach((column, position) => {
        const value = query.values[position]!
        for (let slot = starts[column]!; slot < starts[column + 1]!; slot += 1)
          into[rows[slot]!]! += value * weights[slot]!
      })
    },
  }
}
