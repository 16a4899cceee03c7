import type { Selectable } from 'kysely'
import { explanationSchema, originSchema, type Post, postStatusSchema } from '../schemas/post.ts'
import type { Database } from './database.ts'
import { parseJson } from './json.ts'
import type { PostsTable } from './tables.ts'

type Row = Selectable<PostsTable>

function fromRow(row: Row): Post {
  const explanation = explanationSchema.safeParse(parseJson(row.explanation))
  return {
    id: row.id,
    guild: row.guild,
    channel: row.channel,
    meme: row.meme_id,
    origin: originSchema.parse(row.origin),
    status: postStatusSchema.parse(row.status),
    message: row.message ?? undefined,
    answers: row.answers ?? undefined,
    member: row.member,
    requester: row.requester,
    explanation: explanation.success ? explanation.data : undefined,
    at: row.at,
  }
}

/**
 * Notes that a meme is about to be sent. @returns false where a message that the bot would answer by itself has its meme already: then
 * nothing may be sent
 */
export function beginPost(db: Database, post: Omit<Post, 'status' | 'message'>): boolean {
  const { id, guild, channel, meme, origin, answers = null, member, requester, explanation = null, at } = post
  const written = db
    .prepare(
      "INSERT OR IGNORE INTO posts (id, guild, channel, meme_id, origin, status, message, answers, member, requester, explanation, at) VALUES (?, ?, ?, ?, ?, 'sending', NULL, ?, ?, ?, ?, ?)",
    )
    .run(id, guild, channel, meme, origin, answers, member, requester, JSON.stringify(explanation), at)
  return written.changes === 1
}

/** The meme arrived. @param meme what was sent in the end */
export function finishPost(db: Database, id: string, meme: string, message: string): void {
  db.prepare("UPDATE posts SET status = 'sent', meme_id = ?, message = ? WHERE id = ?").run(meme, message, id)
}

export function setPostStatus(db: Database, id: string, status: Post['status']): void {
  db.prepare('UPDATE posts SET status = ? WHERE id = ?').run(status, id)
}

/** Another meme took the place of the one in a message. */
export function setPostMeme(db: Database, message: string, meme: string): void {
  db.prepare('UPDATE posts SET meme_id = ? WHERE message = ?').run(meme, message)
}

/** The meme in a message of this guild; a message of another guild is not found. */
export function postOfMessage(db: Database, guild: string, message: string): Post | undefined {
  const row = db
    .prepare<[string, string], Row>('SELECT * FROM posts WHERE guild = ? AND message = ?')
    .get(guild, message)
  return row && fromRow(row)
}

/** Posts that a process which has ended left in the middle. */
export function unfinishedPosts(db: Database): Post[] {
  return db.prepare<[], Row>("SELECT * FROM posts WHERE status = 'sending' ORDER BY at").all().map(fromRow)
}

/** The last posts of a guild, newest first; with a channel, of that channel only. */
export function recentPosts(db: Database, guild: string, limit: number, channel?: string): Post[] {
  const rows = channel
    ? db
        .prepare<[string, string, number], Row>(
          "SELECT * FROM posts WHERE guild = ? AND channel = ? AND status IN ('sent', 'removed') ORDER BY at DESC, rowid DESC LIMIT ?",
        )
        .all(guild, channel, limit)
    : db
        .prepare<[string, number], Row>(
          "SELECT * FROM posts WHERE guild = ? AND status IN ('sent', 'removed') ORDER BY at DESC, rowid DESC LIMIT ?",
        )
        .all(guild, limit)
  return rows.map(fromRow)
}

/** Counts a member's vote once. @returns false where it was counted already */
export function saveVote(
  db: Database,
  vote: { message: string; member: string; reaction: string; meme: string; guild: string; at: number },
): boolean {
  const { message, member, reaction, meme, guild, at } = vote
  return (
    db
      .prepare('INSERT OR IGNORE INTO votes (message, member, reaction, meme_id, guild, at) VALUES (?, ?, ?, ?, ?, ?)')
      .run(message, member, reaction, meme, guild, at).changes === 1
  )
}

/** How often each meme was liked and disliked in a guild. */
export function countVotes(db: Database, guild: string): Array<{ meme: string; up: number; down: number }> {
  return db
    .prepare<[string], { meme: string; up: number; down: number }>(
      "SELECT meme_id AS meme, sum(reaction = 'up') AS up, sum(reaction != 'up') AS down FROM votes WHERE guild = ? GROUP BY meme_id ORDER BY up - down DESC, up DESC, meme_id",
    )
    .all(guild)
}

/** Channels of a guild whose state is known, with how many memes were sent there. @param prefix what their names start with */
export function channelsOfGuild(
  db: Database,
  guild: string,
  prefix: string,
): Array<{ channel: string; posts: number }> {
  return db
    .prepare<[string, string, string], { channel: string; posts: number }>(
      "SELECT channels.channel AS channel, count(posts.id) AS posts FROM channels LEFT JOIN posts ON posts.channel = channels.channel AND posts.guild = ? AND posts.status IN ('sent', 'removed') WHERE substr(channels.channel, 1, length(?)) = ? GROUP BY channels.channel ORDER BY posts DESC",
    )
    .all(guild, prefix, prefix)
}
