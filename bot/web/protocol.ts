import { z } from 'zod'

/** Longest message that the page takes, in characters; longer ones are refused with a sentence. */
export const MAXIMUM_MESSAGE = 4000

/** A line that a person typed. Its length is looked at apart, for its own sentence. */
export const messageBodySchema = z.object({
  text: z.string(),
  locale: z.enum(['zh', 'en']).default('zh'),
})
/** The page says that a decided meme is on the screen. */
export const deliveryBodySchema = z.object({ decision: z.uuid() })
/** A person's reaction to a meme. */
export const reactionBodySchema = z.object({ decision: z.uuid(), reaction: z.enum(['up', 'down', 'another']) })

/** A meme as the page shows it. */
export interface PageMeme {
  readonly id: string
  readonly caption: string
  readonly url: string
  readonly width: number
  readonly height: number
}

/** One candidate in an explanation. */
export interface PageCandidate {
  readonly meme: PageMeme
  readonly score: number
  readonly parts: ReadonlyArray<{ readonly name: string; readonly label: string; readonly value: number }>
}

/** A decision as the page shows it: what, and why. */
export interface PageDecision {
  readonly id: string
  readonly kind: 'send' | 'hold'
  readonly reason: string
  readonly headline: string
  readonly details: readonly string[]
  readonly score: number
  readonly threshold: number
  readonly meme: PageMeme | null
  readonly candidates: readonly PageCandidate[]
}

/** Everything that the server tells the page, one event each. */
export type PageEvent =
  | { readonly type: 'decision'; readonly decision: PageDecision }
  /** Words go with a decision; there may be none between start and end. */
  | { readonly type: 'words-start'; readonly decision: string }
  | { readonly type: 'words-piece'; readonly decision: string; readonly text: string }
  | { readonly type: 'words-end'; readonly decision: string }
  | { readonly type: 'problem'; readonly message: string }
