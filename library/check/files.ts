import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import type { ManifestEntry } from '../manifest.ts'
import { type Finding, type Rule, repeated } from './rule.ts'

/** No picture may be larger than this, in bytes; nor all of them together than `TOTAL_BYTES`. */
export const PICTURE_BYTES = 400 * 1024
export const TOTAL_BYTES = 30 * 1024 * 1024

/** Every picture is there under its own digest, as large as its line says and small enough; and no picture is there that no line names. */
export const filesRule: Rule = async ({ folder, memes }) => {
  const findings: Finding[] = []
  const report = (message: string, slug?: string) =>
    findings.push({ rule: 'files', message, ...(slug === undefined ? {} : { slug }) })
  for (const key of ['id', 'slug', 'file'] as const)
    for (const value of repeated(memes.map(meme => meme[key]))) report(`the ${key} ${value} comes more than once`)
  let total = 0
  for (const meme of memes) {
    const path = join(folder, meme.file)
    if (!existsSync(path)) {
      report(`${meme.file} is missing`, meme.slug)
      continue
    }
    const bytes = readFileSync(path)
    total += bytes.length
    for (const problem of await problemsOf(meme, bytes)) report(problem, meme.slug)
  }
  if (total > TOTAL_BYTES) report(`the pictures have ${total} bytes together, more than ${TOTAL_BYTES}`)
  const named = new Set(memes.map(meme => meme.file))
  for (const name of readdirSync(join(folder, 'images')))
    if (!named.has(`images/${name}`)) report(`images/${name} belongs to no meme`)
  return { findings, figures: { pictures: memes.length, bytes: total } }
}

async function problemsOf(meme: ManifestEntry, bytes: Buffer): Promise<string[]> {
  const problems: string[] = []
  if (createHash('sha256').update(bytes).digest('hex') !== meme.id)
    problems.push('the id is not the digest of the file')
  if (bytes.length > PICTURE_BYTES) problems.push(`the file has ${bytes.length} bytes, more than ${PICTURE_BYTES}`)
  try {
    const { width, height, pages = 1, pageHeight = height, format } = await sharp(bytes, { pages: -1 }).metadata()
    const found = `${width}×${pageHeight}, ${pages} frames, image/${format}`
    const said = `${meme.width}×${meme.height}, ${meme.frames} frames, ${meme.mime}`
    if (found !== said) problems.push(`the file is ${found}, its line says ${said}`)
  } catch {
    problems.push('the file is not a picture that can be read')
  }
  return problems
}
