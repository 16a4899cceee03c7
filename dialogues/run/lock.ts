import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { DoutuError } from '../../src/errors.ts'

const held = new Set<string>()

/**
 * Takes a lock file with this process's id; one left behind by a process that is gone is taken over.
 * @returns what gives it back
 * @throws DoutuError `bad-input` while another run holds it
 */
export function lockFile(path: string): () => void {
  for (let tries = 0; tries < 3; tries += 1) {
    try {
      const descriptor = openSync(path, 'wx')
      writeSync(descriptor, String(process.pid))
      closeSync(descriptor)
      held.add(path)
      return () => {
        held.delete(path)
        rmSync(path, { force: true })
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if (holderLives(path)) break
      rmSync(path, { force: true })
    }
  }
  throw new DoutuError(
    'bad-input',
    `Another run is writing there (${path}).`,
    'Wait for it, or name another file with --out.',
  )
}

function holderLives(path: string): boolean {
  try {
    const holder = Number(readFileSync(path, 'utf8'))
    // A file without an id lost its holder before it signed; in a restarted container the dead holder had this very id.
    if (!holder) return false
    if (holder === process.pid) return held.has(path)
    process.kill(holder, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
