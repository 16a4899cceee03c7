import type { Random } from '../../src/pipeline/samplers.ts'

/** A mean with its 95 % interval. */
export interface Interval {
  readonly mean: number
  readonly low: number
  readonly high: number
}

const RESAMPLES = 2000
const TAIL = 0.025

/**
 * Percentile bootstrap (Efron, 1979) of a mean. For a paired comparison give the differences, context by context: then both
 * configurations are drawn on the same contexts.
 */
export function bootstrapMean(values: readonly number[], random: Random): Interval {
  const size = values.length
  if (size === 0) return { mean: 0, low: 0, high: 0 }
  const means = Float64Array.from({ length: RESAMPLES }, () => {
    let sum = 0
    for (let draw = 0; draw < size; draw += 1) sum += values[Math.floor(random() * size)]!
    return sum / size
  }).sort()
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / size,
    low: means[Math.floor(TAIL * RESAMPLES)]!,
    high: means[Math.ceil((1 - TAIL) * RESAMPLES) - 1]!,
  }
}
