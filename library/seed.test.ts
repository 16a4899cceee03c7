import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { changeMeme, readMemes, saveMemes, setMemeState } from '../src/storage/memes.ts'
import { manifestLine, syntheticMeme, temporaryDatabase, temporaryFolder } from '../test/helpers.ts'
import { readManifest, STARTER_FOLDER } from './manifest.ts'
import { seedStarter } from './seed.ts'

const sha = (name: string) => createHash('sha256').update(name).digest('hex')

/** A database, a library in a folder, and a way to bring that library in with these lines. */
async function seeding() {
  const db = await temporaryDatabase()
  const folder = temporaryFolder()
  const seed = (...lines: string[]) => {
    writeFileSync(join(folder, 'manifest.jsonl'), lines.join('\n'))
    return seedStarter(db, 1, folder)
  }
  const memes = async () => (await readMemes(db)).map(({ slug, state, caption }) => [slug, state, caption])
  return { db, seed, memes }
}

test('new memes come in as approved memes of the starter library, once', async () => {
  const { db, seed } = await seeding()
  expect(await seed(manifestLine('a'), manifestLine('b'))).toBe(2)
  expect(await readMemes(db)).toMatchObject([
    { slug: 'a', state: 'approved', library: 'starter' },
    { slug: 'b', state: 'approved', library: 'starter' },
  ])
  expect(await seed(manifestLine('a'), manifestLine('b'))).toBe(0)
})

test('what a keeper decided stays, also when the meme itself changes', async () => {
  const { db, seed, memes } = await seeding()
  await seed(manifestLine('a'), manifestLine('b'))
  await setMemeState(db, sha('a'), 'blocked', 2)
  await setMemeState(db, sha('b'), 'deleted', 2)
  expect(await seed(manifestLine('a', { caption: '新字' }), manifestLine('b'))).toBe(1)
  expect(await memes()).toEqual([
    ['a', 'blocked', '新字'],
    ['b', 'deleted', '图 b'],
  ])
})

test("a keeper's own memes are left alone, whatever they are called", async () => {
  const { db, seed, memes } = await seeding()
  await saveMemes(db, [syntheticMeme('mine', { slug: 'a', state: 'review' })], 1)
  await seed(manifestLine('a'))
  expect(await memes()).toEqual([
    ['a', 'review', '图 mine'],
    ['a', 'approved', '图 a'],
  ])
})

test('a picture drawn anew takes the place of the old one under its name', async () => {
  const { db, seed } = await seeding()
  await seed(manifestLine('a'))
  expect(await seed(manifestLine('a', { id: sha('redrawn') }))).toBe(1)
  expect((await readMemes(db)).map(meme => [meme.slug, meme.id])).toEqual([['a', sha('redrawn')]])
})

test('a broken manifest brings in nothing', async () => {
  const { seed, memes } = await seeding()
  await expect(seed(manifestLine('a'), '{')).rejects.toMatchObject({ code: 'library-broken' })
  expect(await memes()).toEqual([])
})

test('the library that ships comes in whole', async () => {
  const db = await temporaryDatabase()
  expect(await seedStarter(db, 1)).toBe(readManifest(STARTER_FOLDER).length)
})

test('the words that a keeper gave a meme stay over an update, the other ones follow it, and so do words taken back', async () => {
  const { db, seed } = await seeding()
  const caption = async () => (await readMemes(db)).map(meme => [meme.caption, meme.annotation.examples[0]])
  await seed(manifestLine('a'))
  changeMeme(db, sha('a'), { caption: '我的字' }, 2)
  const updated = JSON.parse(manifestLine('a', { caption: '新字' }))
  updated.annotation.examples[0] = '新例句'
  await seed(JSON.stringify(updated))
  expect(await caption()).toEqual([['我的字', '新例句']])
  expect(await seed(JSON.stringify(updated))).toBe(0)
  changeMeme(db, sha('a'), { caption: '图 a' }, 3)
  await seed(JSON.stringify(updated))
  expect(await caption()).toEqual([['新字', '新例句']])
})
