import type { LabelledMeme } from '../../../src/storage/memes.ts'

const SHOWN_TAGS = 60

/** How many memes there are of each kind that can be filtered by. */
export function overviewOf(memes: readonly LabelledMeme[]) {
  // What is deleted is looked at in its own state only; the other counts are of what the gallery shows.
  const kept = memes.filter(meme => meme.state !== 'deleted')
  const count = (of: readonly LabelledMeme[], keys: (meme: LabelledMeme) => readonly string[]) => {
    const counts = new Map<string, number>()
    for (const meme of of) for (const key of keys(meme)) counts.set(key, (counts.get(key) ?? 0) + 1)
    return [...counts].sort(([, a], [, b]) => b - a)
  }
  return {
    total: kept.length,
    states: Object.fromEntries(count(memes, meme => [meme.state])),
    ratings: Object.fromEntries(count(kept, meme => [meme.rating])),
    origins: Object.fromEntries(count(kept, meme => [meme.origin ?? 'hand'])),
    scopes: Object.fromEntries(count(kept, meme => [meme.scope])),
    libraries: Object.fromEntries(count(kept, meme => [meme.library])),
    tags: Object.fromEntries(count(kept, meme => meme.tags ?? []).slice(0, SHOWN_TAGS)),
    moving: kept.filter(meme => meme.frames > 1).length,
  }
}
