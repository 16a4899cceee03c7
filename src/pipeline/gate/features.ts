import { normalizeText } from '../../text/normalize.ts'
import { blankHyperbole, lightTone } from './hyperbole.ts'
import { categoriesIn } from './lexicon.ts'
import { findQuarrel } from './quarrel.ts'
import { findSerious } from './serious.ts'

/** How many features a context may have: long messages say enough in their end. */
const MAXIMUM_CHARACTERS = 160
/** Size of the hashed feature space; a power of two. A quarter of it, and features that share a bucket cost more than training gains. */
export const BUCKETS = 1 << 18

/**
 * The classifier's features of the last turn and the two before it: single characters and pairs of neighbours, and what the rules
 * found. Earlier turns have features of their own, so that 嗯 after bad news is not 嗯 after a joke. Exaggerations are blanked
 * before the characters are counted, and counted apart: the 去世 of 原地去世 must not make that of 父亲已去世 light.
 */
export function gateFeatures(turns: readonly string[]): string[] {
  const [last = '', ...earlier] = turns.slice(-3).map(normalizeText).reverse()
  const features = new Set<string>()
  const blanked = blankHyperbole(last)
  addGrams(features, blanked.text, 'g')
  if (blanked.count > 0) addGrams(features, last, 'h')
  for (const text of earlier) addGrams(features, blankHyperbole(text).text, 'pg')
  addRules(features, last, '')
  addCategories(features, last, earlier)
  for (const text of earlier) addRules(features, text, 'p')
  features.add(`length:${Math.min(6, Math.ceil(Math.log2(1 + [...last].length)))}`)
  features.add(`turns:${Math.min(3, turns.length)}`)
  return [...features]
}

function addGrams(features: Set<string>, text: string, prefix: string): void {
  const characters = ['^', ...[...text].slice(-MAXIMUM_CHARACTERS), '$']
  for (let size = 1; size <= 2; size += 1) {
    for (let start = 0; start + size <= characters.length; start += 1)
      features.add(`${prefix}:${characters.slice(start, start + size).join('')}`)
  }
}

/** Categories of words, alone and in pairs: 外婆 with 手术室 says more than either. Pairs reach across to the turns before. */
function addCategories(features: Set<string>, last: string, earlier: readonly string[]): void {
  const here = categoriesIn(blankHyperbole(last).text)
  const before = [...new Set(earlier.flatMap(text => categoriesIn(blankHyperbole(text).text)))]
  here.forEach((category, index) => {
    features.add(`c:${category}`)
    for (const other of here.slice(index + 1)) features.add(`c:${category}+${other}`)
    for (const other of before) features.add(`c:${category}<${other}`)
  })
  for (const category of before) features.add(`pc:${category}`)
}

function addRules(features: Set<string>, text: string, prefix: string): void {
  const serious = findSerious(text)
  if (serious)
    features
      .add(`${prefix}serious:${serious.category}`)
      .add(`${prefix}serious:${serious.lightened ? 'lightened' : 'plain'}`)
  const quarrel = findQuarrel(text)
  if (quarrel)
    features
      .add(`${prefix}quarrel:${quarrel.category}`)
      .add(`${prefix}quarrel:${quarrel.lightened ? 'lightened' : 'plain'}`)
  if (blankHyperbole(text).count > 0) features.add(`${prefix}hyperbole`)
  if (lightTone(text)) features.add(`${prefix}light-tone`)
}

/** FNV-1a over UTF-16 units, folded into the bucket range. */
export function bucketOf(feature: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < feature.length; index += 1) hash = Math.imul(hash ^ feature.charCodeAt(index), 0x01000193)
  return (hash ^ (hash >>> 16)) & (BUCKETS - 1)
}
