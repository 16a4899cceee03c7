import { seededRandom } from '../../src/random.ts'

/** Characters of a shingle. */
const SHINGLE = 3
/** Bands and rows of locality-sensitive hashing: two texts of likeness 0.5 share a band with probability 0.996, of 0.1 with 0.04. */
const [BANDS, ROWS] = [42, 3]
export const SIGNATURE_LENGTH = BANDS * ROWS

const MULTIPLIERS = Array.from({ length: SIGNATURE_LENGTH }, multiplierMaker(7))
const OFFSETS = Array.from({ length: SIGNATURE_LENGTH }, multiplierMaker(11))

function multiplierMaker(seed: number): () => number {
  const random = seededRandom(seed)
  return () => (Math.floor(random() * 4294967296) | 1) >>> 0
}

/** Hashes of a text's character triples, punctuation and spaces left out. */
export function shingles(text: string): Set<number> {
  const plain = [...text.replace(/[^\p{L}\p{N}]/gu, '')]
  const found = new Set<number>()
  for (let start = 0; start + SHINGLE <= plain.length; start += 1)
    found.add(hash(plain.slice(start, start + SHINGLE).join('')))
  return found
}

function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value >>> 0
}

/**
 * MinHash signature (Broder, 1997): for each of {@link SIGNATURE_LENGTH} hash functions the least hash over the set. The share of
 * places in which two signatures agree estimates the Jaccard similarity of the sets, with a standard error of at most 0.045.
 */
export function signature(set: ReadonlySet<number>): Uint32Array {
  const least = new Uint32Array(SIGNATURE_LENGTH).fill(0xffffffff)
  for (const item of set) {
    for (let place = 0; place < SIGNATURE_LENGTH; place += 1) {
      const mixed = mix(Math.imul(item, MULTIPLIERS[place]!) + OFFSETS[place]!)
      if (mixed < least[place]!) least[place] = mixed
    }
  }
  return least
}

// Finaliser of MurmurHash3: every bit of the input moves every bit of the output.
function mix(value: number): number {
  let mixed = value ^ (value >>> 16)
  mixed = Math.imul(mixed, 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** Estimated Jaccard similarity of two sets, from their signatures, in [0, 1]. */
export function likeness(a: Uint32Array, b: Uint32Array): number {
  let same = 0
  for (let place = 0; place < SIGNATURE_LENGTH; place += 1) if (a[place] === b[place]) same += 1
  return same / SIGNATURE_LENGTH
}

/** Finds the most alike of the signatures that it holds, by locality-sensitive hashing. */
export class LikenessIndex {
  private readonly bands: Array<Map<string, number[]>> = Array.from({ length: BANDS }, () => new Map())
  private readonly signatures: Uint32Array[] = []

  get size(): number {
    return this.signatures.length
  }

  add(added: Uint32Array): void {
    const position = this.signatures.push(added) - 1
    this.bands.forEach((band, number) => {
      const key = keyOf(added, number)
      const others = band.get(key)
      if (others) others.push(position)
      else band.set(key, [position])
    })
  }

  /** The greatest likeness with anything held, among those that share a band; 0 where none does. */
  closest(asked: Uint32Array): number {
    const candidates = new Set(this.bands.flatMap((band, number) => band.get(keyOf(asked, number)) ?? []))
    let best = 0
    for (const position of candidates) best = Math.max(best, likeness(asked, this.signatures[position]!))
    return best
  }
}

const keyOf = (values: Uint32Array, band: number) => values.subarray(band * ROWS, (band + 1) * ROWS).join()
