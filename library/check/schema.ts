import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { manifestJsonSchema } from '../manifest.ts'
import type { Finding, Rule } from './rule.ts'

/** The drawing's words are the caption, and the JSON Schema beside the manifest is the one that the program checks by. */
export const schemaRule: Rule = ({ folder, memes }) => {
  const findings: Finding[] = []
  for (const { slug, caption, drawing } of memes)
    if (drawing.lines.join(' ') !== caption)
      findings.push({
        rule: 'schema',
        slug,
        message: `draws "${drawing.lines.join(' ')}", but its caption is "${caption}"`,
      })
  const path = join(folder, 'manifest.schema.json')
  const current = existsSync(path) && readFileSync(path, 'utf8') === manifestJsonSchema()
  if (!current) findings.push({ rule: 'schema', message: 'manifest.schema.json is not current: run doutu library map' })
  return { findings, figures: {} }
}
