import type { Database } from '../../../src/storage/database.ts'
import type { Detail } from './protocol.ts'
import type { Popularity } from './search.ts'

/** How often each meme was sent and liked, everywhere. */
export function readPopularity(db: Database): Popularity {
  type Row = { readonly id: string; readonly count: number }
  const sent = db.prepare<[], Row>('SELECT meme_id AS id, count(*) AS count FROM deliveries GROUP BY meme_id').all()
  const liking = db
    .prepare<[], Row>(
      "SELECT meme_id AS id, sum(CASE reaction WHEN 'up' THEN 1 WHEN 'down' THEN -1 ELSE 0 END) AS count FROM feedback GROUP BY meme_id",
    )
    .all()
  const byId = (rows: readonly Row[]) => new Map(rows.map(({ id, count }) => [id, count]))
  return { sent: byId(sent), liking: byId(liking) }
}

/** How often one meme was sent, in how many channels, and when last. */
export function readUsage(db: Database, id: string): Detail['usage'] {
  return db
    .prepare<[string], Detail['usage']>(
      'SELECT count(*) AS sent, count(DISTINCT channel) AS channels, max(at) AS last FROM deliveries WHERE meme_id = ?',
    )
    .get(id)!
}

/** How often people gave each reaction to one meme. */
export function readFeedback(db: Database, id: string): Detail['feedback'] {
  const rows = db
    .prepare<[string], { reaction: string; count: number }>(
      'SELECT reaction, count(*) AS count FROM feedback WHERE meme_id = ? GROUP BY reaction',
    )
    .all(id)
  return { up: 0, down: 0, another: 0, deleted: 0, ...Object.fromEntries(rows.map(row => [row.reaction, row.count])) }
}
