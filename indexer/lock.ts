import { join } from 'node:path'
import { DoutuError } from '../src/errors.ts'
import { withFileLock } from '../src/storage/file-lock.ts'
import { indexFolder } from '../src/storage/vector-index.ts'

const PATIENCE_MILLISECONDS = 10 * 60_000

/** Runs a build while no other process on this machine builds. */
export async function withBuildLock<T>(dataFolder: string, work: () => Promise<T>): Promise<T> {
  const path = join(indexFolder(dataFolder), 'build.lock')
  const busy = () =>
    new DoutuError(
      'index-broken',
      'Another process has been building the index for ten minutes.',
      `End it, or remove ${path}.`,
    )
  return withFileLock(path, { patienceMilliseconds: PATIENCE_MILLISECONDS, busy }, work)
}
