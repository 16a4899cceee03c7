import type { Database } from './database.ts'

/** A vision model's answer as it came. `refused` answers have no text. */
export interface StoredAnswer {
  readonly status: 'answered' | 'refused'
  readonly content: string
}

export function readAnswer(db: Database, key: string): StoredAnswer | undefined {
  return db.prepare<[string], StoredAnswer>('SELECT status, content FROM answers WHERE key = ?').get(key)
}

/** Writes an answer down and settles its request, in one transaction: what was paid for is never lost nor asked again. */
export function saveAnswer(
  db: Database,
  answer: StoredAnswer & { readonly key: string; readonly memeId: string },
  request: number,
  spent: Spending,
  now: number,
): void {
  db.driver.transaction(() => {
    db.prepare('INSERT OR REPLACE INTO answers (key, meme_id, status, content, at) VALUES (?, ?, ?, ?, ?)').run(
      answer.key,
      answer.memeId,
      answer.status,
      answer.content,
      now,
    )
    settleRequest(db, request, spent)
  })()
}

/** Forgets answers, so that they are asked for, and paid for, again. */
export function forgetAnswers(db: Database, keys: readonly string[]): void {
  const forget = db.prepare('DELETE FROM answers WHERE key = ?')
  db.driver.transaction(() => {
    for (const key of keys) forget.run(key)
  })()
}

/** Tokens and money, in the currency of the prices. */
export interface Spending {
  readonly tokensIn: number
  readonly tokensOut: number
  readonly cost: number
}

/**
 * Begins a run of the annotator, or goes on with one that was killed: its spending counts on. @returns the run's number and what it
 * has spent; requests whose answer never came count in full
 */
export function beginRun(db: Database, now: number): { run: number; spent: Spending } {
  const open = db
    .prepare<[], number>('SELECT id FROM annotation_runs WHERE ended_at IS NULL ORDER BY id DESC LIMIT 1')
    .pluck()
  const known = open.get() as number | undefined
  const run =
    known ?? Number(db.prepare('INSERT INTO annotation_runs (started_at) VALUES (?)').run(now).lastInsertRowid)
  const sums =
    'coalesce(sum(tokens_in), 0) AS tokensIn, coalesce(sum(tokens_out), 0) AS tokensOut, coalesce(sum(cost), 0) AS cost'
  const spent = db.prepare<[number], Spending>(`SELECT ${sums} FROM requests WHERE run = ?`).get(run)!
  return { run, spent }
}

/** Ends a run in order; the next one begins with nothing spent. */
export function endRun(db: Database, run: number, now: number): void {
  db.prepare('UPDATE annotation_runs SET ended_at = ? WHERE id = ?').run(now, run)
}

/** Writes down a request before it is sent, with the most that it may cost. @returns its number */
export function beginRequest(db: Database, run: number, key: string, most: Spending, now: number): number {
  const insert = db.prepare(
    'INSERT INTO requests (run, key, tokens_in, tokens_out, cost, settled, at) VALUES (?, ?, ?, ?, ?, 0, ?)',
  )
  return Number(insert.run(run, key, most.tokensIn, most.tokensOut, most.cost, now).lastInsertRowid)
}

/** Writes down what a request did cost. */
export function settleRequest(db: Database, request: number, { tokensIn, tokensOut, cost }: Spending): void {
  db.prepare('UPDATE requests SET tokens_in = ?, tokens_out = ?, cost = ?, settled = 1 WHERE id = ?').run(
    tokensIn,
    tokensOut,
    cost,
    request,
  )
}
