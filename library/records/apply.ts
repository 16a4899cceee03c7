import type { Annotation, Rating, StoredMeme } from '../../src/schemas/meme.ts'
import type { Database } from '../../src/storage/database.ts'
import type { EditBatch } from '../../src/storage/edits.ts'
import { readFinding, saveFinding } from '../../src/storage/findings.ts'
import { changeMeme, type MemeChange } from '../../src/storage/memes.ts'
import { safetySchema, UNKNOWN_SAFETY } from '../safety/safety.ts'
import { type FullRecord, type MemeRecord, toRecord } from './record.ts'

/** What applying a record did: nothing, a change, or a change that still needs an approval. */
export type Applied = 'unchanged' | 'changed' | 'to-approve'

const FACETS = ['scenario', 'unsuitable', 'emotion', 'motivation', 'examples'] as const
const PLAIN = ['caption', 'tags', 'scope', 'source', 'licence'] as const

/**
 * Applies what a person wrote in a record to a meme. A change of the annotation makes it one by hand, unless the record names another
 * origin; a rating given here wins over every other opinion. Approval is left to the caller, as it needs the safety check. What is
 * changed of a meme of the starter library stays over an update of the program.
 */
export function applyRecord(
  meme: StoredMeme,
  record: MemeRecord,
  tools: { database: Database; now: number; dryRun?: boolean; done?: EditBatch },
): Applied {
  const before = toRecord(meme)
  const differs = (field: keyof MemeRecord) =>
    record[field] !== undefined && JSON.stringify(record[field]) !== JSON.stringify(before[field])
  const annotated = FACETS.some(differs)
  const plain = PLAIN.filter(differs)
  const approves = differs('state') && record.state === 'approved'
  const change: MemeChange = {
    ...Object.fromEntries(plain.map(field => [field, record[field]])),
    ...(differs('state') && record.state && !approves ? { state: record.state } : {}),
    ...(differs('rating') && record.rating ? { rating: record.rating } : {}),
    ...(annotated ? { annotation: annotationOf(before, record) } : {}),
    ...originOf(annotated, differs('origin'), record),
  }
  const changed = Object.keys(change).length > 0
  if (changed && !tools.dryRun) {
    if (change.rating) noteKeeperRating(tools.database, meme.id, change.rating, tools.now)
    changeMeme(tools.database, meme.id, change, tools.now, tools.done)
  }
  return approves ? 'to-approve' : changed ? 'changed' : 'unchanged'
}

function annotationOf(before: FullRecord, record: MemeRecord): Annotation {
  return {
    scenario: record.scenario ?? before.scenario,
    unsuitable: record.unsuitable ?? before.unsuitable,
    emotion: record.emotion ?? before.emotion,
    motivation: record.motivation ?? before.motivation,
    examples: record.examples ?? before.examples,
  }
}

function originOf(annotated: boolean, named: boolean, { origin }: MemeRecord): Pick<MemeChange, 'origin'> {
  if (named && origin) return { origin }
  return annotated ? { origin: 'hand' } : {}
}

function noteKeeperRating(database: Database, id: string, keeper: Rating, now: number): void {
  const before = readFinding(database, id, 'safety', safetySchema) ?? UNKNOWN_SAFETY
  saveFinding(database, id, 'safety', { ...before, keeper }, now)
}
