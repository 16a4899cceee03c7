import type { Design } from './design.ts'
import { minimise } from './lbfgs.ts'
import type { Matrix } from './matrix.ts'

/** A linear classifier: (columns × classes) weights, and an intercept for each class. */
export interface Probe {
  readonly weights: Matrix
  readonly intercepts: Float64Array
}

/** How far the descent goes: roughly, where strengths are only compared, or to the bottom. */
export const ROUGH = { tolerance: 1e-4, mostSteps: 60 }
export const EXACT = { tolerance: 1e-6, mostSteps: 150 }

/**
 * Multinomial logistic regression: the mean cross-entropy of the softmax plus ‖weights‖² / (2 · strength · rows) is made small (the
 * intercepts are free); `strength` is scikit-learn's C.
 * @param labels the class of each row, from 0
 * @param from where to begin: another probe of the same shape
 */
export async function trainProbe(
  design: Design,
  labels: Int32Array,
  classes: number,
  strength: number,
  { tolerance, mostSteps }: typeof ROUGH = EXACT,
  from?: Probe,
): Promise<Probe> {
  const size = design.columns * classes
  const ridge = 1 / (strength * design.rows)
  const start = new Float64Array(size + classes)
  if (from) {
    start.set(from.weights.data)
    start.set(from.intercepts, size)
  }
  const unpack = (point: Float64Array): Probe => ({
    weights: { rows: design.columns, columns: classes, data: new Float32Array(point.subarray(0, size)) },
    intercepts: point.slice(size),
  })
  const point = await minimise(
    async at => {
      const logits = await logitsOf(design, unpack(at))
      const { loss, errors } = crossEntropy(logits, labels)
      const slopes = await design.transposedTimes(errors)
      const gradient = new Float64Array(size + classes)
      let squares = 0
      for (let index = 0; index < size; index += 1) {
        squares += at[index]! ** 2
        gradient[index] = slopes.data[index]! + ridge * at[index]!
      }
      for (let index = 0; index < errors.data.length; index += 1)
        gradient[size + (index % classes)]! += errors.data[index]!
      return { value: loss + (ridge / 2) * squares, gradient }
    },
    start,
    tolerance,
    mostSteps,
  )
  return unpack(point)
}

/** The likeliest class of each row. */
export async function predict(design: Design, probe: Probe): Promise<Int32Array> {
  const { rows, columns, data } = await logitsOf(design, probe)
  return Int32Array.from({ length: rows }, (_, row) => {
    let best = 0
    for (let column = 1; column < columns; column += 1)
      if (data[row * columns + column]! > data[row * columns + best]!) best = column
    return best
  })
}

async function logitsOf(design: Design, { weights, intercepts }: Probe): Promise<Matrix> {
  const logits = await design.times(weights)
  for (let index = 0; index < logits.data.length; index += 1) logits.data[index]! += intercepts[index % logits.columns]!
  return logits
}

/** The mean loss, and its slope with respect to every logit. */
function crossEntropy({ rows, columns, data }: Matrix, labels: Int32Array): { loss: number; errors: Matrix } {
  const errors = new Float32Array(data.length)
  let loss = 0
  for (let row = 0; row < rows; row += 1) {
    const start = row * columns
    let highest = Number.NEGATIVE_INFINITY
    for (let column = 0; column < columns; column += 1) highest = Math.max(highest, data[start + column]!)
    let total = 0
    for (let column = 0; column < columns; column += 1) total += Math.exp(data[start + column]! - highest)
    const right = labels[row]!
    loss += (Math.log(total) + highest - data[start + right]!) / rows
    for (let column = 0; column < columns; column += 1)
      errors[start + column] = (Math.exp(data[start + column]! - highest) / total - Number(column === right)) / rows
  }
  return { loss, errors: { rows, columns, data: errors } }
}
