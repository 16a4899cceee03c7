import { type Edit, editsOfBatch } from '../../src/storage/edits.ts'
import { readMemes } from '../../src/storage/memes.ts'
import { type MemeRecord, recordSchema, toRecord } from '../records/record.ts'
import { type Change, changeMemes, type KeepReport, type KeepTools } from './change.ts'

/** What taking something back did. */
export interface UndoReport extends KeepReport {
  /** Ids of memes that were changed again since: they stay as they are. */
  readonly stale: readonly string[]
  /** How many memes it was about. */
  readonly total: number
}

/**
 * Takes back what was done at once: every field gets the value that it had before, where it still has the one that it was given. That
 * is a change like any other, and can be taken back itself.
 */
export async function undoBatch(
  batch: string,
  tools: Omit<KeepTools, 'done'> & { newBatch: string },
): Promise<UndoReport> {
  const { newBatch, ...rest } = tools
  const byMeme = groupByMeme(editsOfBatch(tools.database, batch))
  const changes: Change[] = []
  const stale: string[] = []
  for (const meme of await readMemes(tools.database, [...byMeme.keys()])) {
    const record = recordBefore(toRecord(meme), byMeme.get(meme.id) ?? [])
    if (record) changes.push({ meme, record })
    else stale.push(meme.id)
  }
  const report = await changeMemes(changes, { ...rest, done: { batch: newBatch, undoes: batch } })
  return { ...report, stale, total: byMeme.size }
}

function groupByMeme(edits: readonly Edit[]): Map<string, Edit[]> {
  const groups = new Map<string, Edit[]>()
  for (const edit of edits) groups.set(edit.meme, [...(groups.get(edit.meme) ?? []), edit])
  return groups
}

/** The record that brings a meme back, or undefined where any of the fields has another value by now. */
function recordBefore(
  current: Record<string, unknown> & { id: string },
  edits: readonly Edit[],
): MemeRecord | undefined {
  // A field may have changed more than once: it goes back to its first value, from its last.
  const first = new Map<string, unknown>()
  const last = new Map<string, unknown>()
  for (const { field, before, after } of edits) {
    if (!first.has(field)) first.set(field, before)
    last.set(field, after)
  }
  const stands = [...last].every(([field, after]) => JSON.stringify(current[field]) === JSON.stringify(after))
  if (!stands) return undefined
  const parsed = recordSchema.safeParse({ ...Object.fromEntries(first), id: current.id })
  return parsed.success ? parsed.data : undefined
}
