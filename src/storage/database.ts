import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type Sqlite from 'better-sqlite3'
import { Kysely, Migrator, SqliteDialect } from 'kysely'
import { DoutuError, messageOf } from '../errors.ts'
import { migrations } from './migrations.ts'
import type { Tables } from './tables.ts'

/** The SQLite driver for this Node. 24.19 and newer abort when version 12 frees a statement, and version 13 does not run on Node 20: so each has its own. */
const OLDEST_FOR_13 = 22
const isNew = Number(process.versions.node.split('.')[0]) >= OLDEST_FOR_13
export const driverName = isNew ? 'better-sqlite3-node22' : 'better-sqlite3'
export const { default: SqliteDriver } = (await import(driverName)) as {
  default: typeof Sqlite
}

/** The open database: Kysely for queries, and the driver for what must be one synchronous step. */
export interface Database {
  readonly query: Kysely<Tables>
  readonly driver: Sqlite.Database
  readonly path: string
  /** A prepared statement, made once per text: each holds memory of SQLite's own, which the garbage collector does not see. */
  prepare<Parameters extends unknown[], Row = unknown>(text: string): Sqlite.Statement<Parameters, Row>
  /** Grows whenever another connection has written: a cheap way to notice that memes changed elsewhere. */
  version(): number
  close(): Promise<void>
}

/** How long a statement waits for another connection that writes. */
const PATIENCE_MILLISECONDS = 15_000

/**
 * Opens `doutu.db` in the data folder in WAL mode, creating folder and file, and brings its schema up to date.
 * @throws DoutuError `data-folder` when the folder cannot be written, `database-broken` when the file is not a sound database
 */
export async function openDatabase(dataFolder: string): Promise<Database> {
  ensureFolder(dataFolder)
  const path = join(dataFolder, 'doutu.db')
  let driver: Sqlite.Database | undefined
  try {
    driver = new SqliteDriver(path, { timeout: PATIENCE_MILLISECONDS })
    await useWal(driver)
    driver.pragma('synchronous = NORMAL')
    driver.pragma('foreign_keys = ON')
    const query = new Kysely<Tables>({ dialect: new SqliteDialect({ database: driver }) })
    await migrate(query, driver)
    return {
      query,
      driver,
      path,
      prepare: statementCache(driver),
      version: versionOf(driver),
      close: () => query.destroy(),
    }
  } catch (error) {
    driver?.close()
    throw new DoutuError(
      'database-broken',
      `The database ${path} cannot be opened (${messageOf(error)}).`,
      'If it is damaged, move it aside: doutu makes a new one from the starter library; settings and feedback in the old one are lost.',
      error,
    )
  }
}

// SQLite does not wait by itself when it changes to WAL, and fails where another process opens the same new file.
async function useWal(driver: Sqlite.Database): Promise<void> {
  for (let waited = 0; ; waited += 20) {
    try {
      driver.pragma('journal_mode = WAL')
      return
    } catch (error) {
      const busy = error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')
      if (!busy || waited >= PATIENCE_MILLISECONDS) throw error
      await sleep(20)
    }
  }
}

function statementCache(driver: Sqlite.Database): Database['prepare'] {
  const statements = new Map<string, Sqlite.Statement>()
  return <Parameters extends unknown[], Row>(text: string) => {
    const statement = statements.get(text) ?? driver.prepare(text)
    statements.set(text, statement)
    return statement as Sqlite.Statement<Parameters, Row>
  }
}

function versionOf(driver: Sqlite.Database): () => number {
  const statement = driver.prepare('PRAGMA data_version').pluck()
  return () => statement.get() as number
}

// Kysely runs the migrations of SQLite outside any transaction. In one, a killed process leaves all of them or none, and another
// process that opens the same new file waits for the first.
async function migrate(query: Kysely<Tables>, driver: Sqlite.Database): Promise<void> {
  const migrator = new Migrator({ db: query, provider: { getMigrations: async () => migrations } })
  const pending = (await migrator.getMigrations()).some(migration => !migration.executedAt)
  if (pending) driver.exec('BEGIN IMMEDIATE')
  const { error } = await migrator.migrateToLatest()
  if (driver.inTransaction) driver.exec(error ? 'ROLLBACK' : 'COMMIT')
  if (error) throw error
}

// Node's own recursive form never returns where the system answers "no such folder" for ever, as under /proc.
function makeFolder(folder: string): void {
  const missing: string[] = []
  for (let path = folder; !existsSync(path); path = dirname(path)) missing.unshift(path)
  for (const path of missing) {
    try {
      mkdirSync(path)
    } catch (error) {
      // Another process may have made it in the meantime.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** Makes a folder and checks that it can be written. */
export function ensureFolder(folder: string): void {
  try {
    makeFolder(folder)
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new DoutuError(
      'data-folder',
      `The folder ${folder} cannot be used (${messageOf(error)}).`,
      'Make it readable and writable, or set DATA_DIR to another folder.',
      error,
    )
  }
}
