import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { memePath } from '../../src/pipeline/library-snapshot.ts'
import type { Database } from '../../src/storage/database.ts'
import { readFinding, saveFinding } from '../../src/storage/findings.ts'
import type { ReadImage } from '../fingerprint/compare.ts'
import type { Reader } from '../read/reader.ts'
import { type Reading, readingSchema } from '../read/reading.ts'
import type { Known } from './known.ts'

/** The library's images, for comparison. */
export interface Shelf {
  /** A meme's bytes, and its words, which are read now if they never were; undefined where its file is gone. */
  load(id: string): Promise<ReadImage | undefined>
  /** A meme's bytes only. */
  bytes(id: string): Promise<Buffer | undefined>
  /** Puts an image there that is not in the library: a rehearsal must know it as well. */
  put(id: string, image: () => Promise<ReadImage>): void
}

/** Opens the shelf on the memes that an import knows. */
export function openShelf(
  known: Pick<Known, 'memes'>,
  tools: { database: Database; dataFolder: string; reader: Reader | undefined; now: () => number; dryRun: boolean },
): Shelf {
  const extra = new Map<string, () => Promise<ReadImage>>()
  return {
    async load(id) {
      const unsaved = extra.get(id)
      if (unsaved) return unsaved()
      const bytes = await bytesOf(id)
      if (!bytes) return undefined
      return { bytes, reading: readFinding(tools.database, id, 'reading', readingSchema) ?? (await readNow(id, bytes)) }
    },
    bytes: bytesOf,
    put: (id, image) => void extra.set(id, image),
  }

  async function bytesOf(id: string): Promise<Buffer | undefined> {
    const meme = known.memes.get(id)
    const path = meme && memePath(meme, tools.dataFolder)
    return path && existsSync(path) ? readFile(path) : undefined
  }

  async function readNow(id: string, bytes: Buffer): Promise<Reading | undefined> {
    const reading = await tools.reader?.read(bytes).catch(() => undefined)
    if (reading && !tools.dryRun) saveFinding(tools.database, id, 'reading', reading, tools.now())
    return reading
  }
}
