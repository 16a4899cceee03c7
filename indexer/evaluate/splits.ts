import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { openEverything, print, progressBar, readConfig, say } from '../../src/cli/context.ts'
import { DoutuError, messageOf } from '../../src/errors.ts'
import { seededRandom, seedFrom } from '../../src/random.ts'
import { WANTING } from '../labels.ts'
import { evaluateSplit } from './figures.ts'
import { reportPage } from './report.ts'
import { figuresTable } from './table.ts'
import { gated, type Outcome } from './timing.ts'

/** How an evaluation on the labels is asked for. */
export interface SplitOptions {
  readonly split: string
  readonly seed: string
  readonly json: boolean
  /** List the contexts that went wrong. */
  readonly errors: boolean
  readonly ablation: boolean
  /** Two configurations, `A,B`. */
  readonly compare?: string | undefined
  /** Where to write an HTML report. */
  readonly report?: string | undefined
}

/** The evaluation on a labelled split. @throws DoutuError `bad-input` for a split or a configuration that is none */
export async function runSplit(options: SplitOptions): Promise<void> {
  const { split } = options
  if (split !== 'dev' && split !== 'test')
    throw new DoutuError('bad-input', `There is no split ${split}.`, 'Use --split dev or --split test.')
  const brain = await openEverything(readConfig())
  const bar = progressBar('Evaluating')
  try {
    const { figures, outcomes, cases } = await evaluateSplit(brain, {
      split,
      random: seededRandom(seedFrom(options.seed)),
      ablation: options.ablation || options.report !== undefined,
      compare: options.compare,
      onProgress: (done, total) => bar.update(done, total),
    }).finally(() => bar.stop())
    if (options.errors) for (const outcome of outcomes) reportError(outcome)
    if (options.report !== undefined) writeReport(options.report, await reportPage(figures, cases))
    print(options.json ? JSON.stringify({ ...figures, seed: options.seed }) : figuresTable(figures))
  } finally {
    await brain.close()
  }
}

function writeReport(path: string, page: string): void {
  try {
    writeFileSync(path, page)
  } catch (error) {
    throw new DoutuError(
      'bad-input',
      `The report ${path} cannot be written (${messageOf(error)}).`,
      'Name a file in a folder that exists.',
      error,
    )
  }
  say(`Wrote ${resolve(path)}`)
}

function reportError({ label, decision, ranked }: Outcome): void {
  const wants = WANTING.has(label.kind)
  const wrong = wants ? gated(decision) || !ranked.some(slug => label.fitting.includes(slug)) : decision.kind === 'send'
  if (!wrong) return
  const evidence = decision.kind === 'hold' ? (decision.evidence ?? '') : ''
  const fitting = wants ? label.fitting.slice(0, 4).join(' ') : ''
  say(
    [
      label.kind,
      `${decision.reason} ${evidence}`,
      decision.score.toFixed(2),
      label.turns.join(' / '),
      ranked.slice(0, 3).join(' '),
      fitting,
    ].join('\t'),
  )
}
