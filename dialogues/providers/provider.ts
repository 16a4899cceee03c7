import type { Cast } from '../plan.ts'
import type { Facets, PersonaRecord, Speaker } from '../record.ts'

/** How an agent would send a meme if one fits: after its words, or alone (the words wait). Whether one is sent the brain decides. */
export type MemeWish = 'after' | 'alone'

/** Something that happened in the talk, as an agent remembers it. A meme is remembered by what it says and shows. */
export interface Remembered {
  readonly speaker: Speaker
  readonly text: string
  readonly meme: SeenMeme | null
  /** What the offline provider meant by it; nothing that language models see. */
  readonly cue?: string | undefined
}

/** What an agent is told of a meme: the words in the picture, and what it is about. */
export interface SeenMeme {
  readonly id: string
  readonly caption: string
  readonly shows: string
  readonly emotion: string
}

/** What one side knows when it is its turn; nothing of the other side's goal or prompt. */
export interface View {
  readonly self: Speaker
  readonly persona: PersonaRecord
  /** The other side, as far as it is known: name and relation. */
  readonly otherName: string
  readonly setting: string
  readonly title: string
  /** For talk about news: what both have read. */
  readonly news: { readonly title: string; readonly summary: string } | undefined
  /** The whole talk so far, as this side remembers it, oldest first. */
  readonly memory: readonly Remembered[]
  /** Turns left, this one included. */
  readonly left: number
  readonly total: number
}

/** What an agent says. */
export interface Reply {
  readonly text: string
  readonly facets: Facets
  readonly meme: MemeWish
  /** Whether this side wants to say one more thing right away. */
  readonly more: boolean
  readonly cue?: string | undefined
}

/** One side of one dialogue. It keeps what it likes between turns. */
export interface Voice {
  /**
   * @throws RejectedReply when what came back must not be used
   * @throws DoutuError `language-model` when nothing came back
   */
  reply(view: View, signal: AbortSignal): Promise<Reply>
  /** The words of the last reply wait: a meme went out instead of them. */
  held?(): void
}

/** Tokens used, and what they cost. */
export interface Usage {
  readonly promptTokens: number
  readonly completionTokens: number
  readonly requests: number
}

/** Where words come from. */
export interface Provider {
  readonly name: 'offline' | 'openai' | 'local'
  readonly model: string
  /** Opens one side of a dialogue. Both sides of one dialogue are opened apart and share nothing. */
  open(cast: Cast, self: Speaker): Voice
  /** What was used so far. */
  usage(): Usage
  close(): Promise<void>
}

/** A reply, or a whole dialogue, that must be set aside: with a stable reason and a sentence. */
export class RejectedReply extends Error {
  constructor(
    readonly reason: RejectReason,
    message: string,
  ) {
    super(message)
    this.name = 'RejectedReply'
  }
}

/** Why a dialogue is set aside. */
export const REJECT_REASONS = [
  'refusal',
  'unparseable',
  'empty',
  'length',
  'language',
  'repetition-within',
  'repetition-across',
  'role-confusion',
  'assistant-voice',
  'leaked-prompt',
  'unsafe',
] as const
export type RejectReason = (typeof REJECT_REASONS)[number]
