import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Database, openDatabase } from '../src/storage/database.ts'
import type { IncomingMeme } from '../src/storage/memes.ts'
import { openTinyBrain, type TinyBrain } from './fakes.ts'

export * from './fakes.ts'

/** A folder of this test's own, removed when it ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'doutu-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** An open database of this test's own. */
export async function temporaryDatabase(folder: string = temporaryFolder()): Promise<Database> {
  const database = await openDatabase(folder)
  onTestFinished(() => database.close())
  return database
}

/** {@link openTinyBrain} in a folder of this test's own, closed when it ends. */
export async function temporaryBrain(
  memes: readonly IncomingMeme[],
  options: Parameters<typeof openTinyBrain>[2] = {},
): Promise<TinyBrain> {
  const brain = await openTinyBrain(temporaryFolder(), memes, options)
  onTestFinished(() => brain.close())
  return brain
}
