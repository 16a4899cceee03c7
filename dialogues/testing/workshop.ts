import { setTimeout as sleep } from 'node:timers/promises'
import { memeAbout, type TinyBrain, temporaryBrain } from '../../test/helpers.ts'
import { type MemeSettings, steer } from '../memes/desk.ts'
import type { Prior } from '../memes/phase.ts'
import { offlineProvider } from '../offline/provider.ts'
import { makePlan, type PlanSettings } from '../plan.ts'
import type { Provider } from '../providers/provider.ts'
import { Purse } from '../providers/spend.ts'
import type { Workshop } from '../run/attempt.ts'
import { type RunEnd, runGeneration } from '../run/run.ts'
import { type RunHeader, RunStore } from '../run/store.ts'
import { loadScenarios, type ScenarioBook } from '../scenarios/load.ts'

// What tests of runs share: a brain on a tiny library, and a whole run in one call.

export const MEMES: MemeSettings = {
  rate: 0.2,
  threshold: 'adaptive',
  floor: 0,
  gap: 2,
  senders: ['A', 'B'],
  temperature: 0.05,
}
/** Scores as a tiny library gives them. */
export const PRIOR: Prior = { scores: Array.from({ length: 240 }, (_, index) => index / 400), held: 0 }
export const PLAN: PlanSettings = {
  seed: 'test',
  kinds: ['role', 'news'],
  lengths: [6, 12],
  strategies: ['greedy', 'random'],
}
export const HEADER: RunHeader = { count: 0, seed: 'test' }

const TOPICS = [
  '加班',
  '吃饭',
  '周末',
  '猫',
  '谢谢',
  '晚安',
  '考试',
  '下雨',
  '笑死',
  '没钱',
  '开会',
  '减肥',
  '红包',
  '抱抱',
]

/** A brain with a meme for each of some topics. */
export const topicBrain = (): Promise<TinyBrain> =>
  temporaryBrain(TOPICS.map((topic, index) => memeAbout(`meme-${index}`, topic)))

/** Scenarios that ship with doutu; read once. */
let book: ScenarioBook | undefined
export function shippedBook(): ScenarioBook {
  book ??= loadScenarios()
  return book
}

/** A workshop; what matters to a test is given. */
export async function workshopOf(
  given: Partial<Workshop> & { settings?: Partial<PlanSettings>; provider?: Provider } = {},
): Promise<Workshop> {
  const { settings = {}, ...parts } = given
  return {
    plan: makePlan(shippedBook(), { ...PLAN, ...settings }),
    provider: offlineProvider(shippedBook().reactions),
    brain: parts.brain ?? (await topicBrain()),
    memes: MEMES,
    steering: steer(MEMES, PRIOR),
    libraryHash: 'test',
    attempts: 3,
    ...parts,
  }
}

/** How {@link runTo} runs. */
export interface TestRun {
  readonly count: number
  readonly concurrency?: number
  readonly resume?: boolean
  readonly retry?: boolean
  readonly purse?: Purse
  readonly signal?: AbortSignal
  readonly header?: RunHeader
  readonly onProgress?: (store: RunStore) => void
}

/** Runs a workshop into a file, and closes the store. */
export async function runTo(out: string, workshop: Workshop, run: TestRun): Promise<{ end: RunEnd; store: RunStore }> {
  const store = RunStore.open(out, run.header ?? HEADER, {
    resume: run.resume ?? false,
    force: false,
    retry: run.retry ?? false,
  })
  try {
    const end = await runGeneration(workshop, store, {
      count: run.count,
      concurrency: run.concurrency ?? 4,
      signal: run.signal ?? new AbortController().signal,
      purse: run.purse ?? new Purse(undefined, { prompt: 0, completion: 0 }),
      onProgress: run.onProgress ?? (() => {}),
    })
    return { end, store }
  } finally {
    store.close()
  }
}

/** A provider whose answers take a while that differs from turn to turn, so that dialogues overtake each other. */
export function jittery(provider: Provider, random: () => number): Provider {
  return {
    ...provider,
    open(cast, self) {
      const voice = provider.open(cast, self)
      return {
        ...(voice.held ? { held: () => voice.held?.() } : {}),
        async reply(view, signal) {
          await sleep(random() * 4)
          return voice.reply(view, signal)
        },
      }
    },
  }
}
