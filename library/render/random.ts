/** A repeatable source of numbers in [0, 1), seeded by text: the same drawing always gets the same scatter. */
export function seeded(seed: string): () => number {
  let state = hash(seed)
  // Mulberry32: small, fast, and good enough to scatter confetti.
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296
  }
}

/** FNV-1a, 32 bits, of the text's UTF-16 units. */
export function hash(text: string): number {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return value >>> 0
}

/** A coordinate as SVG wants it: short, and the same on every machine. */
export function round(value: number): string {
  return String(Math.round(value * 100) / 100)
}
