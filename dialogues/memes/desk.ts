import type { Brain } from '../../src/brain.ts'
import type { Random } from '../../src/pipeline/samplers.ts'
import { makeSampler, type Sampler } from '../../src/pipeline/samplers.ts'
import { next, type Policy } from '../../src/pipeline/threshold.ts'
import { type ChannelState, freshChannel } from '../../src/schemas/channel.ts'
import type { Turn } from '../../src/schemas/context.ts'
import type { Decision } from '../../src/schemas/decision.ts'
import type { StoredMeme } from '../../src/schemas/meme.ts'
import { streamOf } from '../random.ts'
import type { DecisionRecord, Facets, Speaker, Strategy } from '../record.ts'
import { drawPhase, type Prior, TURN_SECONDS } from './phase.ts'

/** How memes get into dialogues. */
export interface MemeSettings {
  /** Memes per turn that are asked for, in [0, 1]. */
  readonly rate: number
  /** `adaptive`, or the fixed score from which a meme is sent. */
  readonly threshold: 'adaptive' | number
  /** Lowest score that the adaptive threshold may fall to, in [0, 1]. */
  readonly floor: number
  /** Turns that must pass between two memes. */
  readonly gap: number
  readonly senders: readonly Speaker[]
  readonly temperature: number
}

/** The part of the brain that dialogues use. */
export type Chooser = Pick<Brain, 'choose'>

/** Decides on the turns of one dialogue, through the brain, and keeps its state. */
export interface MemeDesk {
  /** @param turns the talk so far, the words that a meme would go with last */
  decide(
    turns: readonly Turn[],
    speaker: Speaker,
    facets: Facets,
  ): Promise<{ decision: DecisionRecord; meme: StoredMeme | undefined }>
  /** The meme of the last decision is in the dialogue. */
  delivered(meme: StoredMeme, turn: number): void
  readonly state: ChannelState
}

/** Room in the budget where the threshold is fixed: the gap alone limits then. */
const FREE_BUDGET = 2.5
const SHOWN_RUNNERS_UP = 3

/** How a run decides: a policy, and the talk in general that each dialogue's past is made of. */
export interface Steering {
  readonly policy: Policy
  readonly prior: Prior
  readonly adaptive: boolean
}

/**
 * The policy that gives the rate asked for. The brain's target counts messages that are open to a meme, so what the gate holds, and
 * what the other side would have to send, is made up for; never beyond what the gap leaves room for.
 */
export function steer(settings: MemeSettings, prior: Prior): Steering {
  const { rate, threshold, floor, gap, senders } = settings
  const highest = 1 / (gap + 1)
  const common = { minimumGap: gap, minimumGapSeconds: 0 }
  if (rate <= 0 || senders.length === 0)
    return { policy: { ...common, targetRate: 0, floor: 1 }, prior, adaptive: false }
  if (threshold !== 'adaptive')
    return { policy: { ...common, targetRate: highest, floor: threshold }, prior, adaptive: false }
  const open = (1 - prior.held) * (senders.length / 2)
  const targetRate = Math.min(highest, rate / Math.max(0.05, open))
  return { policy: { ...common, floor, targetRate }, prior: { ...prior, held: 1 - open }, adaptive: true }
}

/** Opens the desk of one dialogue: its state drawn from its seed, or free of the past where the threshold is fixed. */
export function openDesk(
  brain: Chooser,
  settings: MemeSettings,
  steering: Steering,
  strategy: Strategy,
  seed: string,
): MemeDesk {
  const { policy, prior, adaptive } = steering
  let state = adaptive
    ? drawPhase(prior, policy, streamOf(seed, 'phase'))
    : { ...freshChannel(), frozen: true, budget: FREE_BUDGET }
  return deskOf(brain, policy, settings, makeSampler(strategy, settings.temperature), streamOf(seed, 'memes'), {
    get: () => state,
    set: changed => {
      state = changed
    },
  })
}

interface StateBox {
  get(): ChannelState
  set(state: ChannelState): void
}

function deskOf(
  brain: Chooser,
  policy: Policy,
  settings: MemeSettings,
  sampler: Sampler,
  random: Random,
  box: StateBox,
): MemeDesk {
  return {
    get state() {
      return box.get()
    },
    async decide(turns, speaker, facets) {
      const choice = await brain.choose({
        turns,
        unseen: 1,
        state: box.get(),
        policy,
        sampler,
        hints: facets,
        now: turns.length * TURN_SECONDS * 1000,
        random,
        ...(settings.senders.includes(speaker) ? {} : { silenced: 'muted' as const }),
      })
      box.set(choice.state)
      const { decision } = choice
      return { decision: decisionRecord(decision), meme: decision.kind === 'send' ? decision.meme : undefined }
    },
    delivered(meme, turn) {
      box.set(next(box.get(), { kind: 'delivered', meme: meme.id, at: turn * TURN_SECONDS * 1000 }, policy))
    },
  }
}

const round = (value: number) => Math.round(value * 1e4) / 1e4

/** A decision as it is kept in the data set. */
export function decisionRecord(decision: Decision): DecisionRecord {
  const { floor, quantile, level, refractory } = decision.thresholdParts
  return {
    kind: decision.kind,
    reason: decision.reason,
    ...(decision.kind === 'hold' && decision.evidence ? { evidence: decision.evidence } : {}),
    score: round(decision.score),
    threshold: round(decision.threshold),
    thresholdParts: {
      floor: round(floor),
      quantile: round(quantile),
      level: round(level),
      refractory: round(refractory),
    },
    ...(decision.kind === 'send'
      ? {
          memeScore: round(decision.memeScore),
          parts: Object.fromEntries(Object.entries(decision.parts).map(([name, value]) => [name, round(value)])),
        }
      : {}),
    runnersUp: decision.runnersUp
      .slice(0, SHOWN_RUNNERS_UP)
      .map(({ meme, score }) => ({ id: meme.id, caption: meme.caption, score: round(score) })),
  }
}
