import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memeAbout, syntheticMeme, temporaryDatabase, temporaryFolder } from '../../test/helpers.ts'
import { segment } from '../text/segment.ts'
import {
  changeMeme,
  type IncomingMeme,
  lexicalText,
  readMemes,
  rebuildLexical,
  saveMemes,
  searchLexical,
  setMemeState,
} from './memes.ts'

const HOLD = fileURLToPath(new URL('../../test/processes/hold-database.ts', import.meta.url))
const sha = (name: string) => createHash('sha256').update(name).digest('hex')
const picture = (name: string, slug: string, given: Partial<IncomingMeme> = {}) =>
  syntheticMeme(name, { slug, ...given })

test('memes come back as they went in, in the order of their labels', async () => {
  const db = await temporaryDatabase()
  const memes = [syntheticMeme('b'), syntheticMeme('a', { rating: 'sensitive', scope: 'guild:7', state: 'draft' })]
  expect(await saveMemes(db, memes, 1)).toBe(2)
  const read = await readMemes(db)
  expect(read.map(({ label: _, ...meme }) => meme)).toMatchObject(memes)
  expect(read[0]!.label).toBeLessThan(read[1]!.label)
})

test('saving the same again changes nothing and says so', async () => {
  const db = await temporaryDatabase()
  await saveMemes(db, [syntheticMeme('a')], 1)
  const before = db.prepare('SELECT * FROM memes').all()
  expect(await saveMemes(db, [syntheticMeme('a')], 2)).toBe(0)
  expect(db.prepare('SELECT * FROM memes').all()).toEqual(before)
})

test('a meme brought up to date keeps its label and what a keeper decided about it', async () => {
  const db = await temporaryDatabase()
  await saveMemes(db, [syntheticMeme('a')], 1)
  const label = (await readMemes(db))[0]!.label
  await setMemeState(db, sha('a'), 'blocked', 2)
  db.prepare("UPDATE memes SET rating = 'sensitive'").run()
  expect(await saveMemes(db, [syntheticMeme('a', { caption: '新字' })], 3)).toBe(1)
  expect(await readMemes(db)).toMatchObject([{ label, caption: '新字', state: 'blocked', rating: 'sensitive' }])
})

test.each<[string, Partial<IncomingMeme>]>([
  ['words', { caption: '别的字' }],
  ['licence', { licence: 'MIT' }],
  ['source', { source: 'elsewhere' }],
  ['scope', { scope: 'guild:7' }],
  ['fingerprint', { perceptualHash: 'ffffffffffffffff' }],
  ['file', { file: 'b.png', mime: 'image/webp' }],
  ['size', { width: 9, height: 9, frames: 2 }],
  ['annotation', { annotation: { ...syntheticMeme('a').annotation, unsuitable: '别处' } }],
  ['examples', { annotation: { ...syntheticMeme('a').annotation, examples: [...'一二三四五六七八'] } }],
])('a change of its %s alone brings a meme up to date', async (_, change) => {
  const db = await temporaryDatabase()
  await saveMemes(db, [syntheticMeme('a')], 1)
  expect(await saveMemes(db, [syntheticMeme('a', change)], 2)).toBe(1)
  expect((await readMemes(db))[0]).toMatchObject(change)
})

test('a slug taken by another picture of the same library passes to it, with all that hung on the old one', async () => {
  const db = await temporaryDatabase()
  await saveMemes(db, [picture('old', 'x'), picture('elsewhere', 'x', { library: 'starter' })], 1)
  await saveMemes(db, [picture('new', 'x')], 2)
  const read = await readMemes(db)
  expect(read.map(meme => [meme.library, meme.slug, meme.id])).toEqual([
    ['starter', 'x', sha('elsewhere')],
    ['user', 'x', sha('new')],
  ])
  expect(db.prepare('SELECT count(*) AS n FROM annotations').get()).toEqual({ n: 2 })
})

test.each([
  ['swap', [picture('a', 'two'), picture('b', 'one')]],
  ['pass on in order', [picture('a', 'three'), picture('b', 'one')]],
  ['pass on against the order', [picture('b', 'one'), picture('a', 'three')]],
])('memes that %s their slugs both stay, with what a keeper decided', async (_, renamed) => {
  const db = await temporaryDatabase()
  await saveMemes(db, [picture('a', 'one'), picture('b', 'two')], 1)
  await setMemeState(db, sha('a'), 'blocked', 1)
  expect(await saveMemes(db, renamed, 2)).toBe(2)
  const read = new Map((await readMemes(db)).map(meme => [meme.id, [meme.slug, meme.state]]))
  expect(read.get(sha('a'))).toEqual([renamed.find(meme => meme.id === sha('a'))!.slug, 'blocked'])
  expect(read.get(sha('b'))).toEqual(['one', 'approved'])
})

test('of two pictures that claim one slug at once the later one stays', async () => {
  const db = await temporaryDatabase()
  await saveMemes(db, [picture('a', 'x'), picture('b', 'x')], 1)
  expect((await readMemes(db)).map(meme => meme.id)).toEqual([sha('b')])
})

test('memes come in all together or not at all', async () => {
  const db = await temporaryDatabase()
  const broken = syntheticMeme('b', { caption: undefined as unknown as string })
  await expect(saveMemes(db, [syntheticMeme('a'), broken], 1)).rejects.toThrow()
  expect(await readMemes(db)).toEqual([])
})

test('a state is set for the meme that is meant, and a wrong id is told', async () => {
  const db = await temporaryDatabase()
  await saveMemes(db, [syntheticMeme('a'), syntheticMeme('b')], 1)
  expect(await setMemeState(db, sha('b'), 'deleted', 2)).toBe(true)
  expect(await setMemeState(db, sha('c'), 'deleted', 2)).toBe(false)
  expect((await readMemes(db)).map(meme => meme.state)).toEqual(['approved', 'deleted'])
})

async function searchable() {
  const db = await temporaryDatabase()
  await saveMemes(db, [memeAbout('a', '加班到凌晨'), memeAbout('b', '奶茶续命'), memeAbout('c', '加班喝奶茶')], 1)
  const memes = await readMemes(db)
  await rebuildLexical(db, memes)
  const slugs = (words: readonly string[], limit = 10) =>
    searchLexical(db, words, limit).map(label => memes.find(meme => meme.label === label)?.slug)
  return { db, memes, slugs }
}

test('words find the memes that are written with them, most telling first', async () => {
  const { slugs } = await searchable()
  expect(slugs(['凌晨'])).toEqual(['a'])
  expect(slugs(['加班', '凌晨'])[0]).toBe('a')
  expect(new Set(slugs(['奶茶']))).toEqual(new Set(['b', 'c']))
  expect(slugs(['奶茶'], 1)).toHaveLength(1)
  expect(slugs(['无此词'])).toEqual([])
  expect(slugs([])).toEqual([])
})

test('where a meme is unsuitable does not find it', async () => {
  const { memes, slugs } = await searchable()
  expect(segment(memes[0]!.annotation.unsuitable)).toContain('不想')
  expect(lexicalText(memes[0]!)).not.toContain('不想')
  expect(slugs(['不想'])).toEqual([])
})

test('indexing the words anew forgets what was indexed before', async () => {
  const { db, memes, slugs } = await searchable()
  await rebuildLexical(db, memes.slice(1))
  expect(slugs(['凌晨'])).toEqual([])
  expect(slugs(['奶茶'])).toHaveLength(2)
})

test('the syntax of full-text search is only words: nothing fails, and nothing more is found', async () => {
  const { slugs } = await searchable()
  const hostile = [
    '" OR * NEAR(',
    'words:',
    '*',
    '"',
    '""',
    'NEAR(加班 奶茶)',
    '-加班',
    "'; DROP TABLE memes; --",
    '^a',
    '{',
  ]
  for (const word of [...hostile, 'AND', 'NOT', '加班*', '加\0班', '\0', '\ud800', '']) {
    expect(slugs([word, '凌晨']), word).toContain('a')
    expect(slugs([word]).includes('b'), word).toBe(false)
  }
})

test('any words at all can be looked for', async () => {
  const { slugs } = await searchable()
  const words = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('OR', '"', '加班')), {
    maxLength: 100,
  })
  fc.assert(fc.property(words, found => slugs(found).length <= 3))
})

test('whoever writes memes waits for another process that is writing', async () => {
  const folder = temporaryFolder()
  const database = await temporaryDatabase(folder)
  const meme = syntheticMeme('a')
  await saveMemes(database, [meme], 1)
  for (const write of [
    () => saveMemes(database, [{ ...meme, caption: '改了' }], 2),
    async () => changeMeme(database, meme.id, { caption: '又改了' }, 3),
  ]) {
    const holder = spawn(process.execPath, ['--import', 'tsx', HOLD, folder, '300'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(holder, 'close')
    await once(holder.stdout, 'data')
    expect(await write()).toBeTruthy()
    await ended
  }
  expect(await readMemes(database)).toMatchObject([{ caption: '又改了' }])
})
