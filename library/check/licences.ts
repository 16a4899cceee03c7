import type { Finding, Rule } from './rule.ts'

/** Licences under which art and fonts may be passed on. */
const FREE = /\b(MIT|Apache-2\.0|OFL-1\.1|CC0-1\.0|CC-BY-4\.0)\b/

/** Every meme says where its art and its fonts come from, under a licence that lets them be passed on. */
export const licencesRule: Rule = ({ memes }) => {
  const findings: Finding[] = []
  for (const { slug, licence, source, drawing } of memes) {
    const parts = licence.split(';').map(part => part.trim())
    const fail = (message: string) => findings.push({ rule: 'licences', slug, message })
    if (!source.trim()) fail('no source is given')
    if (drawing.art.length > 0 && !parts.some(part => /^art:/i.test(part))) fail('its art has no licence')
    if (!parts.some(part => /^fonts?:/i.test(part))) fail('its fonts have no licence')
    for (const part of parts) if (!FREE.test(part)) fail(`"${part}" names no licence that lets it be passed on`)
  }
  return { findings, figures: {} }
}
