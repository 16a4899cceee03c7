import type { z } from 'zod'
import {
  type GuildSettings,
  guildSettingsSchema,
  type MemberChoice,
  type PlaceSettings,
  placeSettingsSchema,
} from '../schemas/guild.ts'
import type { Database } from './database.ts'
import { parseJson } from './json.ts'

/** Stands for every guild in a member's choices. */
export const EVERYWHERE = '*'

function readSettings<T>(db: Database, guild: string, channel: string, schema: z.ZodType<T>, otherwise: T): T {
  const row = db
    .prepare<[string, string], { settings: string }>(
      'SELECT settings FROM guild_settings WHERE guild = ? AND channel = ?',
    )
    .get(guild, channel)
  const parsed = schema.safeParse(parseJson(row?.settings))
  return parsed.success ? parsed.data : otherwise
}

/** A guild's own settings; none where it set nothing. */
export function readGuild(db: Database, guild: string): GuildSettings {
  return readSettings<GuildSettings>(db, guild, '', guildSettingsSchema, {})
}

/** What a guild set for one channel. */
export function readPlace(db: Database, guild: string, channel: string): PlaceSettings {
  return readSettings<PlaceSettings>(db, guild, channel, placeSettingsSchema, {})
}

/** Every channel that a guild set something for. */
export function readPlaces(db: Database, guild: string): Map<string, PlaceSettings> {
  const rows = db
    .prepare<[string], { channel: string }>(
      "SELECT channel FROM guild_settings WHERE guild = ? AND channel != '' ORDER BY channel",
    )
    .all(guild)
  return new Map(rows.map(({ channel }) => [channel, readPlace(db, guild, channel)]))
}

/** Writes a guild's settings, or with a channel that channel's. */
export function saveSettings(
  db: Database,
  guild: string,
  channel: string,
  settings: GuildSettings | PlaceSettings,
  now: number,
): void {
  db.prepare(
    'INSERT INTO guild_settings (guild, channel, settings, updated_at) VALUES (?, ?, ?, ?) ON CONFLICT (guild, channel) DO UPDATE SET settings = excluded.settings, updated_at = excluded.updated_at',
  ).run(guild, channel, JSON.stringify(settings), now)
}

/** Forgets what was set for a channel that is gone. */
export function deletePlace(db: Database, guild: string, channel: string): void {
  db.prepare("DELETE FROM guild_settings WHERE guild = ? AND channel = ? AND channel != ''").run(guild, channel)
}

/** What a member chose for exactly this guild (or {@link EVERYWHERE}). */
export function readChoice(db: Database, guild: string, member: string): MemberChoice {
  const row = db
    .prepare<[string, string], { unread: number; without_memes: number }>(
      'SELECT unread, without_memes FROM member_choices WHERE guild = ? AND member = ?',
    )
    .get(guild, member)
  return { unread: row?.unread === 1, withoutMemes: row?.without_memes === 1 }
}

/** What holds for a member in a guild: what they chose there, and what they chose for everywhere. */
export function effectiveChoice(db: Database, guild: string, member: string): MemberChoice {
  const [here, everywhere] = [readChoice(db, guild, member), readChoice(db, EVERYWHERE, member)]
  return {
    unread: here.unread || everywhere.unread,
    withoutMemes: here.withoutMemes || everywhere.withoutMemes,
  }
}

export function saveChoice(db: Database, guild: string, member: string, choice: MemberChoice, now: number): void {
  db.prepare(
    'INSERT INTO member_choices (guild, member, unread, without_memes, updated_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (guild, member) DO UPDATE SET unread = excluded.unread, without_memes = excluded.without_memes, updated_at = excluded.updated_at',
  ).run(guild, member, Number(choice.unread), Number(choice.withoutMemes), now)
}

/** Small facts of the program itself. */
export function readFact(db: Database, key: string): string | undefined {
  return db.prepare<[string], { value: string }>('SELECT value FROM settings WHERE key = ?').get(key)?.value
}

export function saveFact(db: Database, key: string, value: string): void {
  db.prepare(
    'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  ).run(key, value)
}
