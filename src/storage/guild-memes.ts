import type { Database } from './database.ts'

/** What a guild blocked: one picture, by content and by look. */
export interface Block {
  readonly contentHash: string
  /** 64 bits, hexadecimal; empty where only the content is blocked. */
  readonly perceptualHash: string
}

/** Where a guild's own meme came from. */
export interface Submission {
  readonly meme: string
  readonly guild: string
  /** SHA-256 of the bytes that were handed in. */
  readonly contentHash: string
  readonly member: string
  readonly at: number
}

export function readBlocks(db: Database, guild: string): Block[] {
  return db
    .prepare<[string], Block>(
      'SELECT content_hash AS contentHash, perceptual_hash AS perceptualHash FROM guild_blocks WHERE guild = ? ORDER BY at',
    )
    .all(guild)
}

export function saveBlock(db: Database, guild: string, block: Block, member: string, at: number): void {
  db.prepare(
    'INSERT INTO guild_blocks (guild, content_hash, perceptual_hash, member, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (guild, content_hash) DO UPDATE SET perceptual_hash = excluded.perceptual_hash',
  ).run(guild, block.contentHash, block.perceptualHash, member, at)
}

export function deleteBlock(db: Database, guild: string, contentHash: string): boolean {
  return db.prepare('DELETE FROM guild_blocks WHERE guild = ? AND content_hash = ?').run(guild, contentHash).changes > 0
}

export function saveSubmission(db: Database, { meme, guild, contentHash, member, at }: Submission): void {
  db.prepare(
    'INSERT OR REPLACE INTO guild_memes (meme_id, guild, content_hash, member, at) VALUES (?, ?, ?, ?, ?)',
  ).run(meme, guild, contentHash, member, at)
}

/** Where a guild's own meme came from; undefined for the memes of others, the shared ones included. */
export function readSubmission(db: Database, guild: string, meme: string): Submission | undefined {
  return db
    .prepare<[string, string], Submission>(
      'SELECT meme_id AS meme, guild, content_hash AS contentHash, member, at FROM guild_memes WHERE guild = ? AND meme_id = ?',
    )
    .get(guild, meme)
}

/** The guild's own memes that wait for a moderator, oldest first. */
export function pendingSubmissions(db: Database, guild: string): Submission[] {
  return db
    .prepare<[string], Submission>(
      "SELECT meme_id AS meme, guild, content_hash AS contentHash, member, guild_memes.at AS at FROM guild_memes JOIN memes ON memes.id = meme_id WHERE guild = ? AND memes.state = 'review' ORDER BY guild_memes.at, memes.label",
    )
    .all(guild)
}
