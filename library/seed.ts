import { annotationSchema, memeSchema, originSchema } from '../src/schemas/meme.ts'
import type { Database } from '../src/storage/database.ts'
import { changedFields } from '../src/storage/edits.ts'
import { type IncomingMeme, saveMemes } from '../src/storage/memes.ts'
import { readManifest, STARTER_FOLDER } from './manifest.ts'

/** What a keeper may have changed of a meme's words; its state and rating are kept by themselves. */
const keptSchema = memeSchema
  .pick({ caption: true, tags: true, source: true, licence: true, scope: true })
  .extend({ ...annotationSchema.shape, origin: originSchema })
  .partial()

/**
 * Brings the starter library into the database: new memes come in as approved, changed ones are brought up to date, and what a
 * keeper decided about one (blocked, deleted, other words) stays. @returns how many were added or changed
 */
export async function seedStarter(db: Database, now: number, folder: string = STARTER_FOLDER): Promise<number> {
  const kept = changedFields(db, 'starter')
  const memes = readManifest(folder).map(
    ({ intents: _intents, temper: _temper, drawing: _drawing, ...meme }): IncomingMeme =>
      withKept({ ...meme, library: 'starter', state: 'approved' }, kept.get(meme.id)),
  )
  return saveMemes(db, memes, now)
}

/** The meme with the words that a keeper gave it in place of those it comes with. */
function withKept(meme: IncomingMeme, kept: ReadonlyMap<string, unknown> | undefined): IncomingMeme {
  if (!kept) return meme
  const words = keptSchema.parse(Object.fromEntries(kept))
  const given = <T extends object>(part: T) =>
    Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined))
  const { caption, tags, source, licence, scope, origin, ...annotation } = words
  return {
    ...meme,
    ...given({ caption, tags, source, licence, scope, origin }),
    annotation: { ...meme.annotation, ...given(annotation) },
  }
}
