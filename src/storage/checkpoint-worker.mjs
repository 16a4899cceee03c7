// Copies what is in the write-ahead log into the database, again and again, on a thread of its own. Plain JavaScript: a worker has no
// loader for TypeScript.
import { parentPort, workerData } from 'node:worker_threads'

const { default: Sqlite } = await import(workerData.driver)
const database = new Sqlite(workerData.path, { timeout: 0 })
const checkpoint = () => {
  try {
    database.pragma('wal_checkpoint(PASSIVE)')
  } catch {
    // Somebody else has the database; the next time is soon.
  }
}
const timer = setInterval(checkpoint, workerData.milliseconds)
parentPort.once('message', () => {
  clearInterval(timer)
  database.close()
  parentPort.close()
})
parentPort.postMessage('ready')
