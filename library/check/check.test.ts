import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type ManifestEntry, manifestJsonSchema, readManifest, STARTER_FOLDER } from '../manifest.ts'
import { captionsRule } from './captions.ts'
import { checkLibrary } from './check.ts'
import { coverageRule } from './coverage.ts'
import { duplicatesRule } from './duplicates.ts'
import { filesRule } from './files.ts'
import { licencesRule } from './licences.ts'
import type { Rule } from './rule.ts'
import { schemaRule } from './schema.ts'
import { varietyRule } from './variety.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** A library of the starter's first memes with one intent, after a change. */
function makeLibrary(count: number, change: (memes: ManifestEntry[]) => ManifestEntry[] = memes => memes): string {
  const folder = mkdtempSync(join(tmpdir(), 'doutu-check-'))
  folders.push(folder)
  mkdirSync(join(folder, 'images'))
  const memes = readManifest(STARTER_FOLDER).slice(0, count)
  for (const meme of memes) copyFileSync(join(STARTER_FOLDER, meme.file), join(folder, meme.file))
  const lines = change(memes.map(meme => ({ ...meme, intents: ['joy'] })))
  writeFileSync(join(folder, 'manifest.jsonl'), lines.map(line => JSON.stringify(line)).join('\n'))
  writeFileSync(join(folder, 'intents.jsonl'), JSON.stringify({ id: 'joy', zh: '开心', en: 'Joy', group: 'feelings' }))
  writeFileSync(join(folder, 'manifest.schema.json'), manifestJsonSchema())
  return folder
}

const messages = async (folder: string, rule: Rule) =>
  (await checkLibrary(folder, [rule])).findings.map(finding => finding.message)

/** Changes the first meme of a library. */
const first =
  (change: Partial<ManifestEntry>) =>
  ([meme, ...rest]: ManifestEntry[]): ManifestEntry[] =>
    meme === undefined ? [] : [{ ...meme, ...change }, ...rest]

test('a sound library has no findings by any rule that looks at memes one by one', async () => {
  const report = await checkLibrary(makeLibrary(3), [schemaRule, filesRule, licencesRule, duplicatesRule])
  expect(report).toMatchObject({ memes: 3, findings: [] })
})

test('a caption that is not what is drawn, and a JSON Schema that is not current, are found', async () => {
  const folder = makeLibrary(1, first({ caption: '别的' }))
  writeFileSync(join(folder, 'manifest.schema.json'), '{}')
  expect(await messages(folder, schemaRule)).toEqual([
    expect.stringContaining('its caption is "别的"'),
    expect.stringContaining('manifest.schema.json is not current'),
  ])
})

test('a missing, a changed, a damaged and a stray picture are each found', async () => {
  const folder = makeLibrary(3)
  const [one, two, three] = readManifest(folder)
  if (!one || !two || !three) throw new Error('three memes are needed')
  rmSync(join(folder, one.file))
  writeFileSync(join(folder, two.file), readFileSync(join(folder, three.file)))
  writeFileSync(join(folder, three.file), 'no picture')
  writeFileSync(join(folder, 'images/stray.webp'), '')
  const found = (await messages(folder, filesRule)).join('\n')
  for (const words of ['is missing', 'not the digest', 'not a picture', 'images/stray.webp belongs to no meme'])
    expect(found).toContain(words)
})

test('an identifier that comes twice is found', async () => {
  const folder = makeLibrary(2, ([one, two]) => (one && two ? [one, { ...two, slug: one.slug }] : []))
  expect(await messages(folder, filesRule)).toEqual([expect.stringMatching(/^the slug .* more than once$/)])
})

test('art whose licence is not given, or does not let it be passed on, is found', async () => {
  const folder = makeLibrary(1, first({ licence: 'Fonts: Something (all rights reserved)' }))
  expect(await messages(folder, licencesRule)).toEqual([
    'its art has no licence',
    expect.stringContaining('names no licence that lets it be passed on'),
  ])
})

test('two pictures that look alike are duplicates only if they say the same', async () => {
  const alike = (caption: string) =>
    makeLibrary(2, ([one, two]) =>
      one && two ? [one, { ...two, file: one.file, caption: caption || one.caption }] : [],
    )
  expect(await messages(alike('别的话'), duplicatesRule)).toEqual([])
  expect(await messages(alike(''), duplicatesRule)).toEqual([expect.stringContaining('looks and reads like')])
})

test('an intent with too few memes, with memes of one temper, and one that nobody knows, are found', async () => {
  expect(await messages(makeLibrary(2), coverageRule)).toEqual(['the intent joy has 2 memes, not 3'])
  const warm = makeLibrary(3, memes => memes.map(meme => ({ ...meme, temper: 'warm' as const })))
  expect(await messages(warm, coverageRule)).toEqual(['all memes of the intent joy are warm'])
  const unknown = makeLibrary(4, memes => memes.map((meme, at) => (at === 0 ? { ...meme, intents: ['nope'] } : meme)))
  expect(await messages(unknown, coverageRule)).toContain('nope is not in the inventory of intents')
})

test('an example that two memes share, and sentences that are nearly the same, are found', async () => {
  const folder = makeLibrary(2, ([one, two]) => {
    if (!one || !two) return []
    const examples = [one.annotation.examples[0] ?? '', ...two.annotation.examples.slice(1)]
    return [one, { ...two, annotation: { ...two.annotation, examples, scenario: `${one.annotation.scenario}呀` } }]
  })
  const found = (await messages(folder, varietyRule)).join('\n')
  expect(found).toContain('two memes share the example')
  expect(found).toContain('of its trigrams')
})

test('a caption that the reader cannot read is found, and so is too low a share of all', async () => {
  const folder = makeLibrary(1)
  const [meme] = readManifest(folder)
  expect(
    await messages(
      folder,
      captionsRule(async () => meme?.drawing.lines ?? []),
    ),
  ).toEqual([])
  const blind = await checkLibrary(folder, [captionsRule(async () => [])])
  expect(blind.findings).toHaveLength(2)
  expect(blind.figures).toEqual({ readCharacters: 0 })
})
