import { matmul, Tensor } from '@huggingface/transformers'

/** A matrix of numbers, row after row. */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly data: Float32Array
}

/** A matrix whose rows are the given vectors, all of one length. */
export function matrixOf(vectors: readonly Float32Array[], columns: number): Matrix {
  const data = new Float32Array(vectors.length * columns)
  vectors.forEach((vector, row) => {
    data.set(vector, row * columns)
  })
  return { rows: vectors.length, columns, data }
}

/** Rows become columns. */
export function transposed({ rows, columns, data }: Matrix): Matrix {
  const turned = new Float32Array(data.length)
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) turned[column * rows + row] = data[row * columns + column]!
  return { rows: columns, columns: rows, data: turned }
}

/** The matrix product, by the native kernel of the encoder's own runtime: some ten times as fast as loops here. */
export async function multiply(a: Matrix, b: Matrix): Promise<Matrix> {
  if (a.rows === 0 || b.columns === 0)
    return { rows: a.rows, columns: b.columns, data: new Float32Array(a.rows * b.columns) }
  const product = await matmul(
    new Tensor('float32', a.data, [a.rows, a.columns]),
    new Tensor('float32', b.data, [b.rows, b.columns]),
  )
  return { rows: a.rows, columns: b.columns, data: product.data as Float32Array }
}

/** Rows of the product in blocks, so that memory stays bounded whatever the number of rows. */
const BLOCK = 64

/**
 * The cosines of each vector with all others, row by row, for unit vectors of one length.
 * @param against the other vectors, transposed: one column each
 */
export async function* cosineRows(vectors: readonly Float32Array[], against: Matrix): AsyncGenerator<Float32Array> {
  for (let start = 0; start < vectors.length; start += BLOCK) {
    const block = matrixOf(vectors.slice(start, start + BLOCK), against.rows)
    const { data, columns } = await multiply(block, against)
    for (let row = 0; row < block.rows; row += 1) yield data.subarray(row * columns, (row + 1) * columns)
  }
}
