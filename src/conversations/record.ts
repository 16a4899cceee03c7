import type { BrainRequest } from '../brain.ts'
import type { Weights } from '../pipeline/score.ts'
import type { Turn } from '../schemas/context.ts'
import type { Candidate, Decision } from '../schemas/decision.ts'
import type { StoredMeme } from '../schemas/meme.ts'

/** A decision with what happened to it. */
export interface DecisionRecord {
  readonly id: string
  readonly channel: string
  readonly at: number
  /** When the burst that it answers had ended: what the waiting for a decision is counted from. */
  readonly endedAt: number
  /** Whose thought was decided on, and the ids of the messages in it and in those decided on with it, oldest first. */
  readonly speaker: string
  readonly messages: readonly string[]
  readonly decision: Decision
  readonly candidates: readonly Candidate[]
  /** The meme on display now: the decided one, or what took its place. */
  readonly shown: StoredMeme | undefined
  readonly delivered: boolean
  /** Seed of the randomness that this decision was made with. */
  readonly draw: number
  /** Weights of the score's parts that it was made with. */
  readonly weights: Weights
  /** Reactions taken already, as `meme/reaction`. */
  readonly reactions: ReadonlySet<string>
}

/** What a surface may set for one channel and one turn; the settings stand for all that it leaves out. */
export type Terms = Partial<Pick<BrainRequest, 'policy' | 'sampler' | 'weights' | 'filter' | 'silenced'>>

/** What a surface is told. */
export type DecisionListener = (record: DecisionRecord, turns: readonly Turn[]) => void | Promise<void>

/** How conversations run; time is injected. */
export interface ConversationOptions {
  readonly now: () => number
  /** How long one speaker must be quiet before the lines are merged and decided on. */
  readonly quietMilliseconds: number
  readonly onDecision: DecisionListener
  /** Told of a failure while nobody waits for an answer. */
  readonly onError: (error: unknown) => void
  /** What holds in a channel for the turns of a speaker (empty for nobody in particular); asked right before each use. */
  readonly terms?: (channel: string, speaker: string) => Terms
  /** When more thoughts than this wait in a channel, they are decided on as one, on the last of them; every one is answered by default. */
  readonly maximumBacklog?: number
}
