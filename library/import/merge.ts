import { DoutuError } from '../../src/errors.ts'
import type { StoredMeme } from '../../src/schemas/meme.ts'
import type { Database } from '../../src/storage/database.ts'
import { changeMeme } from '../../src/storage/memes.ts'
import { moveOriginals } from '../../src/storage/originals.ts'
import { decidePair, savePair } from '../../src/storage/pairs.ts'

type Mergeable = Pick<StoredMeme, 'id' | 'slug' | 'state' | 'library'>

/**
 * Merges one meme into another: it becomes `deleted`, and its files are known as the other's from now on. Its image stays on disk.
 * @throws DoutuError `bad-input` where the second belongs to the starter library, or both are one
 */
export function mergeMemes(database: Database, into: Mergeable, from: Mergeable, now: number): void {
  if (into.id === from.id) throw new DoutuError('bad-input', 'A meme cannot be merged into itself.', 'Name two.')
  if (from.library !== 'user')
    throw new DoutuError('bad-input', `${from.slug} comes with the program.`, 'Merge the other way round.')
  database.driver.transaction(() => {
    savePair(database, { first: into.id, second: from.id, distance: 0, verdict: 'same', why: 'same-picture' }, now)
    decidePair(database, into.id, from.id, 'merged')
    moveOriginals(database, from.id, into.id, now)
    changeMeme(database, from.id, { state: 'deleted' }, now)
  })()
}
