import type { Brain } from '../../src/brain.ts'
import type { Random } from '../../src/pipeline/samplers.ts'
import { shuffled } from '../../src/random.ts'
import { type Label, readLabels } from '../labels.ts'
import {
  ablationTable,
  type Comparison,
  type ConfigurationFigures,
  compare,
  intervalsOf,
  judge,
  type MetricIntervals,
} from './compare.ts'
import { type Case, makeCases, rankers } from './configurations.ts'
import { type EstimateFigures, estimateFigures, estimatesOf } from './estimates.ts'
import { type LatencyFigures, measureLatency } from './latency.ts'
import { chance, meanMetrics, type RankingMetrics } from './metrics.ts'
import {
  type CalibrationFigures,
  calibrationFigures,
  type Outcome,
  runLabels,
  type TimingFigures,
  timingFigures,
} from './timing.ts'
import { type VarietyFigures, varietyFigures } from './variety.ts'

/** What chance and popularity reach without understanding anything. */
interface Baselines {
  /** Expected success@k of k random memes. */
  readonly chanceAt1: number
  readonly chanceAt5: number
  readonly chanceAt10: number
  /** success@5 of always the five memes that fit most often on these very labels: chosen in hindsight. */
  readonly popularAt5: number
}

/** How well memes are found; `successAt1` and the rest are doutu's own. */
export interface RetrievalFigures extends Omit<RankingMetrics, 'reciprocalRank'>, Baselines {
  readonly contexts: number
  readonly memes: number
  readonly meanReciprocalRank: number
}

/** A context whose best five memes all miss. */
export interface Failure {
  readonly id: string
  readonly turns: readonly string[]
  /** Slugs of the three best. */
  readonly ranked: readonly string[]
  /** Slugs of up to three fitting memes. */
  readonly fitting: readonly string[]
  /** Rank of the first fitting one; null where it is filtered out. */
  readonly rank: number | null
}

/** All figures of a labelled split; shares are in [0, 1]. */
export interface Figures extends RetrievalFigures, TimingFigures {
  readonly split: string
  readonly encoder: string
  /** How many contexts welcome a meme and have a fitting one; the retrieval figures are over these. */
  readonly answerable: number
  readonly intervals: MetricIntervals
  readonly tfidf: RankingMetrics
  /** (1 − success@5) over that of TF-IDF; null where TF-IDF makes no errors. */
  readonly errorRatio: number | null
  /** Without the memes that fit most often on the dev split, neither as answers nor as labels. */
  readonly strict: RetrievalFigures
  readonly calibration: CalibrationFigures
  readonly emotion: EstimateFigures | null
  readonly motivation: EstimateFigures | null
  readonly latency: LatencyFigures
  /** Twenty of the failures, drawn by the seed; all of them where there are fewer. */
  readonly failures: readonly Failure[]
  readonly ablation?: readonly ConfigurationFigures[]
  readonly variety?: Readonly<Record<string, VarietyFigures>>
  readonly comparison?: Comparison
}

/** What is asked of an evaluation beside the plain figures. */
export interface EvaluationOptions {
  readonly split: 'dev' | 'test'
  readonly random: Random
  readonly ablation: boolean
  readonly compare?: string | undefined
  readonly onProgress: (done: number, total: number) => void
}

/** Everything about a split, with what it was computed from. */
export interface Evaluation {
  readonly figures: Figures
  readonly outcomes: readonly Outcome[]
  readonly cases: readonly Case[]
}

/** Evaluates the brain on a labelled split. */
export async function evaluateSplit(brain: Brain, options: EvaluationOptions): Promise<Evaluation> {
  const { split, random, onProgress } = options
  const estimates = estimatesOf(brain.encoder)
  const [labels, dev] = [readLabels(split), readLabels('dev')]
  const latency = await measureLatency(brain, labels)
  const outcomes = await runLabels(brain, labels, new Set(), (done, total) => onProgress(done, 2 * total))
  const cases = await makeCases(brain, labels, (done, total) => onProgress(total + done, 2 * total))
  const configurations = rankers(brain, dev, random)
  const own = judge(cases, configurations.doutu!)
  const tfidf = meanMetrics(judge(cases, configurations.tfidf!))
  const memes = brain.library().byId.size
  const retrieval = retrievalFigures(own, cases, labels.length, memes)
  const figures: Figures = {
    split,
    encoder: brain.encoder.id,
    answerable: cases.length,
    ...retrieval,
    intervals: intervalsOf(own, random),
    tfidf,
    errorRatio: tfidf.successAt5 < 1 ? (1 - retrieval.successAt5) / (1 - tfidf.successAt5) : null,
    ...timingFigures(outcomes),
    strict: strictFigures(cases, dev, memes),
    calibration: calibrationFigures(outcomes),
    emotion: (await estimateFigures(labels, 'emotions', estimates.emotions)) ?? null,
    motivation: (await estimateFigures(labels, 'motivations', estimates.motivations)) ?? null,
    latency,
    failures: failuresOf(cases, random),
    ...(options.ablation
      ? {
          ablation: ablationTable(cases, configurations, random),
          variety: varietyFigures(cases, brain.library(), random),
        }
      : {}),
    ...(options.compare === undefined ? {} : { comparison: compare(options.compare, cases, configurations, random) }),
  }
  return { figures, outcomes, cases }
}

function retrievalFigures(
  metrics: readonly RankingMetrics[],
  cases: readonly Case[],
  contexts: number,
  memes: number,
): RetrievalFigures {
  const { reciprocalRank, ...means } = meanMetrics(metrics)
  const labels = cases.map(one => one.label)
  const chanceAt = (k: number) =>
    labels.reduce((sum, { fitting }) => sum + chance(memes, fitting.length, k), 0) / Math.max(1, labels.length)
  const five = commonest(labels, 5)
  const popular = labels.filter(({ fitting }) => fitting.some(slug => five.has(slug))).length
  return {
    contexts,
    memes,
    ...means,
    meanReciprocalRank: reciprocalRank,
    chanceAt1: chanceAt(1),
    chanceAt5: chanceAt(5),
    chanceAt10: chanceAt(10),
    popularAt5: popular / Math.max(1, labels.length),
  }
}

const SHOWN_FAILURES = 20

function failuresOf(cases: readonly Case[], random: Random): Failure[] {
  const missed = cases.flatMap(({ label, scored }): Failure[] => {
    const ranked = scored.map(({ item }) => item.meme.slug)
    const rank = ranked.findIndex(slug => label.fitting.includes(slug)) + 1
    if (rank > 0 && rank <= 5) return []
    const { id, turns, fitting } = label
    return [{ id, turns, ranked: ranked.slice(0, 3), fitting: fitting.slice(0, 3), rank: rank || null }]
  })
  return shuffled(missed, random).slice(0, SHOWN_FAILURES)
}

/** How many of the commonest memes the strict figures leave out. */
const COMMON_MEMES = 10

/** Laughing or hugging fits half of all talk, and a constant answer would look good: the same figures without such memes. */
function strictFigures(cases: readonly Case[], dev: readonly Label[], memes: number): RetrievalFigures {
  const common = commonest(dev, COMMON_MEMES)
  const rest = cases
    .map(({ label, scored }) => ({
      label: { ...label, fitting: label.fitting.filter(slug => !common.has(slug)) },
      scored: scored.filter(({ item }) => !common.has(item.meme.slug)),
    }))
    .filter(({ label }) => label.fitting.length > 0)
  const metrics = judge(rest, ({ scored }) => scored.map(({ item }) => item.meme.slug))
  return retrievalFigures(metrics, rest, rest.length, memes - common.size)
}

/** Slugs that fit the most contexts. */
export function commonest(labels: readonly Label[], count: number): Set<string> {
  const counts = new Map<string, number>()
  for (const { fitting } of labels) for (const slug of fitting) counts.set(slug, (counts.get(slug) ?? 0) + 1)
  return new Set(
    [...counts]
      .sort((a, b) => b[1] - a[1])
      .slice(0, count)
      .map(([slug]) => slug),
  )
}
