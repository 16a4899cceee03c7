import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DoutuError } from '../errors.ts'

const POLL_MILLISECONDS = 200
const UNSIGNED_MILLISECONDS = 3000

/** Locks that this very process holds. */
const held = new Set<string>()

/** How a lock is waited for. */
export interface LockOptions {
  readonly patienceMilliseconds: number
  /** What is thrown once patience has ended. */
  readonly busy: () => DoutuError
}

/**
 * Runs work while no other process on this machine holds the same lock. The lock is a file with the holder's process id; it goes with
 * the work, or with the process where that ends first. One left behind by a process that was killed is taken over.
 */
export async function withFileLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true })
  const until = Date.now() + options.patienceMilliseconds
  while (!take(path)) {
    if (Date.now() > until) throw options.busy()
    await sleep(POLL_MILLISECONDS)
  }
  const release = () => {
    held.delete(path)
    rmSync(path, { force: true })
  }
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

function take(path: string): boolean {
  try {
    const descriptor = openSync(path, 'wx')
    writeSync(descriptor, String(process.pid))
    closeSync(descriptor)
    held.add(path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    if (!holderLives(path)) rmSync(path, { force: true })
    return false
  }
}

function holderLives(path: string): boolean {
  try {
    const holder = Number(readFileSync(path, 'utf8'))
    // The file exists for an instant before its holder has signed it; one unsigned for longer lost its holder.
    if (!holder) return Date.now() - statSync(path).mtimeMs < UNSIGNED_MILLISECONDS
    // In a container that was killed and started again, the dead holder had the very id that this process has.
    if (holder === process.pid) return held.has(path)
    process.kill(holder, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
