/** A seeded source of numbers in [0, 1): mulberry32, 32 bits of state, the same on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** A seed from text, so that `--seed 2026-11` means the same everywhere: FNV-1a. */
export function seedFrom(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

/** The items in random order, each order as likely (Fisher and Yates); the given array stays as it is. */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const pool = [...items]
  for (let last = pool.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1))
    const [one, two] = [pool[last], pool[other]]
    if (one === undefined || two === undefined) continue
    pool[last] = two
    pool[other] = one
  }
  return pool
}
