import { expect, test } from 'vitest'
import { encoderKey, textsOf } from '../src/storage/embeddings.ts'
import { type IncomingMeme, readMemes, saveMemes, searchLexical, setMemeState } from '../src/storage/memes.ts'
import { openVectorIndex } from '../src/storage/vector-index.ts'
import { fakeEncoder, memeAbout, syntheticMeme, temporaryDatabase, temporaryFolder } from '../test/helpers.ts'
import { buildIndex, libraryContent } from './build.ts'

const MEMES = [memeAbout('overtime', '加班'), memeAbout('rain', '下雨'), memeAbout('tea', '奶茶')]

async function builtLibrary(memes: readonly IncomingMeme[] = MEMES) {
  const folder = temporaryFolder()
  const db = await temporaryDatabase(folder)
  await saveMemes(db, memes, 0)
  const first = await buildIndex(db, fakeEncoder(), folder, { full: false, now: 1 })
  const again = async (encoder = fakeEncoder(), full = false) => ({
    ...(await buildIndex(db, encoder, folder, { full, now: 2 })),
    passages: encoder.passages,
  })
  return { db, folder, first, again }
}

const encoded = (meme: IncomingMeme) => textsOf(meme.annotation).map(text => text.text)

test('a first build embeds every text and makes an index that finds each meme by its words and by its meaning', async () => {
  const { db, folder, first } = await builtLibrary()
  const encoder = fakeEncoder()
  expect(first).toMatchObject({
    memes: 3,
    embedded: 3,
    pointer: { count: 3, encoder: 'fake@1', dimension: 32, builtAt: 1 },
  })
  const memes = await readMemes(db)
  const index = openVectorIndex(folder, { key: encoderKey(encoder), dimension: 32 }, libraryContent(memes, encoder))
  for (const meme of memes) {
    const [vector] = await encoder.encode([meme.annotation.scenario], 'query')
    const query = [...vector!, ...vector!, ...vector!, ...vector!]
    expect(index.search(query, 1, () => true)).toEqual([meme.label])
    expect(searchLexical(db, [meme.caption], 5)).toContain(meme.label)
  }
})

test('a build without changes embeds nothing', async () => {
  const { first, again } = await builtLibrary()
  const second = await again()
  expect([second.embedded, second.passages]).toEqual([0, []])
  expect(second.pointer).toMatchObject({ content: first.pointer.content, checksum: first.pointer.checksum, builtAt: 2 })
})

test('only memes with a changed text, and new ones, are embedded again', async () => {
  const { db, first, again } = await builtLibrary()
  const changed = memeAbout('rain', '下雨', { annotation: { ...MEMES[1]!.annotation, emotion: '郁闷' } })
  const added = memeAbout('exam', '考试')
  await saveMemes(db, [changed, added], 1)
  const second = await again()
  expect(second.embedded).toBe(2)
  expect(second.passages).toEqual([...encoded(changed), ...encoded(added)])
  expect(second.pointer.count).toBe(4)
  expect(second.pointer.content).not.toBe(first.pointer.content)
})

test('other words in a picture cost no embedding, and are found', async () => {
  const { db, first, again } = await builtLibrary()
  await saveMemes(db, [{ ...MEMES[0]!, caption: '老板画饼' }], 1)
  const second = await again()
  expect([second.embedded, second.passages]).toEqual([0, []])
  expect(second.pointer.content).not.toBe(first.pointer.content)
  expect(searchLexical(db, ['画饼'], 5)).toEqual([(await readMemes(db))[0]!.label])
})

test('a state is no part of the content: blocking a meme does not make the index stale', async () => {
  const { db, first } = await builtLibrary()
  await setMemeState(db, MEMES[0]!.id, 'blocked', 1)
  expect(libraryContent(await readMemes(db), fakeEncoder())).toBe(first.pointer.content)
})

test('a full build embeds everything again', async () => {
  const { again } = await builtLibrary()
  const second = await again(fakeEncoder(), true)
  expect(second.embedded).toBe(3)
  expect(second.passages).toEqual(MEMES.flatMap(encoded))
})

test.each([{ revision: '2' }, { id: 'other' }])('another encoder (%j) embeds everything anew', async which => {
  const { first, again } = await builtLibrary()
  const second = await again(fakeEncoder(which))
  expect(second.embedded).toBe(3)
  expect(second.pointer.content).not.toBe(first.pointer.content)
  // What the first encoder made is still there for it.
  expect((await again()).embedded).toBe(0)
})

test('progress grows to the number of memes that are embedded', async () => {
  const folder = temporaryFolder()
  const db = await temporaryDatabase(folder)
  const many = Array.from({ length: 40 }, (_, number) => syntheticMeme(`m${number}`))
  await saveMemes(db, many, 0)
  const seen: Array<[number, number]> = []
  await buildIndex(db, fakeEncoder(), folder, { full: false, now: 1, onProgress: (...step) => seen.push(step) })
  expect(seen).toEqual([
    [16, 40],
    [32, 40],
    [40, 40],
  ])
})

test('an empty library makes an empty index that opens', async () => {
  const { folder, first } = await builtLibrary([])
  expect(first).toMatchObject({ memes: 0, embedded: 0, pointer: { count: 0 } })
  const index = openVectorIndex(folder, { key: 'fake@1', dimension: 32 })
  expect(index.search(new Array(128).fill(0.1), 5, () => true)).toEqual([])
})
