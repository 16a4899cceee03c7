import { type Matrix, matrixOf, multiply, transposed } from './matrix.ts'
import type { SparseVector } from './tfidf.ts'

/** Observations as a linear model needs them, whatever they are stored as. */
export interface Design {
  readonly rows: number
  readonly columns: number
  /** Rows times weights: (rows × columns) · (columns × classes). */
  times(weights: Matrix): Promise<Matrix>
  /** Columns times errors: (columns × rows) · (rows × classes). */
  transposedTimes(errors: Matrix): Promise<Matrix>
}

/** Dense observations of one length. */
export function denseDesign(vectors: readonly Float32Array[], columns: number): Design {
  const matrix = matrixOf(vectors, columns)
  const turned = transposed(matrix)
  return {
    rows: matrix.rows,
    columns,
    times: weights => multiply(matrix, weights),
    transposedTimes: errors => multiply(turned, errors),
  }
}

/** Sparse observations. */
export function sparseDesign(vectors: readonly SparseVector[], columns: number): Design {
  return {
    rows: vectors.length,
    columns,
    async times(weights) {
      const product = new Float32Array(vectors.length * weights.columns)
      eachEntry(vectors, (row, column, value) => addRow(product, row, weights, column, value))
      return { rows: vectors.length, columns: weights.columns, data: product }
    },
    async transposedTimes(errors) {
      const product = new Float32Array(columns * errors.columns)
      eachEntry(vectors, (row, column, value) => addRow(product, column, errors, row, value))
      return { rows: columns, columns: errors.columns, data: product }
    },
  }
}

function eachEntry(
  vectors: readonly SparseVector[],
  visit: (row: number, column: number, value: number) => void,
): void {
  for (let row = 0; row < vectors.length; row += 1) {
    const { indices, values } = vectors[row]!
    for (let entry = 0; entry < indices.length; entry += 1) visit(row, indices[entry]!, values[entry]!)
  }
}

/** Adds a multiple of one row of a matrix to one row of the sums. */
function addRow(sums: Float32Array, into: number, from: Matrix, row: number, factor: number): void {
  const width = from.columns
  for (let column = 0; column < width; column += 1)
    sums[into * width + column]! += factor * from.data[row * width + column]!
}
