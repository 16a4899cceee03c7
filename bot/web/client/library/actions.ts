import { batch, signal } from '@preact/signals'
import { ACTION_SIZE, type ActionName, actOnMemes, type HeldMeme, undoChange } from '../../library/protocol.ts'
import { CallError, call } from '../call.ts'
import { say } from '../locale.ts'
import { problemOf } from '../shell/problem.ts'
import { selectNone } from './gallery.ts'
import { libraryWords } from './words.ts'

/** What was done last, and how to take it back. */
export interface Notice {
  readonly text: string
  /** Undefined where there is nothing to take back. */
  readonly batch?: string | undefined
  readonly held?: readonly HeldMeme[]
  readonly isProblem?: boolean
}

export const notice = signal<Notice | undefined>(undefined)
/** How far an action on many memes is. */
export const progress = signal<{ readonly done: number; readonly total: number } | undefined>(undefined)
/** Grows whenever memes have changed. */
export const changes = signal(0)
let stopped = false

/** Memes of one step: the safety check takes its time for each, so that these are few. */
const STEP: Record<ActionName, number> = { approve: 20, restore: 20, block: ACTION_SIZE, delete: ACTION_SIZE }

/** Does one thing with many memes, step by step; all steps are undone together. */
export async function act(action: ActionName, ids: readonly string[]): Promise<void> {
  if (progress.value || ids.length === 0) return
  stopped = false
  let name: string | undefined
  let changed = 0
  const held: HeldMeme[] = []
  try {
    for (let start = 0; start < ids.length && !stopped; start += STEP[action]) {
      progress.value = { done: start, total: ids.length }
      const step = ids.slice(start, start + STEP[action])
      const done = await call(actOnMemes, { action, ids: step, ...(name && { batch: name }) })
      name = done.batch
      changed += done.changed.length
      held.push(...done.held)
    }
    const words = say(libraryWords)
    const text = changed > 0 ? words.did[action](changed) : words.didNothing
    notice.value = { text, batch: changed > 0 ? name : undefined, held }
    selectNone()
  } catch (error) {
    notice.value = { text: sentenceOf(error), batch: changed > 0 ? name : undefined, isProblem: true }
  } finally {
    batch(() => {
      progress.value = undefined
      changes.value += 1
    })
  }
}

/** Stops after the step that is under way. */
export function stop(): void {
  stopped = true
}

/** Takes back what was done at once. */
export async function undo(name: string): Promise<void> {
  const words = say(libraryWords)
  notice.value = undefined
  try {
    const { changed, stale, batch: made, held } = await call(undoChange, { batch: name })
    const text = [words.undone(changed.length), ...(stale.length > 0 ? [words.stale(stale.length)] : [])].join(' · ')
    notice.value = { text, batch: changed.length > 0 ? made : undefined, held }
  } catch (error) {
    notice.value = { text: sentenceOf(error), isProblem: true }
  }
  changes.value += 1
}

/** What to tell a person about a request of the library's that failed. */
export function sentenceOf(error: unknown): string {
  const own = error instanceof CallError ? say(libraryWords).problems[error.code] : undefined
  return own ?? problemOf(error)
}
