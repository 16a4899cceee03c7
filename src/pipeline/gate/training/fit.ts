import { softmax } from '../../../models/softmax.ts'
import { seededRandom } from '../../../random.ts'
import { CLASSES } from '../classifier.ts'
import { BUCKETS } from '../features.ts'
import type { Example } from './examples.ts'

const EPOCHS = 12
const RATE = 1.2
const DECAY = 2e-3
const BIAS_RATE = 0.02
const NEGLIGIBLE = 1e-4
const WIDTH = CLASSES.length

/** Weights by bucket and class, and one bias per class. */
export interface LinearModel {
  readonly weights: Float32Array
  readonly bias: Float64Array
}

/** Multinomial logistic regression by AdaGrad (Duchi et al., 2011) over hashed binary features scaled to norm 1. */
export function fitModel(examples: readonly Example[], seed: number): LinearModel {
  const random = seededRandom(seed)
  const weights = new Float32Array(BUCKETS * WIDTH)
  const squares = new Float32Array(BUCKETS * WIDTH).fill(1)
  const bias = new Float64Array(WIDTH)
  const order = examples.map((_, index) => index)
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    shuffle(order, random)
    for (const index of order) learn(examples[index]!)
  }
  return { weights, bias }

  function learn(example: Example): void {
    const norm = 1 / Math.sqrt(example.buckets.length)
    const probabilities = predict({ weights, bias }, example.buckets)
    for (let column = 0; column < WIDTH; column += 1) {
      const error = (probabilities[column]! - (column === example.target ? 1 : 0)) * example.weight
      if (Math.abs(error) < NEGLIGIBLE) continue
      bias[column]! -= BIAS_RATE * error
      for (const bucket of example.buckets) {
        const cell = bucket * WIDTH + column
        const gradient = error * norm + DECAY * weights[cell]!
        squares[cell]! += gradient * gradient
        weights[cell]! -= (RATE * gradient) / Math.sqrt(squares[cell]!)
      }
    }
  }
}

/** Class probabilities of one set of buckets. */
export function predict({ weights, bias }: LinearModel, buckets: Uint32Array): number[] {
  const norm = 1 / Math.sqrt(buckets.length)
  const sums = new Float64Array(WIDTH)
  for (const bucket of buckets) {
    for (let column = 0; column < WIDTH; column += 1) sums[column]! += weights[bucket * WIDTH + column]!
  }
  return softmax([...sums].map((sum, column) => bias[column]! + sum * norm))
}

function shuffle(order: number[], random: () => number): void {
  for (let index = order.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1))
    const kept = order[index]!
    order[index] = order[other]!
    order[other] = kept
  }
}
