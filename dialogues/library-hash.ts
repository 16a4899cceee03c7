import { createHash } from 'node:crypto'
import type { LibrarySnapshot } from '../src/pipeline/library-snapshot.ts'

/** Digest (16 hexadecimal digits) of the memes that can come up, and of what is said about them: data sets of one hash are comparable. */
export function libraryHash(library: LibrarySnapshot): string {
  const hash = createHash('sha256')
  const memes = [...library.byId.values()].map(({ meme }) => meme).filter(meme => meme.state === 'approved')
  for (const { id, caption, annotation } of memes.sort((a, b) => (a.id < b.id ? -1 : 1)))
    hash.update(`${id}\n${caption}\n${JSON.stringify(annotation)}\n`)
  return hash.digest('hex').slice(0, 16)
}
