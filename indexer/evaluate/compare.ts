import { DoutuError } from '../../src/errors.ts'
import type { Random } from '../../src/pipeline/samplers.ts'
import { bootstrapMean, type Interval } from './bootstrap.ts'
import type { Case, Ranker } from './configurations.ts'
import { METRIC_NAMES, type MetricName, metricsOf, type RankingMetrics } from './metrics.ts'

/** Every ranking metric as a mean with its interval. */
export type MetricIntervals = Readonly<Record<MetricName, Interval>>

/** A configuration's row in the ablation table. */
export interface ConfigurationFigures {
  readonly name: string
  readonly figures: MetricIntervals
  /** This configuration minus `doutu`, on the same contexts. */
  readonly difference: MetricIntervals
}

/** Two configurations side by side. */
export interface Comparison {
  readonly first: string
  readonly second: string
  readonly figures: readonly [MetricIntervals, MetricIntervals]
  /** The first minus the second, on the same contexts: a difference whose interval holds 0 may be chance. */
  readonly difference: MetricIntervals
}

/** Metrics of every context under a ranker. */
export const judge = (cases: readonly Case[], ranker: Ranker): RankingMetrics[] =>
  cases.map(one => metricsOf(ranker(one), one.label.fitting))

/** Means and intervals of metrics. */
export function intervalsOf(metrics: readonly RankingMetrics[], random: Random): MetricIntervals {
  return byMetric(name =>
    bootstrapMean(
      metrics.map(one => one[name]),
      random,
    ),
  )
}

/** The paired difference of two rankings of the same contexts. */
export function differenceOf(
  first: readonly RankingMetrics[],
  second: readonly RankingMetrics[],
  random: Random,
): MetricIntervals {
  return byMetric(name =>
    bootstrapMean(
      first.map((one, at) => one[name] - second[at]![name]),
      random,
    ),
  )
}

const byMetric = (interval: (name: MetricName) => Interval): MetricIntervals =>
  Object.fromEntries(METRIC_NAMES.map(name => [name, interval(name)])) as Record<MetricName, Interval>

/** Every configuration against `doutu`. */
export function ablationTable(
  cases: readonly Case[],
  rankers: Readonly<Record<string, Ranker>>,
  random: Random,
): ConfigurationFigures[] {
  const judged = Object.entries(rankers).map(([name, ranker]) => ({ name, metrics: judge(cases, ranker) }))
  const reference = judged[0]!.metrics
  return judged.map(({ name, metrics }) => ({
    name,
    figures: intervalsOf(metrics, random),
    difference: differenceOf(metrics, reference, random),
  }))
}

/** Reads `A,B` and compares the two. @throws DoutuError `bad-input` for anything but two names of configurations */
export function compare(
  names: string,
  cases: readonly Case[],
  rankers: Readonly<Record<string, Ranker>>,
  random: Random,
): Comparison {
  const [first = '', second = ''] = configurationNames(names, Object.keys(rankers))
  const metrics = [first, second].map(name => judge(cases, rankers[name]!))
  return {
    first,
    second,
    figures: [intervalsOf(metrics[0]!, random), intervalsOf(metrics[1]!, random)],
    difference: differenceOf(metrics[0]!, metrics[1]!, random),
  }
}

/** The two names in `A,B`. @throws DoutuError `bad-input` */
export function configurationNames(text: string, known: readonly string[]): string[] {
  const names = text.split(',').map(name => name.trim())
  if (names.length === 2 && names.every(name => known.includes(name))) return names
  throw new DoutuError(
    'bad-input',
    `--compare takes two configurations with a comma between them, not ${JSON.stringify(text)}.`,
    `There are ${known.join(', ')}.`,
  )
}
