import type { Interval } from './bootstrap.ts'
import type { Comparison, ConfigurationFigures, MetricIntervals } from './compare.ts'
import type { EstimateFigures } from './estimates.ts'
import type { Figures } from './figures.ts'
import type { MetricName } from './metrics.ts'
import type { Reliability } from './reliability.ts'

export const percent = (value: number) => `${(value * 100).toFixed(1)} %`

/** Names of the metrics as people write them. */
export const METRIC_TITLES: Record<MetricName, string> = {
  successAt1: 'success@1',
  successAt5: 'success@5',
  successAt10: 'success@10',
  reciprocalRank: 'MRR',
  ndcgAt10: 'nDCG@10',
}

/** The figures of a split as a table for a terminal. */
export function figuresTable(figures: Figures): string {
  const { strict, send, tfidf, calibration, latency } = figures
  const interval = ({ low, high }: Interval) => `[${percent(low)}, ${percent(high)}]`
  return [
    `${figures.split}: ${figures.contexts} contexts, ${figures.answerable} of them with fitting memes; ${figures.memes} memes; encoder ${figures.encoder}`,
    '',
    'Which 选得对不对',
    `  success@1  ${percent(figures.successAt1)} ${interval(figures.intervals.successAt1)}   TF-IDF ${percent(tfidf.successAt1)}   chance ${percent(figures.chanceAt1)}`,
    `  success@5  ${percent(figures.successAt5)} ${interval(figures.intervals.successAt5)}   TF-IDF ${percent(tfidf.successAt5)}   chance ${percent(figures.chanceAt5)}   the five most popular ${percent(figures.popularAt5)}`,
    `  success@10 ${percent(figures.successAt10)} ${interval(figures.intervals.successAt10)}   TF-IDF ${percent(tfidf.successAt10)}   chance ${percent(figures.chanceAt10)}`,
    `  MRR ${figures.meanReciprocalRank.toFixed(3)} (TF-IDF ${tfidf.reciprocalRank.toFixed(3)}), nDCG@10 ${figures.ndcgAt10.toFixed(3)} (TF-IDF ${tfidf.ndcgAt10.toFixed(3)})`,
    `  errors (1 - success@5) over those of TF-IDF: ${figures.errorRatio === null ? 'TF-IDF makes none' : figures.errorRatio.toFixed(3)}`,
    `  without the ten commonest memes (${strict.contexts} contexts): success@1 ${percent(strict.successAt1)}, success@5 ${percent(strict.successAt5)}, chance@5 ${percent(strict.chanceAt5)}, popular@5 ${percent(strict.popularAt5)}`,
    '',
    'When 时机',
    `  sends: precision ${percent(send.precision)}, recall ${percent(send.recall)}, F1 ${percent(send.f1)}`,
    `  serious topics that got a meme: ${figures.seriousSent} of ${figures.serious} (past the gate: ${figures.seriousPastGate})`,
    `  hyperboles held as serious: ${percent(figures.hyperboleHeldAsSerious)} of ${figures.hyperboles}`,
    `  other holds respected: ${percent(figures.otherHoldsRespected)}`,
    `  contexts that want a meme: past the gate ${percent(figures.wantingPastGate)}, sent ${percent(figures.wantingSent)}`,
    '',
    'Calibration 校准',
    reliabilityLine('a meme is welcome', calibration.send, calibration.sendAtChatPrevalence),
    reliabilityLine('the best one fits', calibration.fit, calibration.fitAtChatPrevalence),
    '',
    `Emotion 情绪: ${estimateLine(figures.emotion)}`,
    `Motivation 动机: ${estimateLine(figures.motivation)}`,
    '',
    'Latency 延迟',
    `  one sentence p50 ${latency.encodeP50.toFixed(2)} ms, p99 ${latency.encodeP99.toFixed(2)} ms; ${Math.round(latency.sentencesPerSecond)} sentences/s; a decision p50 ${latency.decisionP50.toFixed(2)} ms`,
    ...(figures.ablation ? ['', ...ablationLines(figures.ablation)] : []),
    ...(figures.variety ? ['', ...varietyLines(figures)] : []),
    ...(figures.comparison ? ['', ...comparisonLines(figures.comparison)] : []),
  ].join('\n')
}

const reliabilityLine = (what: string, plain: Reliability, weighed: Reliability) =>
  `  ${what}: ECE ${plain.ece.toFixed(3)}, Brier ${plain.brier.toFixed(3)}; at one welcome message in ten: ECE ${weighed.ece.toFixed(3)}`

const estimateLine = (figures: EstimateFigures | null) =>
  figures === null
    ? 'no labels, or nothing that estimates it'
    : `top-1 ${percent(figures.top1)}, top-3 ${percent(figures.top3)}, commonest ${percent(figures.majority)} (${figures.contexts} contexts)`

const plain = ({ mean, low, high }: Interval) => `${mean.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`

const SHOWN = ['successAt1', 'successAt5', 'reciprocalRank', 'ndcgAt10'] as const

function ablationLines(rows: readonly ConfigurationFigures[]): string[] {
  const cells = (figures: MetricIntervals) => SHOWN.map(name => figures[name].mean.toFixed(3).padStart(10)).join('')
  return [
    `Ablation 消融           ${SHOWN.map(name => METRIC_TITLES[name].padStart(10)).join('')}   success@5 minus doutu's`,
    ...rows.map(
      ({ name, figures, difference }) => `  ${name.padEnd(22)}${cells(figures)}   ${plain(difference.successAt5)}`,
    ),
  ]
}

function varietyLines({ variety = {} }: Figures): string[] {
  return [
    'Variety of five shown 多样性   variety  precision@5  success@5',
    ...Object.entries(variety).map(
      ([name, { variety: spread, precisionAt5, successAt5 }]) =>
        `  ${name.padEnd(28)}${spread.toFixed(3).padStart(8)}${precisionAt5.toFixed(3).padStart(13)}${successAt5.toFixed(3).padStart(11)}`,
    ),
  ]
}

function comparisonLines({ first, second, figures, difference }: Comparison): string[] {
  return [
    `${first} against ${second} 对比 (95 % intervals, bootstrap over the same contexts)`,
    ...Object.entries(METRIC_TITLES).map(([key, title]) => {
      const name = key as MetricName
      return `  ${title.padEnd(12)}${plain(figures[0][name])}   ${plain(figures[1][name])}   difference ${plain(difference[name])}`
    }),
  ]
}
