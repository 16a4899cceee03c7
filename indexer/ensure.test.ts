import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readManifest, STARTER_FOLDER } from '../library/manifest.ts'
import type { DoutuError } from '../src/errors.ts'
import { readMemes, saveMemes } from '../src/storage/memes.ts'
import { indexFolder, pointerPath, readPointer } from '../src/storage/vector-index.ts'
import { fakeEncoder, syntheticMeme, temporaryDatabase, temporaryFolder, testConfig } from '../test/helpers.ts'
import { ensureIndex, indexProblem } from './ensure.ts'
import { verifyIndex } from './verify.ts'

async function ensured() {
  const folder = temporaryFolder()
  const config = testConfig(folder)
  const db = await temporaryDatabase(folder)
  const said: string[] = []
  const ensure = (encoder = fakeEncoder()) => {
    said.length = 0
    return ensureIndex(config, db, encoder, { now: () => 1, say: sentence => said.push(sentence) })
  }
  const vectors = () => join(indexFolder(folder), readPointer(folder).file)
  expect(await ensure()).toBe(true)
  expect(said).toEqual(['There is no index yet: building it.'])
  return { folder, config, db, said, ensure, vectors }
}

test('an index is built where there is none, with the whole starter library, and then left alone', async () => {
  const { folder, db, said, ensure } = await ensured()
  const count = readManifest(STARTER_FOLDER).length
  expect((await readMemes(db)).length).toBe(count)
  expect(readPointer(folder).count).toBe(count)
  const before = statSync(pointerPath(folder)).mtimeMs
  expect(await ensure()).toBe(false)
  expect(said).toEqual([])
  expect(statSync(pointerPath(folder)).mtimeMs).toBe(before)
})

test('damage is said in one sentence and mended, and no text is embedded twice for it', async () => {
  const { folder, config, db, said, ensure, vectors } = await ensured()
  const damages: Array<[DoutuError['code'], () => void]> = [
    ['index-broken', () => truncateSync(vectors(), 1000)],
    ['index-broken', () => rmSync(vectors())],
    ['index-broken', () => truncateSync(pointerPath(folder), 30)],
    ['index-missing', () => rmSync(indexFolder(folder), { recursive: true })],
  ]
  for (const [code, damage] of damages) {
    damage()
    expect((await indexProblem(config, db, fakeEncoder()))?.code).toBe(code)
    const encoder = fakeEncoder()
    expect(await ensure(encoder)).toBe(true)
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(code === 'index-missing' ? /building it\.$/ : /\. Rebuilding it\.$/)
    expect(encoder.passages).toEqual([])
    expect(await indexProblem(config, db, fakeEncoder())).toBeUndefined()
  }
})

test('a changed library, and another encoder, are said so, and only what is new to it is embedded', async () => {
  const { db, said, ensure } = await ensured()
  await saveMemes(db, [syntheticMeme('new')], 2)
  const encoder = fakeEncoder()
  expect(await ensure(encoder)).toBe(true)
  expect(said).toEqual(['The library has changed since the index was built. Rebuilding it.'])
  expect(encoder.passages).toHaveLength(12)
  const other = fakeEncoder({ revision: '2' })
  expect(await ensure(other)).toBe(true)
  expect(said).toEqual([
    'The index was built with the encoder fake@1, and the settings now name fake@2. Rebuilding it.',
  ])
  expect(other.passages).toHaveLength(12 * (await readMemes(db)).length)
})

test('two that find no index at once build it once', async () => {
  const folder = temporaryFolder()
  const [config, db] = [testConfig(folder), await temporaryDatabase(folder)]
  const options = { now: () => 1, say: () => {} }
  const encoder = fakeEncoder()
  const built = await Promise.all([1, 2].map(() => ensureIndex(config, db, encoder, options)))
  expect(built.toSorted()).toEqual([false, true])
})

test('verify calls a fresh index sound, names what is wrong with another, and mends nothing', async () => {
  const { config, db, vectors } = await ensured()
  const fresh = await verifyIndex(config, db, fakeEncoder())
  expect(fresh).toMatchObject({ sound: true, problems: [], missingImages: [], memes: (await readMemes(db)).length })
  expect(fresh.recallAt10).toBeGreaterThan(0.98)
  writeFileSync(vectors(), 'x')
  const broken = await verifyIndex(config, db, fakeEncoder())
  expect(broken).toMatchObject({ sound: false, problems: [expect.stringContaining('damaged')], recallAt10: null })
  expect(readFileSync(vectors(), 'utf8')).toBe('x')
})
