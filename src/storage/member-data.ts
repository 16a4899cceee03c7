import type { Database } from './database.ts'

/** Lines of history that are kept per channel where a guild turned it on, and for how long. */
export const HISTORY_LINES = 500
export const HISTORY_MILLISECONDS = 30 * 24 * 3600_000

/** A line that a guild wanted kept. */
export interface HistoryLine {
  readonly message: string
  readonly guild: string
  readonly channel: string
  readonly member: string
  readonly text: string
  readonly at: number
}

/** Keeps a line, and drops what is too old or too much in its channel. */
export function saveHistory(db: Database, line: HistoryLine): void {
  const { message, guild, channel, member, text, at } = line
  db.prepare(
    'INSERT OR REPLACE INTO history (message, guild, channel, member, text, at) VALUES (?, ?, ?, ?, ?, ?)',
  ).run(message, guild, channel, member, text, at)
  db.prepare(
    'DELETE FROM history WHERE channel = ? AND (at < ? OR at < (SELECT at FROM history WHERE channel = ? ORDER BY at DESC LIMIT 1 OFFSET ?))',
  ).run(channel, at - HISTORY_MILLISECONDS, channel, HISTORY_LINES - 1)
}

/** The last lines of a channel, oldest first. */
export function readHistory(db: Database, channel: string, limit: number): HistoryLine[] {
  return db
    .prepare<[string, number], HistoryLine>('SELECT * FROM history WHERE channel = ? ORDER BY at DESC LIMIT ?')
    .all(channel, limit)
    .reverse()
}

export function deleteHistoryOfMessage(db: Database, message: string): void {
  db.prepare('DELETE FROM history WHERE message = ?').run(message)
}

export function deleteHistoryOfGuild(db: Database, guild: string): void {
  db.prepare('DELETE FROM history WHERE guild = ?').run(guild)
}

// What is known of a member, table by table. `*` stands for everywhere.
const WHO_ASKED = "WHERE requester = @member AND (@guild = '*' OR guild = @guild)"
const OF_MEMBER = "WHERE member = @member AND (@guild = '*' OR guild = @guild)"
const TABLES = ['member_choices', 'guild_memes', 'guild_blocks', 'posts', 'votes', 'history'] as const

/** What a member said goes, in one guild or (`*`) in all of them. */
export function deleteHistoryOfMember(db: Database, guild: string, member: string): void {
  db.prepare(`DELETE FROM history ${OF_MEMBER}`).run({ guild, member })
}

/** Everything that is stored about a member, by table. @param guild one guild, or `*` for all of them */
export function exportMember(db: Database, guild: string, member: string): Record<string, unknown[]> {
  const rows = (text: string) => db.prepare(text).all({ guild, member })
  return {
    ...Object.fromEntries(TABLES.map(table => [table, rows(`SELECT * FROM ${table} ${OF_MEMBER}`)])),
    requests: rows(`SELECT * FROM posts ${WHO_ASKED}`),
  }
}

/**
 * Deletes what is stored about a member: votes and history go, and where a row is needed by others (a meme that was approved, what
 * was posted) the name is taken out. Choices stay: they are what keeps the bot from collecting anew.
 * @returns how many rows were deleted or cleared
 */
export function deleteMember(db: Database, guild: string, member: string): number {
  const given = { guild, member }
  const run = (text: string) => db.prepare(text).run(given).changes
  return db.driver.transaction(
    () =>
      run(`DELETE FROM votes ${OF_MEMBER}`) +
      run(`DELETE FROM history ${OF_MEMBER}`) +
      run(`UPDATE posts SET member = '' ${OF_MEMBER}`) +
      run(`UPDATE posts SET requester = '' ${WHO_ASKED}`) +
      run(`UPDATE guild_memes SET member = '' ${OF_MEMBER}`) +
      run(`UPDATE guild_blocks SET member = '' ${OF_MEMBER}`),
  )()
}
