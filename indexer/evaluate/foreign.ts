import { z } from 'zod'
import { openEncoder, print, progressBar, readConfig, say } from '../../src/cli/context.ts'
import { DoutuError } from '../../src/errors.ts'
import { seededRandom, seedFrom } from '../../src/random.ts'
import { parseJsonLines } from '../../src/schemas/context.ts'
import { type EmotionFigures, evaluateEmotions, FOLDS, type LabelledText } from './emotions.ts'
import { holdOut } from './held-out.ts'
import { evaluateQueries, MIXES, type QueryFigures } from './queries.ts'
import { parseQueryFile } from './query-file.ts'
import type { RankFigures } from './ranks.ts'
import { readTextFile } from './text-file.ts'

/** How a foreign benchmark is asked for. */
export interface ForeignOptions {
  readonly seed: string
  readonly json: boolean
}

const MOST_NAMED = 20

/** Benchmark of queries for the same thing: `evaluate --queries FILE.csv`. @throws DoutuError when nothing can be asked */
export async function runQueries(path: string, { seed, json }: ForeignOptions): Promise<void> {
  const { items, mendedLines, ...counts } = parseQueryFile(readTextFile(path, 'CSV'))
  nameLines(path, mendedLines, 'quotes do not pair up, so they were passed over')
  const heldOut = holdOut(items, seededRandom(seedFrom(seed)))
  if (heldOut.questions.length === 0)
    throw new DoutuError(
      'bad-input',
      `${path} has no item with two different queries, so none can be held out.`,
      'The file needs a header, and then lines of an item id and its comma-separated queries.',
    )
  const encoder = await openEncoder(readConfig())
  const bar = progressBar('Asking')
  try {
    const { doutu, dense, tfidf } = await evaluateQueries(heldOut, encoder, MIXES, (done, total) =>
      bar.update(done, total),
    )
    bar.stop()
    const asked = heldOut.questions.length
    const report = { items: items.length, asked, singleQueryItems: items.length - asked, ...counts }
    const context = { seed, encoder: encoder.id, texts: heldOut.texts.length, mendedLines: mendedLines.length }
    if (json) return print(JSON.stringify({ ...doutu, tfidf, dense, lexical: tfidf, ...report, ...context }))
    print(
      `${report.items} items, ${asked} asked about, ${report.singleQueryItems} with a single query; encoder ${encoder.id}`,
    )
    print(queryTable({ doutu, 'dense alone': dense, 'TF-IDF': tfidf }))
  } finally {
    bar.stop()
    await encoder.dispose()
  }
}

const percent = (value: number) => `${(value * 100).toFixed(1)} %`.padStart(8)

function queryTable(rankings: Readonly<Record<string, QueryFigures>>): string {
  const row = (name: string, { recallAt1, recallAt5, recallAt10, mrr }: RankFigures) =>
    `  ${name.padEnd(14)}${[recallAt1, recallAt5, recallAt10].map(percent).join('  ')}    ${mrr.toFixed(3)}`
  const block = (title: string, kind: keyof QueryFigures) => [
    `${title.padEnd(48, ' ')}`.trimEnd(),
    `  ${' '.repeat(14)}recall@1  recall@5  recall@10     MRR`,
    ...Object.entries(rankings).map(([name, figures]) => row(name, figures[kind])),
  ]
  return [
    ...block('strict: the very item', 'strict'),
    ...block('multi-positive: any item with this query', 'multiPositive'),
  ].join('\n')
}

const emotionLine = z.object({
  text: z.string().refine(text => text.trim() !== '', 'is empty'),
  label: z.union([z.string().min(1), z.number()]).transform(String),
})

/** Benchmark of emotions: `evaluate --emotions FILE.jsonl`. Malformed lines are named and passed over. @throws DoutuError when nothing can be learned */
export async function runEmotions(path: string, { seed, json }: ForeignOptions): Promise<void> {
  const { lines, skipped } = readEmotions(path)
  const labels = new Set(lines.map(line => line.label))
  if (lines.length < 2 * FOLDS || labels.size < 2)
    throw new DoutuError(
      'bad-input',
      `${path} has ${lines.length} sound lines of ${labels.size} classes: too few to learn from.`,
      `It needs at least ${2 * FOLDS} lines {"text", "label"} of two classes.`,
    )
  const encoder = await openEncoder(readConfig())
  const bar = progressBar('Cross-validating')
  try {
    const figures = await evaluateEmotions(lines, encoder, seededRandom(seedFrom(seed)), (done, total) =>
      bar.update(done, total),
    )
    bar.stop()
    if (json) print(JSON.stringify({ ...figures, skipped, seed, encoder: encoder.id }))
    else print(emotionTable(figures))
  } finally {
    bar.stop()
    await encoder.dispose()
  }
  if (skipped > 0) process.exitCode = 2
}

function readEmotions(path: string): { lines: LabelledText[]; skipped: number } {
  const lines: LabelledText[] = []
  let skipped = 0
  for (const parsed of parseJsonLines(readTextFile(path, 'JSONL').split(/\r\n|\n|\r/), emotionLine)) {
    if ('value' in parsed) lines.push(parsed.value)
    else {
      skipped += 1
      if (skipped <= MOST_NAMED) say(`${path}: ${parsed.error.message}`)
    }
  }
  if (skipped > MOST_NAMED) say(`${path}: ${skipped - MOST_NAMED} more lines were skipped.`)
  return { lines, skipped }
}

function emotionTable(figures: EmotionFigures): string {
  const { lines, classes, folds, neighbours, majority, knn, logistic, tfidf } = figures
  return [
    `${lines} lines of ${classes} classes, ${folds}-fold cross-validation; accuracy`,
    `${' '.repeat(24)}encoder    TF-IDF`,
    `  ${`${neighbours} nearest neighbours`.padEnd(22)}${percent(knn)}  ${percent(tfidf.knn)}`,
    `  ${'logistic probe'.padEnd(22)}${percent(logistic)}  ${percent(tfidf.logistic)}`,
    `  ${'commonest class'.padEnd(22)}${percent(majority)}`,
  ].join('\n')
}

function nameLines(path: string, lines: readonly number[], why: string): void {
  if (lines.length === 0) return
  const more = lines.length > MOST_NAMED ? ` and ${lines.length - MOST_NAMED} more` : ''
  say(`${path}: line ${lines.slice(0, MOST_NAMED).join(', ')}${more}: ${why}.`)
}
