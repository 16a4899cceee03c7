import { WINDOW } from '../../src/pipeline/threshold.ts'
import { GATE_REASONS } from '../../src/schemas/decision.ts'
import { offlineProvider } from '../offline/provider.ts'
import { makePlan } from '../plan.ts'
import type { ScenarioBook } from '../scenarios/load.ts'
import { talk } from '../talk.ts'
import { type Chooser, type MemeSettings, openDesk } from './desk.ts'
import type { Prior } from './phase.ts'

const TURNS = 12
const NOTHING: Prior = { scores: [], held: 0 }

/**
 * Listens to talk from the bank without sending anything: how well memes fit what is said, and how often the gate holds. Enough
 * messages to fill a channel's memory; the same for every run over the same library.
 */
export async function measurePrior(brain: Chooser, book: ScenarioBook, settings: MemeSettings): Promise<Prior> {
  const plan = makePlan(book, { seed: 'prior', kinds: ['role', 'news'], lengths: [TURNS], strategies: ['greedy'] })
  const provider = offlineProvider(book.reactions)
  const listening = { ...settings, threshold: 1.01, rate: 1, senders: ['A', 'B'] as const }
  const [scores, signal]: [number[], AbortSignal] = [[], new AbortController().signal]
  let held = 0
  for (let index = 0; scores.length < WINDOW && held < WINDOW; index += 1) {
    const cast = plan.cast(index, 0)
    const desk = openDesk(brain, listening, NOTHING, 'greedy', cast.seed)
    const { turns } = await talk(cast, { provider, desk, libraryHash: '', signal })
    for (const { decision } of turns) {
      if (decision.reason !== 'fits' && GATE_REASONS.has(decision.reason)) held += 1
      else scores.push(decision.score)
    }
  }
  return { scores: scores.slice(0, WINDOW), held: held / (held + scores.length) }
}
