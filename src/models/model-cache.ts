import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Where the models of a revision are kept: each revision but `main` has a folder of its own. */
export function cacheFolderOf(cacheFolder: string, revision: string): string {
  return revision === 'main' ? cacheFolder : join(cacheFolder, 'revisions', encodeURIComponent(revision))
}

/** Removes what downloads left behind that were killed: files become whole by a rename, so these are never used. */
export function sweepLeftovers(folder: string, isRunning: (process: number) => boolean = runs): void {
  if (!existsSync(folder)) return
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const writer = /\.tmp\.(\d+)\.[^/\\]+$/.exec(file)?.[1]
    if (writer !== undefined && !isRunning(Number(writer))) rmSync(join(folder, file), { force: true })
  }
}

/** Throws the files of a cached model away, so that the next attempt fetches them anew. */
export function dropCachedModel(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

function runs(process_: number): boolean {
  try {
    process.kill(process_, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
