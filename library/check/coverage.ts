import type { ManifestEntry } from '../manifest.ts'
import type { Finding, Rule } from './rule.ts'

/** How many memes an intent needs, and of how many tempers. */
export const MEMES_PER_INTENT = 3
export const TEMPERS_PER_INTENT = 2

/** The memes of each intent, in the inventory's order. */
export function memesByIntent(
  intents: readonly { readonly id: string }[],
  memes: readonly ManifestEntry[],
): Map<string, ManifestEntry[]> {
  return new Map(intents.map(({ id }) => [id, memes.filter(meme => meme.intents.includes(id))]))
}

/** Every intent of the inventory has enough memes, of different temper; and no meme names an intent that is not in it. */
export const coverageRule: Rule = ({ memes, intents }) => {
  const findings: Finding[] = []
  const known = new Set(intents.map(({ id }) => id))
  for (const { slug, intents: named } of memes)
    for (const id of named)
      if (!known.has(id)) findings.push({ rule: 'coverage', slug, message: `${id} is not in the inventory of intents` })
  const covered = memesByIntent(intents, memes)
  for (const [id, own] of covered) {
    const tempers = new Set(own.map(meme => meme.temper))
    if (own.length < MEMES_PER_INTENT)
      findings.push({ rule: 'coverage', message: `the intent ${id} has ${own.length} memes, not ${MEMES_PER_INTENT}` })
    else if (tempers.size < TEMPERS_PER_INTENT)
      findings.push({ rule: 'coverage', message: `all memes of the intent ${id} are ${[...tempers].join()}` })
  }
  const full = [...covered.values()].filter(own => own.length >= MEMES_PER_INTENT).length
  return { findings, figures: { intents: intents.length, coveredIntents: full } }
}
