import type { Database } from './database.ts'

/** Two memes that look alike, and what was made of it. */
export interface Pair {
  /** The one that was there first. */
  readonly first: string
  readonly second: string
  /** Distance of their fingerprints, 0 to 1. */
  readonly distance: number
  /** What looking closely and reading said. */
  readonly verdict: 'same' | 'unsure'
  /** Code of the reason for it. */
  readonly why: string
  /** What was decided; null while it is open. */
  readonly decision: 'merged' | 'different' | null
}

/** All pairs, or those still open, nearest first. */
export function readPairs(db: Database, openOnly: boolean): Pair[] {
  const where = openOnly ? 'WHERE decision IS NULL' : ''
  return db
    .prepare<[], Pair>(
      `SELECT first, second, distance, verdict, why, decision FROM pairs ${where} ORDER BY distance, first`,
    )
    .all()
}

/** Notes a pair; one known already keeps its decision. */
export function savePair(db: Database, pair: Omit<Pair, 'decision'>, now: number): void {
  db.prepare('INSERT OR IGNORE INTO pairs (first, second, distance, verdict, why, at) VALUES (?, ?, ?, ?, ?, ?)').run(
    pair.first,
    pair.second,
    pair.distance,
    pair.verdict,
    pair.why,
    now,
  )
}

/** Writes down a decision on a pair, whichever way round it is named. @returns false when there is no such pair */
export function decidePair(db: Database, first: string, second: string, decision: 'merged' | 'different'): boolean {
  const done = db
    .prepare('UPDATE pairs SET decision = ? WHERE (first = ? AND second = ?) OR (first = ? AND second = ?)')
    .run(decision, first, second, second, first)
  return done.changes > 0
}
