import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprintOf, NEAR, pack, packedDistance } from '../fingerprint/fingerprint.ts'
import type { Finding, Rule } from './rule.ts'

/** No two pictures look the same and say the same: a perceptual distance under the duplicate bound needs other words. */
export const duplicatesRule: Rule = async ({ folder, memes }) => {
  const findings: Finding[] = []
  const prints = []
  for (const meme of memes) prints.push(pack(await fingerprintOf(readFileSync(join(folder, meme.file)))))
  let nearest = 1
  let lookalikes = 0
  for (const [at, one] of memes.entries())
    for (const [ahead, two] of memes.slice(at + 1).entries()) {
      const [print, other] = [prints[at], prints[at + 1 + ahead]]
      if (print === undefined || other === undefined) continue
      const distance = packedDistance(print, other)
      nearest = Math.min(nearest, distance)
      if (distance > NEAR) continue
      lookalikes += 1
      if (one.caption === two.caption)
        findings.push({ rule: 'duplicates', slug: one.slug, message: `looks and reads like ${two.slug}` })
    }
  return { findings, figures: { nearestPictures: nearest, lookalikesWithOtherWords: lookalikes - findings.length } }
}
