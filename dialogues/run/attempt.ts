import { DoutuError } from '../../src/errors.ts'
import { type Chooser, type MemeSettings, openDesk, type Steering } from '../memes/desk.ts'
import type { Cast, Plan } from '../plan.ts'
import { type Provider, RejectedReply } from '../providers/provider.ts'
import { flawsOf, wordsOf } from '../quality/checks.ts'
import { type LikenessIndex, shingles, signature } from '../quality/minhash.ts'
import type { Dialogue } from '../record.ts'
import { talk } from '../talk.ts'
import type { Aside } from './store.ts'

/** What dialogues are made with. */
export interface Workshop {
  readonly plan: Plan
  readonly provider: Provider
  readonly brain: Chooser
  readonly memes: MemeSettings
  readonly steering: Steering
  readonly libraryHash: string
  /** How often a dialogue that is rejected is tried anew; at least 1 try. */
  readonly attempts: number
}

/** Above this MinHash likeness to an earlier dialogue, one is rejected. */
export const LIKENESS_LIMIT = 0.5

/** What became of one place of the plan so far. */
export interface Outcome {
  readonly index: number
  readonly attempt: number
  readonly asides: readonly Aside[]
  readonly dialogue: Dialogue | undefined
}

/** Tries one place of the plan until a dialogue is sound by itself, or the attempts are used up. @param from first attempt */
export async function attempt(workshop: Workshop, index: number, from: number, signal: AbortSignal): Promise<Outcome> {
  const asides: Aside[] = []
  for (let number = from; number < workshop.attempts; number += 1) {
    const cast = workshop.plan.cast(index, number)
    const final = number === workshop.attempts - 1
    const made = await make(workshop, cast, signal)
    if ('dialogue' in made) {
      const [flaw] = flawsOf(made.dialogue, cast.turns)
      if (!flaw) return { index, attempt: number, asides, dialogue: made.dialogue }
      asides.push({ index, attempt: number, status: 'rejected', ...flaw, final, dialogue: made.dialogue })
    } else {
      asides.push({ index, attempt: number, ...made, final: final || made.status === 'failed', dialogue: null })
      if (made.status === 'failed') break
    }
  }
  return { index, attempt: workshop.attempts, asides, dialogue: undefined }
}

/** The final word on a dialogue that is sound by itself: is it too much like one that is in the set already? */
export async function settle(
  workshop: Workshop,
  outcome: Outcome,
  others: LikenessIndex,
  signal: AbortSignal,
): Promise<Outcome> {
  let current = outcome
  while (current.dialogue) {
    const mark = signature(shingles(wordsOf(current.dialogue)))
    const close = others.closest(mark)
    if (close < LIKENESS_LIMIT) {
      others.add(mark)
      return current
    }
    const { index, attempt: number, dialogue } = current
    const final = number >= workshop.attempts - 1
    const detail = `Its likeness to an earlier dialogue is ${close.toFixed(2)}.`
    const aside: Aside = {
      index,
      attempt: number,
      status: 'rejected',
      reason: 'repetition-across',
      detail,
      final,
      dialogue,
    }
    const again = final
      ? { ...current, dialogue: undefined, asides: [] }
      : await attempt(workshop, index, number + 1, signal)
    current = { ...again, asides: [...current.asides, aside, ...again.asides] }
  }
  return current
}

type Made =
  | { readonly dialogue: Dialogue }
  | (Pick<Aside, 'reason' | 'detail'> & { readonly status: 'rejected' | 'failed' })

async function make(
  { provider, brain, memes, steering, libraryHash }: Workshop,
  cast: Cast,
  signal: AbortSignal,
): Promise<Made> {
  const desk = openDesk(brain, memes, steering, cast.strategy, cast.seed)
  try {
    return { dialogue: await talk(cast, { provider, desk, libraryHash, signal }) }
  } catch (error) {
    if (error instanceof RejectedReply) return { status: 'rejected', reason: error.reason, detail: error.message }
    if (!signal.aborted && error instanceof DoutuError && error.code === 'language-model')
      return { status: 'failed', reason: 'provider', detail: error.message }
    throw error
  }
}
