import { type ChannelState, channelStateSchema, freshChannel } from '../schemas/channel.ts'
import type { Database } from './database.ts'
import { parseJson } from './json.ts'

/** Reads what a channel remembers; one that is unknown, or whose record cannot be read, is fresh. */
export function readChannel(db: Database, channel: string): ChannelState {
  const row = db.prepare<[string], { state: string }>('SELECT state FROM channels WHERE channel = ?').get(channel)
  if (!row) return freshChannel()
  const parsed = channelStateSchema.safeParse(parseJson(row.state))
  return parsed.success ? parsed.data : freshChannel()
}

/** Writes a channel's state: one row, one statement, so that a killed process leaves the old state or the new one. */
export function saveChannel(db: Database, channel: string, state: ChannelState, now: number): void {
  db.prepare(
    'INSERT INTO channels (channel, state, updated_at) VALUES (?, ?, ?) ON CONFLICT (channel) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at',
  ).run(channel, JSON.stringify(state), now)
}

/** A delivery and the state that it leads to, in one transaction: neither is ever there without the other. */
export function saveDelivery(
  db: Database,
  channel: string,
  state: ChannelState,
  delivery: { memeId: string; score: number; threshold: number; at: number },
): void {
  db.driver.transaction(() => {
    db.prepare('INSERT INTO deliveries (channel, meme_id, score, threshold, at) VALUES (?, ?, ?, ?, ?)').run(
      channel,
      delivery.memeId,
      delivery.score,
      delivery.threshold,
      delivery.at,
    )
    saveChannel(db, channel, state, delivery.at)
  })()
}

/** A reaction and the state that it leads to, in one transaction. */
export function saveFeedback(
  db: Database,
  channel: string,
  state: ChannelState,
  feedback: { memeId: string; reaction: string; at: number },
): void {
  db.driver.transaction(() => {
    db.prepare('INSERT INTO feedback (channel, meme_id, reaction, at) VALUES (?, ?, ?, ?)').run(
      channel,
      feedback.memeId,
      feedback.reaction,
      feedback.at,
    )
    saveChannel(db, channel, state, feedback.at)
  })()
}
