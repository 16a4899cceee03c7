import { readFileSync } from 'node:fs'
import { z } from 'zod'

const entrySchema = z.object({ category: z.string(), words: z.array(z.string().min(1)) })

/** Longest word of the lexicon, in characters. */
const LONGEST = 6

// What a few thousand labelled lines cannot teach: which words are diseases, kin, rites, debts, games, dishes …
const CATEGORIES_OF = readLexicon()

function readLexicon(): ReadonlyMap<string, readonly string[]> {
  const lines = readFileSync(new URL('./lexicon.jsonl', import.meta.url), 'utf8')
    .split('\n')
    .filter(Boolean)
  const categories = new Map<string, string[]>()
  for (const { category, words } of lines.map(line => entrySchema.parse(JSON.parse(line)))) {
    for (const word of words) categories.set(word, [...(categories.get(word) ?? []), category])
  }
  return categories
}

/** The lexicon's categories that a normalised text has words of, sorted. */
export function categoriesIn(text: string): string[] {
  const characters = [...text]
  const found = new Set<string>()
  for (let start = 0; start < characters.length; start += 1) {
    let word = ''
    for (let end = start; end < Math.min(characters.length, start + LONGEST); end += 1) {
      word += characters[end]
      for (const category of CATEGORIES_OF.get(word) ?? []) found.add(category)
    }
  }
  return [...found].sort()
}
