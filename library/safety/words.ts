import type { Rating } from '../../src/schemas/meme.ts'
import { normalizeText } from '../../src/text/normalize.ts'
import { BLOCKED_WORDS, SENSITIVE_WORDS } from './word-list.ts'

/** What the words in a picture say about its rating. */
export interface WordRating {
  readonly rating: Rating
  /** The words of the list that were found, as they stand in the picture. */
  readonly found: string[]
}

const compile = (words: readonly string[]) => words.map(word => new RegExp(word, 'u'))
const [blockedPatterns, sensitivePatterns] = [compile(BLOCKED_WORDS), compile(SENSITIVE_WORDS)]

/** Rates the words in a picture by the word list, in any script, case and spacing. */
export function rateWords(text: string): WordRating {
  const normal = normalizeText(text)
  // Chinese words may be spaced out; Latin ones need their spaces.
  const forms = [normal, normal.replace(/[\s\p{P}\p{S}]/gu, '')]
  const find = (patterns: readonly RegExp[]) =>
    patterns.flatMap(pattern => forms.map(form => pattern.exec(form)?.[0]).find(Boolean) ?? [])
  const [blocked, sensitive] = [find(blockedPatterns), find(sensitivePatterns)]
  const rating = blocked.length > 0 ? 'blocked' : sensitive.length > 0 ? 'sensitive' : 'safe'
  return { rating, found: [...blocked, ...sensitive] }
}
