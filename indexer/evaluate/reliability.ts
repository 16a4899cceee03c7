/** A probability that was stated, and whether the event came about. */
export interface Forecast {
  /** In [0, 1]. */
  readonly probability: number
  readonly happened: boolean
  /** How much this forecast counts; 1 unless the sample is made to resemble another prevalence. */
  readonly weight: number
}

/** One bin of a reliability plot: what was said, and how often it came true. */
export interface ReliabilityBin {
  /** Lower and upper border; the last bin has 1 in it. */
  readonly from: number
  readonly to: number
  readonly count: number
  /** Weighted means within the bin; null where it is empty. */
  readonly stated: number | null
  readonly observed: number | null
}

/** How far stated probabilities can be trusted. */
export interface Reliability {
  readonly forecasts: number
  /** Expected calibration error: the mean distance of stated and observed over the bins, by weight (Naeini et al., 2015). */
  readonly ece: number
  /** Mean squared distance of the probability from the outcome (Brier, 1950). */
  readonly brier: number
  readonly bins: readonly ReliabilityBin[]
}

export const BINS = 10

/** Reliability in ten bins of equal width. */
export function reliabilityOf(forecasts: readonly Forecast[]): Reliability {
  const total = sum(forecasts.map(({ weight }) => weight))
  let ece = 0
  const bins = Array.from({ length: BINS }, (_, bin): ReliabilityBin => {
    const inside = forecasts.filter(({ probability }) => Math.min(BINS - 1, Math.floor(probability * BINS)) === bin)
    const weight = sum(inside.map(forecast => forecast.weight))
    const border = { from: bin / BINS, to: (bin + 1) / BINS, count: inside.length }
    if (weight === 0) return { ...border, stated: null, observed: null }
    const stated = sum(inside.map(forecast => forecast.weight * forecast.probability)) / weight
    const observed = sum(inside.map(forecast => forecast.weight * Number(forecast.happened))) / weight
    ece += (weight / total) * Math.abs(stated - observed)
    return { ...border, stated, observed }
  })
  const squares = forecasts.map(({ weight, probability, happened }) => weight * (probability - Number(happened)) ** 2)
  return { forecasts: forecasts.length, ece, brier: total === 0 ? 0 : sum(squares) / total, bins }
}

/**
 * The same forecasts, weighed so that events of the given group make up a share of the whole: labelled splits hold far more
 * contexts that welcome a meme than chat does.
 * @param share what the group should weigh, in (0, 1)
 */
export function atPrevalence(
  forecasts: ReadonlyArray<Omit<Forecast, 'weight'> & { readonly welcome: boolean }>,
  share: number,
): Forecast[] {
  const welcome = forecasts.filter(forecast => forecast.welcome).length
  const rest = forecasts.length - welcome
  return forecasts.map(({ probability, happened, welcome: inside }) => ({
    probability,
    happened,
    weight: inside ? (share * forecasts.length) / welcome : ((1 - share) * forecasts.length) / rest,
  }))
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
