import { seededRandom, seedFrom, shuffled } from '../../src/random.ts'
import { normalizeText } from '../../src/text/normalize.ts'
import { wordsOf } from '../../src/text/segment.ts'
import { type Finding, type Rule, repeated } from './rule.ts'

/** The bounds: distinct-2 of the examples over a sample of so many words, and the share of trigrams that two sentences may have in common. */
export const DISTINCT_2 = 0.6
export const SAMPLE_WORDS = 10_000
export const SHARED_TRIGRAMS = 0.6

/**
 * Distinct-n (Li et al. 2016, arXiv 1510.03055): different word n-grams per n-gram, over the first `words` words.
 * N-grams do not reach over the end of a line.
 */
export function distinct(lines: readonly (readonly string[])[], order: number, words: number): number {
  const grams = new Set<string>()
  let count = 0
  let taken = 0
  for (const line of lines) {
    const own = line.slice(0, words - taken)
    taken += own.length
    for (let at = 0; at + order <= own.length; at++) {
      grams.add(own.slice(at, at + order).join(' '))
      count += 1
    }
    if (taken >= words) break
  }
  return count === 0 ? 1 : grams.size / count
}

/** The set of character trigrams of a text without punctuation and spaces. */
export function trigrams(text: string): Set<string> {
  const characters = [...normalizeText(text)].filter(character => /[\p{L}\p{N}]/u.test(character))
  return new Set(characters.slice(2).map((_, at) => characters.slice(at, at + 3).join('')))
}

/** A sentence with another that shares the largest part of its trigrams; `share` in [0, 1] is of the sentence's own trigrams. */
export interface Twin {
  readonly text: string
  readonly other: string
  readonly share: number
}

/** For each text the other text that shares most of its trigrams; texts of fewer than three characters have none. */
export function closestTwins(texts: readonly string[]): Twin[] {
  const sets = texts.map(trigrams)
  const holders = new Map<string, number[]>()
  for (const [index, set] of sets.entries())
    for (const gram of set) holders.set(gram, [...(holders.get(gram) ?? []), index])
  return sets.flatMap((set, index) => {
    const common = new Map<number, number>()
    for (const gram of set)
      for (const other of holders.get(gram) ?? []) if (other !== index) common.set(other, (common.get(other) ?? 0) + 1)
    const best = [...common].reduce((one, two) => (two[1] > one[1] ? two : one), [-1, 0])
    const other = texts[best[0]]
    return other === undefined ? [] : [{ text: texts[index] ?? '', other, share: best[1] / set.size }]
  })
}

/** Annotations are written one by one: examples are varied and belong to one meme each, and no two sentences are alike. */
export const varietyRule: Rule = ({ memes }) => {
  const findings: Finding[] = []
  const fail = (message: string) => findings.push({ rule: 'variety', message })
  const examples = memes.flatMap(meme => meme.annotation.examples)
  for (const line of repeated(examples.map(normalizeText))) fail(`two memes share the example "${line}"`)
  for (const caption of repeated(memes.map(meme => meme.caption))) fail(`two memes say "${caption}"`)
  const sample = shuffled(examples, seededRandom(seedFrom('distinct'))).map(wordsOf)
  const distinct2 = distinct(sample, 2, SAMPLE_WORDS)
  if (distinct2 < DISTINCT_2) fail(`distinct-2 of the examples is ${distinct2.toFixed(3)}, under ${DISTINCT_2}`)
  const sentences = memes.flatMap(({ annotation }) => [
    annotation.scenario,
    annotation.unsuitable,
    annotation.motivation,
  ])
  const twins = closestTwins(sentences)
  for (const { text, other, share } of twins)
    if (share > SHARED_TRIGRAMS) fail(`"${text}" shares ${Math.round(share * 100)} % of its trigrams with "${other}"`)
  return {
    findings,
    figures: { distinct2, closestSentences: Math.max(0, ...twins.map(twin => twin.share)) },
  }
}
