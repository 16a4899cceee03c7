import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { type Database, driverName } from './database.ts'

const EVERY_MILLISECONDS = 1000
/** SQLite's own: pages in the log after which a writer stops to copy them itself. */
const USUAL_PAGES = 1000
/** Where the worker does it, a writer does so only if that has not come round for long. */
const PATIENT_PAGES = 50_000

/**
 * Has the write-ahead log copied into the database by a thread of its own: a checkpoint waits for the disk, and on the main thread
 * everybody would wait with it. Where the thread ends by itself, SQLite's usual way is back.
 * @returns how to stop
 */
export async function checkpointAside(db: Database): Promise<() => Promise<void>> {
  const workerData = { driver: import.meta.resolve(driverName), path: db.path, milliseconds: EVERY_MILLISECONDS }
  const worker = new Worker(new URL('./checkpoint-worker.mjs', import.meta.url), { workerData, execArgv: [] })
  const usual = () => {
    if (db.driver.open) db.driver.pragma(`wal_autocheckpoint = ${USUAL_PAGES}`)
  }
  const ended = once(worker, 'exit').then(usual, usual)
  const ready = once(worker, 'message').then(
    () => true,
    () => false,
  )
  if (await Promise.race([ready, ended.then(() => false)])) db.driver.pragma(`wal_autocheckpoint = ${PATIENT_PAGES}`)
  worker.unref()
  return async () => {
    worker.postMessage('stop')
    await ended
  }
}
