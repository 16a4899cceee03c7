import { WINDOW } from '../../src/pipeline/threshold.ts'
import { GATE_REASONS } from '../../src/schemas/decision.ts'
import { offlineProvider } from '../offline/provider.ts'
import { makePlan } from '../plan.ts'
import type { ScenarioBook } from '../scenarios/load.ts'
import { talk } from '../talk.ts'
import { type Chooser, type MemeSettings, openDesk, steer } from './desk.ts'
import { NO_PRIOR, type Prior } from './phase.ts'

const [TALKS, TURNS] = [60, 12]

/**
 * Listens to talk from the bank without sending anything: how well memes fit what is said, and what the gate holds. The same for
 * every run over the same library and bank.
 */
export async function measurePrior(brain: Chooser, book: ScenarioBook): Promise<Prior> {
  const plan = makePlan(book, { seed: 'prior', kinds: ['role', 'news'], lengths: [TURNS], strategies: ['greedy'] })
  const provider = offlineProvider(book.reactions)
  const listening = steer(LISTENING, NO_PRIOR)
  const signal = new AbortController().signal
  const scores: number[] = []
  for (let index = 0; index < TALKS; index += 1) {
    const cast = plan.cast(index, 0)
    const desk = openDesk(brain, LISTENING, listening, 'greedy', cast.seed)
    const { turns } = await talk(cast, { provider, desk, libraryHash: '', signal })
    for (const { decision } of turns)
      if (decision.reason === 'fits' || !GATE_REASONS.has(decision.reason)) scores.push(decision.score)
  }
  return { scores: thinned(scores, WINDOW), held: 1 - scores.length / (TALKS * TURNS) }
}

/** As many values as wanted, evenly over the sorted ones: the same distribution with less chance in it. */
function thinned(values: readonly number[], count: number): number[] {
  const sorted = [...values].sort((a, b) => a - b)
  if (sorted.length <= count) return sorted
  return Array.from({ length: count }, (_, index) => sorted[Math.floor(((index + 0.5) * sorted.length) / count)]!)
}

/** A fixed threshold that nothing reaches: everything is scored, nothing sent. */
const LISTENING: MemeSettings = { rate: 1, threshold: 1.01, floor: 0, gap: 0, senders: ['A', 'B'], temperature: 1 }
