import { randomUUID } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import {
  type Annotation,
  annotationSchema,
  type Meme,
  type MemeState,
  memeSchema,
  type Origin,
  originSchema,
  type StoredMeme,
  stateSchema,
} from '../schemas/meme.ts'
import { segment } from '../text/segment.ts'
import type { Database } from './database.ts'
import { type EditBatch, saveEdits } from './edits.ts'
import type { AnnotationsTable, MemesTable } from './tables.ts'

/** A meme with its label in the vector index. */
export interface LabelledMeme extends StoredMeme {
  readonly label: number
}

/** What makes up a meme when it comes in. */
export interface IncomingMeme extends Meme {
  readonly slug: string
  readonly library: string
  readonly state: MemeState
  readonly origin?: Origin
}

const FEW = 500

type Row = Selectable<MemesTable> & Omit<Selectable<AnnotationsTable>, 'meme_id' | 'updated_at'>

/** Reads memes, whatever their state, by label. @param ids only these; those that are not there are left out */
export async function readMemes(db: Database, ids?: readonly string[]): Promise<LabelledMeme[]> {
  const all = db.query
    .selectFrom('memes')
    .innerJoin('annotations', 'annotations.meme_id', 'memes.id')
    .selectAll('memes')
    .select(['scenario', 'unsuitable', 'emotion', 'motivation', 'examples', 'origin'])
    .orderBy('label')
  if (!ids) return (await all.execute()).map(fromRow)
  const rows: Row[] = []
  // SQLite takes only so many values at once.
  for (let start = 0; start < ids.length; start += FEW)
    rows.push(...(await all.where('id', 'in', ids.slice(start, start + FEW)).execute()))
  return rows.map(fromRow)
}

function fromRow(row: Row): LabelledMeme {
  const { scenario, unsuitable, emotion, motivation } = row
  const annotation = annotationSchema.parse({
    scenario,
    unsuitable,
    emotion,
    motivation,
    examples: JSON.parse(row.examples),
  })
  const meme = memeSchema.parse({ ...row, perceptualHash: row.perceptual_hash, tags: JSON.parse(row.tags), annotation })
  return {
    ...meme,
    label: row.label,
    slug: row.slug,
    library: row.library,
    state: stateSchema.parse(row.state),
    origin: originSchema.parse(row.origin),
  }
}

/**
 * Adds memes, or brings those with the same id up to date; one transaction. The state and rating that a keeper gave a meme
 * already there stay. A meme whose slug is taken by another picture of the same library replaces it.
 * @param also what else is to be written in the same transaction
 * @returns how many were added or changed
 */
export async function saveMemes(
  db: Database,
  memes: readonly IncomingMeme[],
  now: number,
  also: () => void = () => {},
): Promise<number> {
  let changed = 0
  await db.query.transaction().execute(async transaction => {
    // SQLite waits for other writers only where a transaction begins with writing; one that has read before fails at once.
    await transaction.deleteFrom('memes').where(sql<boolean>`false`).execute()
    await stepAside(transaction, memes)
    for (const meme of memes) {
      const written = await writeMeme(transaction, meme, now)
      const annotated = await writeAnnotation(transaction, meme, now)
      if (written || annotated) changed += 1
    }
    also()
  })
  return changed
}

// Memes that change their slug first give up the old one, so that those that swap slugs do not take each other for strangers.
async function stepAside(query: Database['query'], memes: readonly IncomingMeme[]): Promise<void> {
  const slugs = new Map(memes.map(meme => [meme.id, meme.slug]))
  const all = query.selectFrom('memes').select(['id', 'slug'])
  // SQLite takes only so many values; a few are looked up, many are found by going through all.
  const known = await (slugs.size > FEW ? all : all.where('id', 'in', [...slugs.keys()])).execute()
  for (const { id, slug } of known) {
    if (slugs.has(id) && slugs.get(id) !== slug)
      await query.updateTable('memes').set({ slug: id }).where('id', '=', id).execute()
  }
}

async function writeMeme(query: Database['query'], meme: IncomingMeme, now: number): Promise<boolean> {
  const { id, slug, library, file, mime, width, height, frames, caption, source, licence, scope } = meme
  const content = { slug, library, file, mime, width, height, frames, caption, source, licence, scope }
  const columns = { ...content, perceptual_hash: meme.perceptualHash, tags: JSON.stringify(meme.tags ?? []) }
  await query
    .deleteFrom('memes')
    .where('library', '=', library)
    .where('slug', '=', slug)
    .where('id', '!=', id)
    .execute()
  const written = await query
    .insertInto('memes')
    .values({ id, ...columns, state: meme.state, rating: meme.rating, created_at: now, updated_at: now })
    .onConflict(conflict =>
      conflict
        .column('id')
        .doUpdateSet({ ...columns, updated_at: now })
        .where(row =>
          row.or(
            (Object.keys(columns) as Array<keyof typeof columns>).map(column =>
              row(`memes.${column}`, '!=', columns[column]),
            ),
          ),
        ),
    )
    .executeTakeFirst()
  return Number(written.numInsertedOrUpdatedRows ?? 0n) > 0
}

async function writeAnnotation(
  query: Database['query'],
  { id, annotation, origin = 'hand' }: Pick<IncomingMeme, 'id' | 'annotation' | 'origin'>,
  now: number,
): Promise<boolean> {
  const columns = { ...annotation, examples: JSON.stringify(annotation.examples), origin, updated_at: now }
  const written = await query
    .insertInto('annotations')
    .values({ meme_id: id, ...columns })
    .onConflict(conflict =>
      conflict
        .column('meme_id')
        .doUpdateSet(columns)
        .where(row =>
          row.or([
            row('annotations.scenario', '!=', columns.scenario),
            row('annotations.unsuitable', '!=', columns.unsuitable),
            row('annotations.emotion', '!=', columns.emotion),
            row('annotations.motivation', '!=', columns.motivation),
            row('annotations.examples', '!=', columns.examples),
            row('annotations.origin', '!=', columns.origin),
          ]),
        ),
    )
    .executeTakeFirst()
  return Number(written.numInsertedOrUpdatedRows ?? 0n) > 0
}

/** Moves a meme to another state; nothing is deleted from disk. @returns false when there is no such meme */
export async function setMemeState(db: Database, id: string, state: MemeState, now: number): Promise<boolean> {
  return changeMeme(db, id, { state }, now)
}

/** The words by which a meme is found: all that is written in it and about it, but not where it is unsuitable. */
export function lexicalText(meme: Pick<Meme, 'caption' | 'tags' | 'annotation'>): string {
  const { scenario, emotion, motivation, examples } = meme.annotation
  return [meme.caption, scenario, emotion, motivation, ...examples, ...(meme.tags ?? [])].join('\n')
}

/** Fills the full-text index anew; one transaction, so a reader sees the old one or the new one. */
export async function rebuildLexical(db: Database, memes: readonly LabelledMeme[]): Promise<void> {
  await db.query.transaction().execute(async transaction => {
    await transaction.deleteFrom('lexical').execute()
    for (const meme of memes) {
      await sql`INSERT INTO lexical(rowid, words) VALUES (${meme.label}, ${segment(lexicalText(meme)).join(' ')})`.execute(
        transaction,
      )
    }
  })
}

/** Puts one meme's words into the full-text index, in place of those that were there. */
export function indexWords(db: Database, meme: LabelledMeme): void {
  db.driver.transaction(() => {
    db.prepare('DELETE FROM lexical WHERE rowid = ?').run(meme.label)
    db.prepare('INSERT INTO lexical(rowid, words) VALUES (?, ?)').run(meme.label, segment(lexicalText(meme)).join(' '))
  })()
}

/** Labels of the memes that share words with a query, best first by BM25. Words are quoted, so that no FTS5 syntax gets through. */
export function searchLexical(db: Database, words: readonly string[], limit: number): number[] {
  if (words.length === 0) return []
  const match = words
    .slice(0, 64)
    .map(word => `"${word.replaceAll('\0', ' ').replaceAll('"', '""')}"`)
    .join(' OR ')
  const rows = db
    .prepare<[string, number], { rowid: number }>(
      'SELECT rowid FROM lexical WHERE lexical MATCH ? ORDER BY bm25(lexical) LIMIT ?',
    )
    .all(match, limit)
  return rows.map(row => row.rowid)
}

/** What may be changed about a meme that is there; its picture stays. */
export interface MemeChange
  extends Partial<Pick<StoredMeme, 'caption' | 'tags' | 'rating' | 'state' | 'scope' | 'source' | 'licence'>> {
  readonly annotation?: Annotation
  readonly origin?: Origin
}

/**
 * Changes a meme, and notes what was changed; one transaction.
 * @param done what it is part of; by default it is a change of its own
 * @returns false when there is no such meme
 */
export function changeMeme(
  db: Database,
  id: string,
  change: MemeChange,
  now: number,
  done: EditBatch = { batch: randomUUID() },
): boolean {
  const { annotation, origin, tags, ...plain } = change
  const columns = { ...plain, ...(tags ? { tags: JSON.stringify(tags) } : {}), updated_at: now }
  const about = {
    ...(annotation ? { ...annotation, examples: JSON.stringify(annotation.examples) } : {}),
    ...(origin ? { origin } : {}),
  }
  return db.driver
    .transaction(() => {
      const before = readFields(db, id)
      if (!before) return false
      updateRow(db, 'memes', 'id', id, columns)
      if (Object.keys(about).length > 0) updateRow(db, 'annotations', 'meme_id', id, { ...about, updated_at: now })
      saveEdits(
        db,
        id,
        differences(before, { ...plain, ...(tags && { tags }), ...annotation, ...(origin && { origin }) }),
        done,
        now,
      )
      return true
    })
    .immediate()
}

function readFields(db: Database, id: string): Record<string, unknown> | undefined {
  const row = db
    .prepare<[string], Record<string, unknown> & { tags: string; examples: string }>(
      'SELECT caption, tags, rating, state, scope, source, licence, scenario, unsuitable, emotion, motivation, examples, origin FROM memes JOIN annotations ON meme_id = id WHERE id = ?',
    )
    .get(id)
  return row && { ...row, tags: JSON.parse(row.tags), examples: JSON.parse(row.examples) }
}

function differences(before: Record<string, unknown>, after: Record<string, unknown>) {
  return Object.entries(after)
    .filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field]))
    .map(([field, value]) => ({ field, before: before[field], after: value }))
}

function updateRow(
  db: Database,
  table: 'memes' | 'annotations',
  key: string,
  id: string,
  columns: Record<string, string | number>,
): void {
  const names = Object.keys(columns)
  const statement = `UPDATE ${table} SET ${names.map(name => `${name} = @${name}`).join(', ')} WHERE ${key} = @key`
  db.prepare<[Record<string, string | number>]>(statement).run({ ...columns, key: id })
}
