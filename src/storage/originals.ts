import type { Database } from './database.ts'

/** Meme ids by the SHA-256 of every file that they came from. */
export function readOriginals(db: Database): Map<string, string> {
  const rows = db.prepare<[], { hash: string; meme_id: string }>('SELECT hash, meme_id FROM originals').all()
  return new Map(rows.map(row => [row.hash, row.meme_id]))
}

/** The names of the files that a meme came from, oldest first. */
export function originalNames(db: Database, id: string): string[] {
  return db.prepare('SELECT name FROM originals WHERE meme_id = ? ORDER BY at, name').pluck().all(id) as string[]
}

/** Notes that a file is a meme's; a file known already stays what it is. */
export function saveOriginal(db: Database, hash: string, id: string, name: string, now: number): void {
  db.prepare('INSERT OR IGNORE INTO originals (hash, meme_id, name, at) VALUES (?, ?, ?, ?)').run(hash, id, name, now)
}

/** An image that must not come in: its hash, and its fingerprint as JSON text. */
export interface BlockedImage {
  readonly hash: string
  readonly fingerprint: string
}

export function readBlockedImages(db: Database): BlockedImage[] {
  return db.prepare<[], BlockedImage>('SELECT hash, fingerprint FROM blocked_images').all()
}

/** Remembers an image that must not come in. */
export function saveBlockedImage(db: Database, { hash, fingerprint }: BlockedImage, now: number): void {
  db.prepare('INSERT OR REPLACE INTO blocked_images (hash, fingerprint, at) VALUES (?, ?, ?)').run(
    hash,
    fingerprint,
    now,
  )
}

/** Gives the files of one meme to another, which it was merged into. */
export function moveOriginals(db: Database, from: string, to: string, now: number): void {
  db.prepare('UPDATE originals SET meme_id = ? WHERE meme_id = ?').run(to, from)
  saveOriginal(db, from, to, '', now)
}
