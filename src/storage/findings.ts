import type { z } from 'zod'
import type { Database } from './database.ts'
import { parseJson } from './json.ts'

/** What can be found out by looking at an image: how it looks, the words in it, whether it is decent. */
export type FindingKind = 'fingerprint' | 'reading' | 'safety'

/** Findings of a kind by meme id; those that no longer fit the schema (an older version) are left out, to be made anew. */
export function readFindings<T>(db: Database, kind: FindingKind, schema: z.ZodType<T>): Map<string, T> {
  const rows = db
    .prepare<[string], { meme_id: string; content: string }>('SELECT meme_id, content FROM findings WHERE kind = ?')
    .all(kind)
  const found = new Map<string, T>()
  for (const row of rows) {
    const parsed = schema.safeParse(parseJson(row.content))
    if (parsed.success) found.set(row.meme_id, parsed.data)
  }
  return found
}

/** One finding, or undefined. */
export function readFinding<T>(db: Database, id: string, kind: FindingKind, schema: z.ZodType<T>): T | undefined {
  const content = db
    .prepare<[string, string], string>('SELECT content FROM findings WHERE kind = ? AND meme_id = ?')
    .pluck()
    .get(kind, id) as string | undefined
  const parsed = schema.safeParse(parseJson(content))
  return parsed.success ? parsed.data : undefined
}

/** Writes a finding over an older one of its kind; the meme must be there. */
export function saveFinding(db: Database, id: string, kind: FindingKind, content: unknown, now: number): void {
  db.prepare('INSERT OR REPLACE INTO findings (meme_id, kind, content, at) VALUES (?, ?, ?, ?)').run(
    id,
    kind,
    JSON.stringify(content),
    now,
  )
}
