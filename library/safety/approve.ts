import type { StoredMeme } from '../../src/schemas/meme.ts'
import type { Database } from '../../src/storage/database.ts'
import { changeMeme } from '../../src/storage/memes.ts'
import { checkSafety } from './check.ts'
import { openClassifier } from './classifier.ts'

/** What an approval did. */
export interface ApprovalReport {
  readonly approved: StoredMeme[]
  /** Memes that were not approved, each with a sentence. */
  readonly held: ReadonlyArray<{ readonly meme: StoredMeme; readonly why: string }>
}

/**
 * Approves memes once the offline classifier has looked at them. What is rated `blocked`, was blocked or deleted by a person, or
 * cannot be looked at is held.
 */
export async function approveMemes(
  memes: readonly StoredMeme[],
  tools: { database: Database; dataFolder: string; workers: number; now: () => number },
  onProgress?: (done: number, total: number) => void,
): Promise<ApprovalReport> {
  const open = () => openClassifier({ workers: tools.workers })
  const { ratings, failed } = await checkSafety(memes, { ...tools, open }, onProgress)
  const approved: StoredMeme[] = []
  const held: Array<{ meme: StoredMeme; why: string }> = []
  for (const meme of memes) {
    const why = reasonToHold(meme, ratings.get(meme.id) ?? meme.rating, failed)
    if (why) held.push({ meme, why })
    else {
      changeMeme(tools.database, meme.id, { state: 'approved' }, tools.now())
      approved.push(meme)
    }
  }
  return { approved, held }
}

function reasonToHold(meme: StoredMeme, rating: StoredMeme['rating'], failed: readonly string[]): string | undefined {
  if (meme.state === 'blocked' || meme.state === 'deleted')
    return `it is ${meme.state}; set its state with library edit.`
  if (failed.includes(meme.id)) return 'its image cannot be looked at.'
  if (rating === 'blocked') return 'it is rated blocked; library show says why, library edit --rating changes it.'
  return undefined
}
