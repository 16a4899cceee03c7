import type { Intent } from '../intents.ts'
import type { ManifestEntry } from '../manifest.ts'

/** Something that is wrong with a library, and where. */
export interface Finding {
  readonly rule: string
  /** The meme that it is about; left out where it is about the library as a whole. */
  readonly slug?: string
  readonly message: string
}

/** What a rule found, and the figures that it measured on the way. */
export interface RuleResult {
  readonly findings: readonly Finding[]
  readonly figures: Readonly<Record<string, number>>
}

/** A library as the rules see it: read once, checked by each. */
export interface Subject {
  readonly folder: string
  readonly memes: readonly ManifestEntry[]
  readonly intents: readonly Intent[]
}

/** One check of a library. */
export type Rule = (subject: Subject) => RuleResult | Promise<RuleResult>

/** The items that come more than once, each once. */
export function repeated<T>(items: readonly T[]): T[] {
  const seen = new Set<T>()
  const twice = new Set<T>()
  for (const item of items) (seen.has(item) ? twice : seen).add(item)
  return [...twice]
}
