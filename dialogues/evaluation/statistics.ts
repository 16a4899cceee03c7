import { streamOf } from '../random.ts'

/** The arithmetic mean; NaN of nothing. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Coefficient of variation: population standard deviation over mean; NaN of fewer than two values. */
export function variation(values: readonly number[]): number {
  if (values.length < 2) return Number.NaN
  const middle = mean(values)
  return Math.sqrt(mean(values.map(value => (value - middle) ** 2))) / middle
}

/** Shannon entropy of counts, in bits. */
export function entropy(counts: readonly number[]): number {
  const all = counts.reduce((sum, count) => sum + count, 0)
  return counts.reduce((sum, count) => (count > 0 ? sum - (count / all) * Math.log2(count / all) : sum), 0)
}

/** An estimate with its 95 % interval; null where nothing was measured. */
export interface Estimate {
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

const RESAMPLES = 1000
const [LOWER, UPPER] = [0.025, 0.975]

/**
 * A statistic with its percentile bootstrap interval (Efron, 1979): over resamples of the units, with replacement. Whatever is
 * measured on the same units is resampled alike under one seed, so that differences of two statistics are paired.
 */
export function bootstrap<T>(
  units: readonly T[],
  statistic: (units: readonly T[]) => number,
  seed: string,
  resamples = RESAMPLES,
): Estimate {
  const value = statistic(units)
  if (!Number.isFinite(value)) return { value: null, low: null, high: null }
  const random = streamOf(seed, 'bootstrap')
  const values: number[] = []
  for (let turn = 0; turn < resamples; turn += 1) {
    const drawn = statistic(Array.from(units, () => units[Math.floor(random() * units.length)]!))
    if (Number.isFinite(drawn)) values.push(drawn)
  }
  values.sort((a, b) => a - b)
  return { value: round(value), low: round(at(values, LOWER)), high: round(at(values, UPPER)) }
}

function at(sorted: readonly number[], level: number): number {
  const position = level * (sorted.length - 1)
  const below = Math.floor(position)
  const low = sorted[below] ?? Number.NaN
  return low + (position - below) * ((sorted[below + 1] ?? low) - low)
}

/** Four digits are more than any of this deserves. */
export const round = (value: number): number => Math.round(value * 1e4) / 1e4

/**
 * Krippendorff's alpha for interval data: 1 − observed over expected disagreement. 1 is perfect agreement, 0 that of chance.
 * @param units for each rated thing its ratings; those with fewer than two count nothing
 */
export function krippendorffAlpha(units: ReadonlyArray<readonly number[]>): number {
  const rated = units.filter(ratings => ratings.length >= 2)
  const all = rated.flat()
  if (all.length < 2) return Number.NaN
  const observed = rated.reduce((sum, ratings) => sum + pairs(ratings) / (ratings.length - 1), 0) / all.length
  const expected = pairs(all) / (all.length * (all.length - 1))
  return expected === 0 ? 1 : 1 - observed / expected
}

// Σ over ordered pairs of (a − b)², by sums alone.
function pairs(values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0)
  const squares = values.reduce((total, value) => total + value * value, 0)
  return 2 * (values.length * squares - sum * sum)
}
