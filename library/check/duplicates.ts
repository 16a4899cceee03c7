import type { Finding, Rule } from './rule.ts'

/** Perceptual hashes of 64 bits that differ in at most so many are taken for the same picture. */
export const DUPLICATE_BITS = 6

/** Number of bits in which two hexadecimal hashes of the same length differ. */
export function hammingDistance(one: string, two: string): number {
  let bits = BigInt(`0x${one}`) ^ BigInt(`0x${two}`)
  let count = 0
  for (; bits > 0n; bits &= bits - 1n) count += 1
  return count
}

/** No two pictures look the same and say the same. */
export const duplicatesRule: Rule = ({ memes }) => {
  const findings: Finding[] = []
  let lookalikes = 0
  for (const [at, one] of memes.entries())
    for (const two of memes.slice(at + 1)) {
      if (hammingDistance(one.perceptualHash, two.perceptualHash) > DUPLICATE_BITS) continue
      lookalikes += 1
      if (one.caption === two.caption)
        findings.push({ rule: 'duplicates', slug: one.slug, message: `looks and reads like ${two.slug}` })
    }
  return { findings, figures: { lookalikesWithOtherWords: lookalikes } }
}
