import { readIntents } from '../intents.ts'
import { readManifest } from '../manifest.ts'
import { coverageRule } from './coverage.ts'
import { duplicatesRule } from './duplicates.ts'
import { filesRule } from './files.ts'
import { licencesRule } from './licences.ts'
import type { Finding, Rule } from './rule.ts'
import { schemaRule } from './schema.ts'
import { varietyRule } from './variety.ts'

/** What a check found, with the figures of all rules. */
export interface CheckReport {
  readonly memes: number
  readonly findings: readonly Finding[]
  readonly figures: Readonly<Record<string, number>>
}

/** The rules that need nothing but the library's own files. */
export const OWN_RULES: readonly Rule[] = [
  schemaRule,
  filesRule,
  licencesRule,
  duplicatesRule,
  coverageRule,
  varietyRule,
]

/**
 * Checks a library by rules, one after another.
 * @throws DoutuError `library-broken` when the manifest or the inventory of intents can't be read at all
 */
export async function checkLibrary(folder: string, rules: readonly Rule[] = OWN_RULES): Promise<CheckReport> {
  const subject = { folder, memes: readManifest(folder), intents: readIntents(folder) }
  const findings: Finding[] = []
  let figures: Record<string, number> = {}
  for (const rule of rules) {
    const result = await rule(subject)
    findings.push(...result.findings)
    figures = { ...figures, ...result.figures }
  }
  return { memes: subject.memes.length, findings, figures }
}
