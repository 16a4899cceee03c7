import type { StoredMeme } from '../../src/schemas/meme.ts'
import type { Database } from '../../src/storage/database.ts'
import type { EditBatch } from '../../src/storage/edits.ts'
import { changeMeme } from '../../src/storage/memes.ts'
import { checkSafety } from './check.ts'
import { openClassifier } from './classifier.ts'

/** What an approval did. */
export interface ApprovalReport {
  readonly approved: StoredMeme[]
  /** Memes that were not approved, each with a sentence. */
  readonly held: readonly Held[]
}

/** Why a meme was not approved: a person has blocked or deleted it, its image cannot be looked at, or its rating is `blocked`. */
export type HeldCode = 'put-away' | 'unreadable' | 'indecent'

export interface Held {
  readonly meme: StoredMeme
  readonly code: HeldCode
  readonly why: string
}

/**
 * Approves memes once the offline classifier has looked at them. What is rated `blocked`, was blocked or deleted by a person, or
 * cannot be looked at is held.
 */
export async function approveMemes(
  memes: readonly StoredMeme[],
  tools: { database: Database; dataFolder: string; workers: number; now: () => number; done?: EditBatch },
  onProgress?: (done: number, total: number) => void,
): Promise<ApprovalReport> {
  const open = () => openClassifier({ workers: tools.workers })
  const { ratings, failed } = await checkSafety(memes, { ...tools, open }, onProgress)
  const approved: StoredMeme[] = []
  const held: Held[] = []
  for (const meme of memes) {
    const code = reasonToHold(meme, ratings.get(meme.id) ?? meme.rating, failed)
    if (code) held.push({ meme, code, why: whyHeld(code, meme) })
    else {
      changeMeme(tools.database, meme.id, { state: 'approved' }, tools.now(), tools.done)
      approved.push(meme)
    }
  }
  return { approved, held }
}

function reasonToHold(meme: StoredMeme, rating: StoredMeme['rating'], failed: readonly string[]): HeldCode | undefined {
  if (meme.state === 'blocked' || meme.state === 'deleted') return 'put-away'
  if (failed.includes(meme.id)) return 'unreadable'
  return rating === 'blocked' ? 'indecent' : undefined
}

function whyHeld(code: HeldCode, { state }: StoredMeme): string {
  switch (code) {
    case 'put-away':
      return `it is ${state}; set its state with library edit.`
    case 'unreadable':
      return 'its image cannot be looked at.'
    case 'indecent':
      return 'it is rated blocked; library show says why, library edit --rating changes it.'
  }
}
