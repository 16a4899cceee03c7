import type { Brain } from '../../src/brain.ts'
import { parseTurn } from '../../src/schemas/context.ts'
import { type Decision, GATE_REASONS } from '../../src/schemas/decision.ts'
import { type Label, WANTING } from '../labels.ts'
import { type BinaryFigures, binaryFigures } from './metrics.ts'
import { atPrevalence, type Forecast, type Reliability, reliabilityOf } from './reliability.ts'

/** What the brain made of one labelled context, in a fresh channel at the settings of this run. */
export interface Outcome {
  readonly label: Label
  readonly decision: Decision
  /** Slugs of the best five candidates, best first. */
  readonly ranked: readonly string[]
  /** Stated probability that a meme is welcome: 0 where the gate held. */
  readonly welcome: number
  /** Stated probability that the best candidate fits: 0 where the gate held. */
  readonly score: number
}

/** Asks the brain about every context. @param exclude ids of memes that must not come up */
export async function runLabels(
  brain: Brain,
  labels: readonly Label[],
  exclude: ReadonlySet<string> = new Set(),
  onProgress: (done: number, total: number) => void = () => {},
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
    const parts = candidates[0]?.parts
    const held = gated(decision)
    outcomes.push({
      label,
      decision,
      ranked: candidates.map(candidate => candidate.meme.slug),
      welcome: held || !parts ? 0 : parts.welcome,
      score: held ? 0 : decision.score,
    })
    onProgress(outcomes.length, labels.length)
  }
  return outcomes
}

/** Whether it was the gate that held. */
export const gated = (decision: Decision) => decision.kind === 'hold' && GATE_REASONS.has(decision.reason)

/** When a meme was sent, and whether one was welcome; shares are in [0, 1]. */
export interface TimingFigures {
  /** A send is right where the label welcomes a meme. */
  readonly send: BinaryFigures
  readonly seriousSent: number
  readonly seriousPastGate: number
  readonly serious: number
  /** Share of the serious contexts that got a meme. */
  readonly seriousLeakRate: number
  readonly hyperboles: number
  readonly hyperboleHeldAsSerious: number
  /** Share of the other contexts that do not want one and got none. */
  readonly otherHoldsRespected: number
  readonly wantingPastGate: number
  readonly wantingSent: number
}

const share = <T>(items: readonly T[], test: (item: T) => boolean) =>
  items.length === 0 ? 0 : items.filter(test).length / items.length

/** The figures of when to send. */
export function timingFigures(outcomes: readonly Outcome[]): TimingFigures {
  const of = (kind: Label['kind']) => outcomes.filter(outcome => outcome.label.kind === kind)
  const wanting = outcomes.filter(outcome => WANTING.has(outcome.label.kind))
  const [serious, hyperboles] = [of('serious'), of('hyperbole')]
  const others = outcomes.filter(({ label }) => !WANTING.has(label.kind) && label.kind !== 'serious')
  const sent = ({ decision }: Outcome) => decision.kind === 'send'
  return {
    send: binaryFigures(outcomes.map(outcome => ({ guess: sent(outcome), truth: WANTING.has(outcome.label.kind) }))),
    seriousSent: serious.filter(sent).length,
    seriousPastGate: serious.filter(outcome => !gated(outcome.decision)).length,
    serious: serious.length,
    seriousLeakRate: share(serious, sent),
    hyperboles: hyperboles.length,
    hyperboleHeldAsSerious: share(hyperboles, outcome => outcome.decision.reason === 'serious-topic'),
    otherHoldsRespected: share(others, outcome => !sent(outcome)),
    wantingPastGate: share(wanting, outcome => !gated(outcome.decision)),
    wantingSent: share(wanting, sent),
  }
}

/** About one message in ten of real chat welcomes a meme. */
export const CHAT_PREVALENCE = 0.1

/** How far the stated probabilities can be trusted, on the split as it is and weighed to the prevalence of chat. */
export interface CalibrationFigures {
  /** That a meme is welcome, over all contexts. */
  readonly send: Reliability
  /** That the best candidate fits, over all contexts. */
  readonly fit: Reliability
  readonly sendAtChatPrevalence: Reliability
  readonly fitAtChatPrevalence: Reliability
}

/** Reliability of both stated probabilities. */
export function calibrationFigures(outcomes: readonly Outcome[]): CalibrationFigures {
  const forecasts = (state: (outcome: Outcome) => { probability: number; happened: boolean }) =>
    outcomes.map(outcome => ({ ...state(outcome), welcome: WANTING.has(outcome.label.kind) }))
  const send = forecasts(({ label, welcome }) => ({ probability: welcome, happened: WANTING.has(label.kind) }))
  const fit = forecasts(({ label, score, ranked }) => ({
    probability: score,
    happened: ranked[0] !== undefined && label.fitting.includes(ranked[0]),
  }))
  const plain = (all: typeof send): Forecast[] => all.map(forecast => ({ ...forecast, weight: 1 }))
  return {
    send: reliabilityOf(plain(send)),
    fit: reliabilityOf(plain(fit)),
    sendAtChatPrevalence: reliabilityOf(atPrevalence(send, CHAT_PREVALENCE)),
    fitAtChatPrevalence: reliabilityOf(atPrevalence(fit, CHAT_PREVALENCE)),
  }
}
