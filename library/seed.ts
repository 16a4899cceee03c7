import type { Database } from '../src/storage/database.ts'
import { type IncomingMeme, saveMemes } from '../src/storage/memes.ts'
import { readManifest, STARTER_FOLDER } from './manifest.ts'

/**
 * Brings the starter library into the database: new memes come in as approved, changed ones are brought up to date, and what a
 * keeper decided about one (blocked, deleted) stays. @returns how many were added or changed
 */
export async function seedStarter(db: Database, now: number, folder: string = STARTER_FOLDER): Promise<number> {
  const memes = readManifest(folder).map(
    ({ intents: _intents, temper: _temper, drawing: _drawing, ...meme }): IncomingMeme => ({
      ...meme,
      library: 'starter',
      state: 'approved',
    }),
  )
  return saveMemes(db, memes, now)
}
