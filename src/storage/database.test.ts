import { chmodSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type Sqlite from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryDatabase, temporaryFolder } from '../../test/helpers.ts'
import { openDatabase, SqliteDriver } from './database.ts'
import { migrations } from './migrations.ts'

const TABLES = ['annotations', 'calibrations', 'channels', 'deliveries', 'embeddings', 'feedback', 'lexical', 'memes']

const schemaOf = (driver: Sqlite.Database) =>
  driver.prepare<[], { sql: string | null }>('SELECT sql FROM sqlite_master ORDER BY type, name').all()

test('a folder that does not exist becomes a complete database in WAL mode', async () => {
  const db = await temporaryDatabase(join(temporaryFolder(), 'new', 'nested'))
  for (const table of TABLES) expect(db.prepare(`SELECT count(*) AS n FROM ${table}`).get(), table).toEqual({ n: 0 })
  expect(db.driver.pragma('journal_mode', { simple: true })).toBe('wal')
  expect(db.driver.pragma('foreign_keys', { simple: true })).toBe(1)
})

test('opening again changes nothing and loses nothing', async () => {
  const folder = temporaryFolder()
  const first = await openDatabase(folder)
  first.prepare('INSERT INTO settings (key, value) VALUES (?, ?)').run('a', '1')
  const before = schemaOf(first.driver)
  await first.close()
  const second = await temporaryDatabase(folder)
  expect(schemaOf(second.driver)).toEqual(before)
  expect(second.prepare('SELECT value FROM settings').get()).toEqual({ value: '1' })
})

test('a database of the first version is brought up to date with its rows', async () => {
  const folder = temporaryFolder()
  const old = new SqliteDriver(join(folder, 'doutu.db'))
  const query = new Kysely<unknown>({ dialect: new SqliteDialect({ database: old }) })
  await migrations['0001-memes']!.up(query)
  old.exec(`CREATE TABLE kysely_migration (name varchar(255) PRIMARY KEY NOT NULL, timestamp varchar(255) NOT NULL);
    INSERT INTO kysely_migration VALUES ('0001-memes', '2025-01-01T00:00:00.000Z');
    INSERT INTO calibrations VALUES ('old', '{}', 5)`)
  await query.destroy()
  const db = await temporaryDatabase(folder)
  expect(db.prepare('SELECT * FROM calibrations').all()).toEqual([{ encoder: 'old', calibration: '{}', created_at: 5 }])
  expect(db.prepare('SELECT * FROM channels').all()).toEqual([])
})

test('migrations are all or nothing: what fails half-way leaves the file as it was', async () => {
  const folder = temporaryFolder()
  const old = new SqliteDriver(join(folder, 'doutu.db'))
  // The second migration meets a table of its name, after the first has made its tables.
  old.exec('CREATE TABLE channels (mine TEXT)')
  const before = schemaOf(old)
  await expect(openDatabase(folder)).rejects.toMatchObject({ code: 'database-broken' })
  expect(schemaOf(old)).toEqual(before)
  old.close()
})

test('an up-to-date database is opened without waiting for a writer', async () => {
  const writer = await temporaryDatabase()
  writer.driver.exec('BEGIN IMMEDIATE')
  const started = performance.now()
  await (await openDatabase(dirname(writer.path))).close()
  expect(performance.now() - started).toBeLessThan(5000)
  writer.driver.exec('ROLLBACK')
})

test('a database of a newer doutu is refused', async () => {
  const db = await temporaryDatabase()
  db.driver.exec("INSERT INTO kysely_migration VALUES ('9999-future', '2099-01-01T00:00:00.000Z')")
  await expect(openDatabase(dirname(db.path))).rejects.toMatchObject({
    code: 'database-broken',
    message: expect.stringContaining('9999-future'),
  })
})

test.each([
  ['text', Buffer.from('this is not a database '.repeat(100))],
  ['noise after a sound header', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(5000, 0xa7)])],
])('a file that holds %s is refused in one sentence that says what to do, and left alone', async (_, bytes) => {
  const folder = temporaryFolder()
  const path = join(folder, 'doutu.db')
  writeFileSync(path, bytes)
  await expect(openDatabase(folder)).rejects.toMatchObject({
    code: 'database-broken',
    message: expect.stringContaining(path),
    hint: expect.stringContaining('move it aside'),
  })
  expect(readFileSync(path).equals(bytes)).toBe(true)
})

test('a database cut short is refused', async () => {
  const folder = temporaryFolder()
  await (await openDatabase(folder)).close()
  truncateSync(join(folder, 'doutu.db'), 3 * 4096 + 17)
  await expect(openDatabase(folder)).rejects.toMatchObject({ code: 'database-broken' })
})

test('a data folder that is a file, or may not be written, is refused in one sentence', async () => {
  const folder = temporaryFolder()
  const file = join(folder, 'file')
  writeFileSync(file, '')
  await expect(openDatabase(file)).rejects.toMatchObject({
    code: 'data-folder',
    hint: expect.stringContaining('DATA_DIR'),
  })
  const locked = join(folder, 'locked')
  mkdirSync(locked)
  chmodSync(locked, 0o500)
  onTestFinished(() => chmodSync(locked, 0o700))
  // The superuser may write everywhere.
  if (process.getuid?.() === 0) return
  await expect(openDatabase(locked)).rejects.toMatchObject({ code: 'data-folder' })
})

test("the version grows with another connection's writes and not with its own", async () => {
  const folder = temporaryFolder()
  const [mine, other] = [await temporaryDatabase(folder), await temporaryDatabase(folder)]
  const write = 'INSERT INTO settings (key, value) VALUES (?, ?)'
  const before = mine.version()
  mine.prepare(write).run('mine', '')
  expect(mine.version()).toBe(before)
  other.prepare(write).run('other', '')
  expect(mine.version()).not.toBe(before)
})

test('a statement is prepared once per text', async () => {
  const db = await temporaryDatabase()
  expect(db.prepare('SELECT 1')).toBe(db.prepare('SELECT 1'))
  expect(db.prepare('SELECT 1')).not.toBe(db.prepare('SELECT 2'))
})
