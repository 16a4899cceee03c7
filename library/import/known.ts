import type { Database } from '../../src/storage/database.ts'
import { readFindings } from '../../src/storage/findings.ts'
import { parseJson } from '../../src/storage/json.ts'
import type { LabelledMeme } from '../../src/storage/memes.ts'
import { readMemes } from '../../src/storage/memes.ts'
import { readBlockedImages, readOriginals } from '../../src/storage/originals.ts'
import { readPairs } from '../../src/storage/pairs.ts'
import { fingerprintSchema } from '../fingerprint/fingerprint.ts'
import { NearImages } from '../fingerprint/near.ts'
import { readStarterFingerprints } from '../starter-fingerprints.ts'

/** A meme as far as an import must know it. */
export type KnownMeme = Pick<LabelledMeme, 'id' | 'library' | 'file' | 'state' | 'origin'>

/** Prefix of the ids of blocked images that never were memes, among {@link Known.near}. */
export const BLOCKED_PREFIX = 'blocked:'

/** The library as an import sees it, kept up to date while it runs. */
export interface Known {
  readonly memes: Map<string, KnownMeme>
  /** Meme ids by the content hash of every file that became one. */
  readonly originals: Map<string, string>
  readonly near: NearImages
  /** Content hashes that must not come in. */
  readonly blocked: ReadonlySet<string>
  /** The first meme of the group of like pictures that a meme belongs to; memes that are alone are not here. */
  readonly leaders: Map<string, string>
  /** Memes that have no fingerprint yet. */
  readonly unlooked: readonly LabelledMeme[]
}

/** Reads the library. */
export async function readKnown(database: Database): Promise<Known> {
  const memes = await readMemes(database)
  const fingerprints = new Map([
    ...readStarterFingerprints(),
    ...readFindings(database, 'fingerprint', fingerprintSchema),
  ])
  const near = new NearImages()
  const alive = memes.filter(meme => meme.state !== 'deleted')
  for (const meme of alive) {
    const fingerprint = fingerprints.get(meme.id)
    if (fingerprint) near.add(meme.id, fingerprint)
  }
  const blockedImages = readBlockedImages(database)
  for (const { hash, fingerprint } of blockedImages) {
    const parsed = fingerprintSchema.safeParse(parseJson(fingerprint))
    if (parsed.success) near.add(`${BLOCKED_PREFIX}${hash}`, parsed.data)
  }
  const leaders = new Map<string, string>()
  const there = new Set(alive.map(meme => meme.id))
  for (const { first, second, verdict, decision } of readPairs(database, false))
    if (verdict === 'same' && decision !== 'different' && there.has(first) && there.has(second))
      leaders.set(second, leaders.get(first) ?? first)
  return {
    memes: new Map(memes.map(meme => [meme.id, meme])),
    originals: readOriginals(database),
    near,
    blocked: new Set(blockedImages.map(({ hash }) => hash)),
    leaders,
    unlooked: alive.filter(meme => !fingerprints.has(meme.id)),
  }
}
