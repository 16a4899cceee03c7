import { computed, effect, signal } from '@preact/signals'
import { highestRate } from '../../../../src/pipeline/threshold.ts'
import {
  type DecisionSettings,
  readSettings,
  resetSettings,
  type SettingsAnswer,
  saveSettings,
} from '../../settings/protocol.ts'
import { type ReplayedDecision, replayConversation } from '../../whatif/protocol.ts'
import { call } from '../call.ts'
import { conversation } from '../chat/session.ts'
import { problemOf } from '../shell/problem.ts'

/** A slider sends many changes a second; the server is asked once they pause. */
const PAUSE_MILLISECONDS = 60

/** The settings that hold, once they were read. */
export const current = signal<SettingsAnswer | undefined>(undefined)
/** The settings that are being tried. */
export const draft = signal<DecisionSettings | undefined>(undefined)
/** The conversation under those settings; undefined while nothing is being tried. */
export const replayed = signal<readonly ReplayedDecision[] | undefined>(undefined)
/** What was done or went wrong last. */
export const notice = signal<{ readonly kind: 'saved' | 'reset' | 'problem'; readonly text?: string } | undefined>(
  undefined,
)

/** Whether other settings than those that hold are being tried. */
export const isTrying = computed(
  () =>
    !!draft.value && !!current.value && JSON.stringify(draft.value) !== JSON.stringify(ordered(current.value.settings)),
)

// Settings are compared as texts, so their names come in one order.
const ordered = ({ targetRate, floor, minimumGap, sampler, weights }: DecisionSettings): DecisionSettings => ({
  targetRate,
  floor,
  minimumGap,
  sampler,
  weights,
})

async function telling(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    notice.value = { kind: 'problem', text: problemOf(error) }
  }
}

function take(answer: SettingsAnswer): void {
  current.value = answer
  draft.value = ordered(answer.settings)
}

/** Reads the settings that hold; once. */
export async function loadSettings(): Promise<void> {
  if (!current.peek()) await telling(async () => take(await call(readSettings, {})))
}

/** Tries something else; a rate that the gap makes impossible becomes the highest possible one. */
export function tryOut(change: Partial<DecisionSettings>): void {
  const before = draft.peek()
  if (!before) return
  const changed = { ...before, ...change }
  const targetRate = Math.min(changed.targetRate, highestRate(changed.minimumGap))
  draft.value = ordered({ ...changed, targetRate })
  notice.value = undefined
}

/** Back to the settings that hold. */
export function discard(): void {
  const now = current.peek()
  if (now) take(now)
  notice.value = undefined
}

/** Makes what was tried the settings that hold. */
export async function saveDraft(): Promise<void> {
  const wanted = draft.peek()
  if (!wanted) return
  await telling(async () => {
    take(await call(saveSettings, wanted))
    notice.value = { kind: 'saved' }
  })
}

/** Back to the defaults. */
export async function resetToDefaults(): Promise<void> {
  await telling(async () => {
    take(await call(resetSettings, {}))
    notice.value = { kind: 'reset' }
  })
}

let running: AbortController | undefined
effect(() => {
  const { events } = conversation.value
  const settings = draft.value
  running?.abort()
  if (!settings || !isTrying.value || events.length === 0) {
    replayed.value = undefined
    return
  }
  const controller = new AbortController()
  running = controller
  setTimeout(() => {
    if (controller.signal.aborted) return
    void telling(async () => {
      const { decisions } = await call(replayConversation, { events, settings }, controller.signal).catch(error => {
        if (controller.signal.aborted) return { decisions: undefined }
        throw error
      })
      if (decisions) replayed.value = decisions
    })
  }, PAUSE_MILLISECONDS)
})
