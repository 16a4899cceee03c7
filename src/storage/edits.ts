import type { Database } from './database.ts'

/** One field of a meme that was changed. `before` and `after` are its values. */
export interface Edit {
  readonly id: number
  /** What was done at once: one edit of several fields, or one action on several memes. */
  readonly batch: string
  readonly meme: string
  readonly field: string
  readonly before: unknown
  readonly after: unknown
  /** The batch that this one took back. */
  readonly undoes: string | null
  /** Epoch milliseconds. */
  readonly at: number
}

/** What a person, or a program for them, does at once, and what it takes back. */
export interface EditBatch {
  readonly batch: string
  readonly undoes?: string
}

type Row = Omit<Edit, 'before' | 'after'> & { readonly before: string; readonly after: string }

const COLUMNS = 'SELECT id, batch, meme_id AS meme, field, before, after, undoes, at FROM edits'
const toEdit = (row: Row): Edit => ({ ...row, before: JSON.parse(row.before), after: JSON.parse(row.after) })

/** Notes what was changed about a meme. */
export function saveEdits(
  db: Database,
  meme: string,
  changes: ReadonlyArray<Pick<Edit, 'field' | 'before' | 'after'>>,
  { batch, undoes }: EditBatch,
  at: number,
): void {
  const insert = db.prepare(
    'INSERT INTO edits (batch, meme_id, field, before, after, undoes, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  for (const { field, before, after } of changes)
    insert.run(batch, meme, field, JSON.stringify(before), JSON.stringify(after), undoes ?? null, at)
}

/** The last changes of a meme, newest first. */
export function editsOfMeme(db: Database, meme: string, limit: number): Edit[] {
  return db
    .prepare<[string, number], Row>(`${COLUMNS} WHERE meme_id = ? ORDER BY id DESC LIMIT ?`)
    .all(meme, limit)
    .map(toEdit)
}

/** Everything that was changed at once, oldest first. */
export function editsOfBatch(db: Database, batch: string): Edit[] {
  return db.prepare<[string], Row>(`${COLUMNS} WHERE batch = ? ORDER BY id`).all(batch).map(toEdit)
}

/**
 * The fields in which the memes of a library differ from what they came with, by meme: a change that was taken back is none.
 */
export function changedFields(db: Database, library: string): Map<string, Map<string, unknown>> {
  const rows = db
    .prepare<[string], Pick<Row, 'meme' | 'field' | 'before' | 'after'>>(
      'SELECT meme_id AS meme, field, before, after FROM edits JOIN memes ON memes.id = meme_id WHERE library = ? ORDER BY edits.id',
    )
    .all(library)
  const originals = new Map<string, string>()
  const changed = new Map<string, Map<string, unknown>>()
  for (const { meme, field, before, after } of rows) {
    const key = `${meme}/${field}`
    if (!originals.has(key)) originals.set(key, before)
    const fields = changed.get(meme) ?? new Map<string, unknown>()
    changed.set(meme, fields)
    if (after === originals.get(key)) fields.delete(field)
    else fields.set(field, JSON.parse(after))
  }
  return changed
}
