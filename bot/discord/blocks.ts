import type { LibrarySnapshot } from '../../src/pipeline/library-snapshot.ts'
import type { StoredMeme } from '../../src/schemas/meme.ts'
import type { Database } from '../../src/storage/database.ts'
import { type Block, deleteBlock, readBlocks, readSubmission, saveBlock } from '../../src/storage/guild-memes.ts'

/** Pictures whose perceptual hashes differ in at most this many of 64 bits are the same picture, drawn or packed anew. */
export const SAME_PICTURE_BITS = 6
/** A hash with fewer bits set (or unset) than this is that of a plain area: it says nothing about a picture. */
const TELLING_BITS = 8

/** What each guild does not want to see again, by content and by look. */
export class Blocks {
  private readonly cache = new Map<string, { library: LibrarySnapshot; excluded: ReadonlySet<string> }>()

  constructor(
    private readonly database: Database,
    private readonly library: () => LibrarySnapshot,
  ) {}

  /** Ids of the memes that a guild must not get. */
  excluded(guild: string): ReadonlySet<string> {
    const library = this.library()
    const known = this.cache.get(guild)
    if (known?.library === library) return known.excluded
    const blocks = readBlocks(this.database, guild)
    const excluded = new Set(
      [...library.byId.values()].flatMap(({ meme }) => {
        return blocks.length > 0 && isBlocked(blocks, this.pictureOf(guild, meme)) ? [meme.id] : []
      }),
    )
    this.cache.set(guild, { library, excluded })
    return excluded
  }

  /** Whether a picture is one that the guild blocked. */
  has(guild: string, picture: Block): boolean {
    return isBlocked(readBlocks(this.database, guild), picture)
  }

  add(guild: string, picture: Block, member: string, now: number): void {
    saveBlock(this.database, guild, picture, member, now)
    this.cache.delete(guild)
  }

  /** Lifts every block that keeps a picture away. @returns how many there were */
  remove(guild: string, picture: Block): number {
    const hits = readBlocks(this.database, guild).filter(block => isBlocked([block], picture))
    for (const block of hits) deleteBlock(this.database, guild, block.contentHash)
    this.cache.delete(guild)
    return hits.length
  }

  /** A meme by the bytes that it came in as, and by its look. */
  pictureOf(guild: string, { id, scope, perceptualHash }: Pick<StoredMeme, 'id' | 'scope' | 'perceptualHash'>): Block {
    const own = scope === 'global' ? undefined : readSubmission(this.database, guild, id)
    return { contentHash: own?.contentHash ?? id, perceptualHash }
  }
}

function isBlocked(blocks: readonly Block[], picture: Block): boolean {
  return blocks.some(
    block => block.contentHash === picture.contentHash || looksLike(block.perceptualHash, picture.perceptualHash),
  )
}

/** Whether two perceptual hashes (64 bits, hexadecimal) are of the same picture. */
export function looksLike(a: string, b: string): boolean {
  if (!/^[0-9a-f]{16}$/.test(a) || !/^[0-9a-f]{16}$/.test(b)) return false
  return isTelling(a) && isTelling(b) && hammingDistance(a, b) <= SAME_PICTURE_BITS
}

function isTelling(hash: string): boolean {
  const bits = hammingDistance(hash, '0000000000000000')
  return bits >= TELLING_BITS && bits <= 64 - TELLING_BITS
}

/** In how many bits two hashes of 16 hexadecimal digits differ. */
export function hammingDistance(a: string, b: string): number {
  const half = (text: string, start: number) => Number.parseInt(text.slice(start, start + 8), 16)
  return bitCount(half(a, 0) ^ half(b, 0)) + bitCount(half(a, 8) ^ half(b, 8))
}

// Bits set in a 32-bit integer, pair by pair (Warren, Hacker's Delight).
function bitCount(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
