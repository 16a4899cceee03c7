import type { Evidence } from './compare.ts'

/** Whether two pictures that look alike are the same meme; `unsure` is for a person to say. */
export interface Judgement {
  readonly verdict: 'same' | 'different' | 'unsure'
  /** Code of the reason. */
  readonly why: 'same-picture' | 'same-words' | 'other-words' | 'other-picture' | 'words-unread' | 'words-added'
}

/** Judges what a closer look found. */
export function judge(evidence: Evidence): Judgement {
  return evidence.whole > 0.5
    ? { verdict: 'same', why: 'same-picture' }
    : { verdict: 'different', why: 'other-picture' }
}
