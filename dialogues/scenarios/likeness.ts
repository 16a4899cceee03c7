/** Two-character pieces of a text without punctuation, spaces and slots: what likeness is measured on. */
export function bigrams(text: string): Set<string> {
  const plain = [...text.replace(/\{\w+\}/g, '').replace(/[^\p{L}\p{N}]/gu, '')]
  return new Set(plain.slice(1).map((character, index) => plain[index]! + character))
}

/** Share of pieces that two sets have in common (Jaccard), 0 to 1; 0 for two empty ones. */
export function jaccard<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): number {
  let common = 0
  for (const item of a) if (b.has(item)) common += 1
  const all = a.size + b.size - common
  return all === 0 ? 0 : common / all
}
