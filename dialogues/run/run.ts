import { setMaxListeners } from 'node:events'
import { BudgetSpent, type Purse } from '../providers/spend.ts'
import { wordsOf } from '../quality/checks.ts'
import { shingles, signature } from '../quality/minhash.ts'
import type { Outcome, Workshop } from './attempt.ts'
import { attempt, LIKENESS_LIMIT, settle } from './attempt.ts'
import type { RunStore } from './store.ts'

/** How a run goes. */
export interface RunOptions {
  readonly count: number
  readonly concurrency: number
  /** Ends the run cleanly: what is under way is dropped and made again on resume. */
  readonly signal: AbortSignal
  /** What may be spent; it decides on each new dialogue. */
  readonly purse: Pick<Purse, 'affordsAnother' | 'began' | 'ended'>
  readonly onProgress: (store: RunStore) => void
}

/** How it ended. */
export type RunEnd = 'complete' | 'stopped' | 'budget'

/** Finished dialogues may be ahead of the one that is committed next by this many per worker: memory stays flat. */
const AHEAD = 8

/**
 * Makes every dialogue of the plan that is not made yet, several at a time, and commits them in the order of the plan: the files
 * are the same whatever the concurrency, and at every moment the start of the whole.
 */
export async function runGeneration(workshop: Workshop, store: RunStore, options: RunOptions): Promise<RunEnd> {
  const pending = Array.from({ length: options.count }, (_, index) => index).filter(index => !store.complete.has(index))
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])
  // Every request under way listens for the end.
  setMaxListeners(0, signal)
  const line = new CommitLine(workshop, store, signal, options.onProgress)
  let [next, broke] = [0, false]

  async function work(): Promise<void> {
    while (next < pending.length && !signal.aborted) {
      if (broke || !options.purse.affordsAnother()) return endOfBudget()
      const place = next++
      await line.within(place, options.concurrency * AHEAD)
      if (signal.aborted || broke) return
      options.purse.began()
      const outcome = await attempt(workshop, pending[place]!, 0, signal).finally(() => options.purse.ended())
      await line.arrive(place, outcome)
    }
  }

  function endOfBudget(): void {
    broke = true
    line.giveUp()
  }

  const failed = (error: unknown) => {
    if (error instanceof BudgetSpent) return endOfBudget()
    stop.abort()
    throw error
  }
  const ends = await Promise.allSettled(Array.from({ length: options.concurrency }, () => work().catch(failed)))
  // Words of a language model were paid for, and their order is no promise: what is finished is kept.
  if (workshop.provider.name !== 'offline') line.keepFinished()
  if (options.signal.aborted) return 'stopped'
  const reasons = ends.flatMap(end => (end.status === 'rejected' ? [end.reason as unknown] : []))
  const real = reasons.find(reason => !isAbort(reason))
  if (real !== undefined) throw real
  return broke ? 'budget' : 'complete'
}

const isAbort = (error: unknown) => error instanceof Error && error.name === 'AbortError'

/** Where finished dialogues wait for their turn to be committed. */
class CommitLine {
  private readonly waiting = new Map<number, Outcome>()
  private committed = 0
  private committing = false
  private ended = false
  private wake: Array<() => void> = []

  constructor(
    private readonly workshop: Workshop,
    private readonly store: RunStore,
    private readonly signal: AbortSignal,
    private readonly onProgress: (store: RunStore) => void,
  ) {
    signal.addEventListener('abort', () => this.giveUp(), { once: true })
  }

  /** Resolves once a place is less than `ahead` places before the one that is committed next. */
  async within(place: number, ahead: number): Promise<void> {
    while (!this.ended && place - this.committed >= ahead) await new Promise<void>(resolve => this.wake.push(resolve))
  }

  /** Takes what became of a place; commits it and those behind it once all before it are. */
  async arrive(place: number, outcome: Outcome): Promise<void> {
    this.waiting.set(place, outcome)
    if (this.committing) return
    this.committing = true
    try {
      for (let ready = this.waiting.get(this.committed); ready; ready = this.waiting.get(this.committed)) {
        const settled = await settle(this.workshop, ready, this.store.likenesses, this.signal)
        this.signal.throwIfAborted()
        this.store.commit(settled.index, settled.asides, settled.dialogue)
        this.waiting.delete(this.committed)
        this.committed += 1
        this.onProgress(this.store)
        this.release()
      }
    } finally {
      this.committing = false
    }
  }

  /** Commits what is finished though something before it is not; what is too much like an earlier one is left for another time. */
  keepFinished(): void {
    for (const [place, { index, asides, dialogue }] of [...this.waiting].sort(([a], [b]) => a - b)) {
      const mark = dialogue && signature(shingles(wordsOf(dialogue)))
      if (mark && this.store.likenesses.closest(mark) >= LIKENESS_LIMIT) continue
      if (mark) this.store.likenesses.add(mark)
      this.store.commit(index, asides, dialogue)
      this.waiting.delete(place)
    }
  }

  /** Nobody need wait any more. */
  giveUp(): void {
    this.ended = true
    this.release()
  }

  private release(): void {
    const woken = this.wake
    this.wake = []
    for (const resolve of woken) resolve()
  }
}
