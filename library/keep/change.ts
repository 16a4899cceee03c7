import type { StoredMeme } from '../../src/schemas/meme.ts'
import type { Database } from '../../src/storage/database.ts'
import type { EditBatch } from '../../src/storage/edits.ts'
import { readMemes } from '../../src/storage/memes.ts'
import { applyRecord } from '../records/apply.ts'
import type { MemeRecord } from '../records/record.ts'
import { approveMemes, type Held } from '../safety/approve.ts'

/** What a keeper's work on the library stands on. */
export interface KeepTools {
  readonly database: Database
  readonly dataFolder: string
  /** Processes that look at pictures side by side. */
  readonly workers: number
  readonly now: () => number
  /** What the changes are part of, so that they are taken back together. */
  readonly done: EditBatch
}

/** What was done to several memes at once. */
export interface KeepReport {
  /** Ids of those that are now as was asked. */
  readonly changed: readonly string[]
  readonly held: readonly Held[]
}

/** A change of a meme that is there. */
export interface Change {
  readonly meme: StoredMeme
  readonly record: MemeRecord
}

/**
 * Applies what a person wrote in records. A meme that is to be approved is looked at first, also one that was blocked or deleted
 * before: it is the person's wish.
 */
export async function changeMemes(changes: readonly Change[], tools: KeepTools): Promise<KeepReport> {
  const { database, now, done } = tools
  const toApprove = new Set<string>()
  for (const { meme, record } of changes) {
    if (applyRecord(meme, record, { database, now: now(), done }) === 'to-approve') toApprove.add(meme.id)
  }
  const ids = changes.map(({ meme }) => meme.id)
  if (toApprove.size === 0) return { changed: ids, held: [] }
  const revived = (await readMemes(database, [...toApprove])).map(meme => ({ ...meme, state: 'review' as const }))
  const { held } = await approveMemes(revived, tools)
  const refused = new Set(held.map(({ meme }) => meme.id))
  return { changed: ids.filter(id => !refused.has(id)), held }
}
