import type { Brain } from '../../src/brain.ts'
import { openEverything, print, readConfig } from '../../src/cli/context.ts'
import { DoutuError } from '../../src/errors.ts'
import { parseTurn } from '../../src/schemas/context.ts'
import type { Decision } from '../../src/schemas/decision.ts'
import { GATE_REASONS } from '../../src/schemas/decision.ts'
import { type Label, readLabels, WANTING } from '../labels.ts'

/** What the brain made of one labelled context. */
export interface Outcome {
  readonly label: Label
  readonly decision: Decision
  /** Slugs of the best candidates, best first. */
  readonly ranked: readonly string[]
}

/** Figures over a split; shares are in [0, 1]. */
export interface Figures {
  readonly contexts: number
  readonly memes: number
  readonly successAt1: number
  readonly successAt5: number
  readonly meanReciprocalRank: number
  /** Expected success@5 of five random memes, and of always the five memes that fit most often. */
  readonly chanceAt5: number
  readonly popularAt5: number
  readonly seriousSent: number
  readonly seriousPastGate: number
  readonly serious: number
  readonly hyperboleHeldAsSerious: number
  readonly otherHoldsRespected: number
  readonly wantingPastGate: number
  readonly wantingSent: number
}

/** Asks the brain about every context of a split, each in a fresh channel. @param exclude ids of memes that must not come up */
export async function runLabels(
  brain: Brain,
  labels: readonly Label[],
  exclude: ReadonlySet<string> = new Set(),
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const label of labels) {
    const turns = label.turns.map(parseTurn)
    const { decision, candidates } = await brain.choose({
      turns,
      unseen: turns.length,
      alwaysRank: true,
      filter: { ...brain.filter, exclude },
    })
    outcomes.push({ label, decision, ranked: candidates.map(candidate => candidate.meme.slug) })
  }
  return outcomes
}

const share = <T>(items: readonly T[], test: (item: T) => boolean) =>
  items.length === 0 ? 0 : items.filter(test).length / items.length

/** The figures of the outcomes. */
export function figuresOf(outcomes: readonly Outcome[], memes: number): Figures {
  const wanting = outcomes.filter(outcome => WANTING.has(outcome.label.kind))
  const answerable = wanting.filter(outcome => outcome.label.fitting.length > 0)
  const serious = outcomes.filter(outcome => outcome.label.kind === 'serious')
  const others = outcomes.filter(outcome => !WANTING.has(outcome.label.kind) && outcome.label.kind !== 'serious')
  const held = (outcome: Outcome) => outcome.decision.kind === 'hold'
  const gated = (outcome: Outcome) => outcome.decision.kind === 'hold' && GATE_REASONS.has(outcome.decision.reason)
  const hit = (outcome: Outcome, k: number) =>
    outcome.ranked.slice(0, k).some(slug => outcome.label.fitting.includes(slug))
  const reciprocal = answerable.map(
    outcome => 1 / (1 + outcome.ranked.findIndex(slug => outcome.label.fitting.includes(slug))),
  )
  return {
    contexts: outcomes.length,
    memes,
    successAt1: share(answerable, outcome => hit(outcome, 1)),
    successAt5: share(answerable, outcome => hit(outcome, 5)),
    meanReciprocalRank:
      reciprocal.reduce((sum, value) => sum + (Number.isFinite(value) ? value : 0), 0) / Math.max(1, answerable.length),
    chanceAt5:
      answerable.reduce((sum, outcome) => sum + chance(memes, outcome.label.fitting.length, 5), 0) /
      Math.max(1, answerable.length),
    popularAt5: popular(answerable),
    seriousSent: serious.filter(outcome => !held(outcome)).length,
    seriousPastGate: serious.filter(outcome => !gated(outcome)).length,
    serious: serious.length,
    hyperboleHeldAsSerious: share(
      outcomes.filter(outcome => outcome.label.kind === 'hyperbole'),
      outcome => outcome.decision.reason === 'serious-topic',
    ),
    otherHoldsRespected: share(others, held),
    wantingPastGate: share(wanting, outcome => !gated(outcome)),
    wantingSent: share(wanting, outcome => !held(outcome)),
  }
}

/** Probability that at least one of `k` memes drawn from `total` without replacement is among `fitting`. */
export function chance(total: number, fitting: number, k: number): number {
  let miss = 1
  for (let drawn = 0; drawn < k; drawn += 1) miss *= Math.max(0, total - fitting - drawn) / (total - drawn)
  return 1 - miss
}

function popular(answerable: readonly Outcome[]): number {
  const five = commonest(
    answerable.map(outcome => outcome.label),
    5,
  )
  return share(answerable, outcome => outcome.label.fitting.some(slug => five.has(slug)))
}

/** How many of the commonest memes the strict figures leave out. */
const COMMON_MEMES = 10

/**
 * Laughing or hugging fits half of all talk, and a constant answer would look good. So the same figures once more without the
 * memes that fit most often on the dev split, neither as answers nor as labels.
 */
export async function strictFigures(brain: Brain, labels: readonly Label[]): Promise<Figures> {
  const common = commonest(readLabels('dev'), COMMON_MEMES)
  const ids = [...brain.library().byId.values()].filter(item => common.has(item.meme.slug)).map(item => item.meme.id)
  const rest = labels.map(label => ({ ...label, fitting: label.fitting.filter(slug => !common.has(slug)) }))
  const outcomes = await runLabels(
    brain,
    rest.filter(label => label.fitting.length > 0),
    new Set(ids),
  )
  return figuresOf(outcomes, brain.library().byId.size - ids.length)
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

const percent = (value: number) => `${(value * 100).toFixed(1)} %`

function table(figures: Figures, strict: Figures): string {
  return [
    `contexts ${figures.contexts}, memes ${figures.memes}`,
    `success@1 ${percent(figures.successAt1)}, success@5 ${percent(figures.successAt5)}, MRR ${figures.meanReciprocalRank.toFixed(3)}`,
    `  chance@5 ${percent(figures.chanceAt5)}, the five most popular memes for everything ${percent(figures.popularAt5)}`,
    `without the ten commonest memes (${strict.contexts} contexts): success@1 ${percent(strict.successAt1)}, success@5 ${percent(strict.successAt5)}`,
    `  chance@5 ${percent(strict.chanceAt5)}, the five most popular of the rest ${percent(strict.popularAt5)}`,
    `serious topics that got a meme: ${figures.seriousSent} of ${figures.serious} (past the gate: ${figures.seriousPastGate})`,
    `hyperboles held as serious: ${percent(figures.hyperboleHeldAsSerious)}`,
    `other holds respected: ${percent(figures.otherHoldsRespected)}`,
    `contexts that want a meme: past the gate ${percent(figures.wantingPastGate)}, sent ${percent(figures.wantingSent)}`,
  ].join('\n')
}

/** The evaluation on a labelled split. @throws DoutuError `bad-input` for a split that is none */
export async function runSplit(args: { split: string; errors: boolean; json: boolean; seed: string }): Promise<void> {
  if (args.split !== 'dev' && args.split !== 'test')
    throw new DoutuError('bad-input', `There is no split ${args.split}.`, 'Use --split dev or --split test.')
  const brain = await openEverything(readConfig())
  try {
    const labels = readLabels(args.split)
    const outcomes = await runLabels(brain, labels)
    const strict = await strictFigures(brain, labels)
    const figures = figuresOf(outcomes, brain.library().byId.size)
    if (args.errors) for (const outcome of outcomes) reportError(outcome)
    print(
      args.json
        ? JSON.stringify({ split: args.split, encoder: brain.encoder.id, ...figures, strict })
        : table(figures, strict),
    )
  } finally {
    await brain.close()
  }
}

function reportError({ label, decision, ranked }: Outcome): void {
  const wants = WANTING.has(label.kind)
  const gated = decision.kind === 'hold' && GATE_REASONS.has(decision.reason)
  const wrong = wants ? gated || !ranked.some(slug => label.fitting.includes(slug)) : decision.kind === 'send'
  if (!wrong) return
  const evidence = decision.kind === 'hold' ? (decision.evidence ?? '') : ''
  process.stderr.write(
    `${label.kind}\t${decision.reason} ${evidence}\t${decision.score.toFixed(2)}\t${label.turns.join(' / ')}\t${ranked.slice(0, 3).join(' ')}\t${wants ? label.fitting.slice(0, 4).join(' ') : ''}\n`,
  )
}
