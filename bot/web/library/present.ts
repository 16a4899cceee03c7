import { existsSync } from 'node:fs'
import type { LibrarySnapshot, LoadedMeme } from '../../../src/pipeline/library-snapshot.ts'
import { similarity } from '../../../src/pipeline/samplers.ts'
import type { Database } from '../../../src/storage/database.ts'
import { editsOfMeme } from '../../../src/storage/edits.ts'
import type { LabelledMeme } from '../../../src/storage/memes.ts'
import { originalNames } from '../../../src/storage/originals.ts'
import type { Detail, Item } from './protocol.ts'
import type { Found } from './search.ts'
import { readFeedback, readUsage } from './usage.ts'

const NEIGHBOURS = 8
const SHOWN_EDITS = 60

/** A meme as the gallery shows it. */
export function presentItem({ meme, score, matched }: Found): Item {
  const { id, caption, width, height, frames, state, rating, scope } = meme
  return { id, caption, width, height, frames, state, rating, scope, score, matched: [...matched] }
}

/** Everything about a meme. @param path where its image lies */
export function presentDetail(meme: LabelledMeme, path: string, library: LibrarySnapshot, db: Database): Detail {
  const { score: _score, matched: _matched, ...item } = presentItem({ meme, score: null, matched: [] })
  const { slug, mime, tags = [], source, licence, origin = 'hand', annotation } = meme
  return {
    ...item,
    ...{ slug, library: meme.library, mime, tags, source, licence, origin, annotation },
    names: originalNames(db, meme.id).filter(Boolean),
    embedded: library.byId.has(meme.id),
    present: existsSync(path),
    usage: readUsage(db, meme.id),
    feedback: readFeedback(db, meme.id),
    neighbours: nearest(meme.id, library),
    edits: editsOfMeme(db, meme.id, SHOWN_EDITS),
  }
}

/** The memes most like one, nearest first; deleted ones left out. */
function nearest(id: string, library: LibrarySnapshot): Detail['neighbours'] {
  if (!library.byId.has(id)) return []
  const others = [...library.byId.values()].filter(({ meme }) => meme.id !== id && meme.state !== 'deleted')
  const near = others.map((item): [LoadedMeme, number] => [item, similarity(id, item.meme.id, library)])
  return near
    .sort(([, a], [, b]) => b - a)
    .slice(0, NEIGHBOURS)
    .map(([{ meme }, alike]) => ({ item: presentItem({ meme, score: null, matched: [] }), similarity: alike }))
}
