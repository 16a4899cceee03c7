import { createHash } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { soundPicture } from '../../scripts/measure/hostile-files.ts'
import { changeMeme, readMemes } from '../../src/storage/memes.ts'
import { syntheticMeme, temporaryDatabase, temporaryFolder } from '../../test/helpers.ts'
import { BLANK_DRAFT } from '../annotate/draft.ts'
import type { PackLine } from '../pack/format.ts'
import { openExaminer } from './examine.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { type ImportOptions, importImages } from './run.ts'
import { UNSAID } from './save.ts'
import type { Source } from './source.ts'

const PLAIN: ImportOptions = { scope: 'global', ...UNSAID, dedupe: 'off', dryRun: false, atOnce: 2 }

/** A library that has one picture as a draft, and the same picture as a pack has it. */
async function stage(about: Partial<PackLine> = {}) {
  const dataFolder = temporaryFolder()
  const database = await temporaryDatabase(dataFolder)
  const examiner = openExaminer(1, DEFAULT_LIMITS, 30_000)
  onTestFinished(() => examiner.close())
  const bytes = await soundPicture(3, 'still.png')
  const id = createHash('sha256').update(bytes).digest('hex')
  const {
    scope: _,
    state: __,
    library: ___,
    ...packedMeme
  } = syntheticMeme('又加班', { id, caption: '又加班', tags: ['打工'] })
  const record: PackLine = {
    ...{ ...packedMeme, rating: 'safe', source: 'https://example.com', licence: 'CC0-1.0', origin: 'hand' },
    file: `images/${id}.png`,
    ...about,
  }
  const plain: Source = { name: 'a.png', path: '猫.png', read: async () => bytes }
  const packed: Source = { name: 'pack.zip/a.png', path: '', record, read: async () => bytes }
  const take = async (sources: Source[], options: Partial<ImportOptions> = {}) =>
    importImages(
      sources.map(source => ({ source })),
      { ...PLAIN, ...options },
      {
        ...{ database, dataFolder, examiner, reader: undefined, drafter: { draft: async () => BLANK_DRAFT } },
        ...{ now: () => 1, signal: new AbortController().signal },
      },
    )
  const meme = async () => (await readMemes(database, [id]))[0]!
  return { database, id, record, plain, packed, take, meme }
}

test('a pack completes the draft of an image that is known, once, and it stays in review', async () => {
  const { record, plain, packed, take, meme } = await stage()
  await take([plain])
  expect(await meme()).toMatchObject({ origin: 'draft', tags: ['猫'], licence: 'unknown' })
  expect(await take([packed])).toMatchObject({ imported: 0, known: 1, completed: 1 })
  const { annotation, caption, source, licence } = record
  expect(await meme()).toMatchObject({
    annotation,
    caption,
    source,
    licence,
    tags: ['打工', '猫'],
    origin: 'hand',
    state: 'review',
  })
  expect(await take([packed])).toMatchObject({ known: 1, completed: 0 })
})

test('the image itself may come in beside its pack, in either order', async () => {
  for (const order of [
    ['plain', 'packed'],
    ['packed', 'plain'],
  ] as const) {
    const there = await stage()
    expect(await there.take(order.map(name => there[name]))).toMatchObject({ imported: 1, known: 1 })
    expect(await there.meme()).toMatchObject({ caption: '又加班', origin: 'hand', state: 'review' })
  }
})

test('a rehearsal says so and changes nothing', async () => {
  const { plain, packed, take, meme } = await stage()
  await take([plain])
  const before = await meme()
  expect(await take([packed, packed], { dryRun: true })).toMatchObject({ known: 2, completed: 1 })
  expect(await meme()).toEqual(before)
})

test.each([
  ['what a model has written', { origin: 'model' }],
  ['what a person has written', { origin: 'hand' }],
  ['a draft that a person has approved', { state: 'approved' }],
  ['a meme that was deleted', { state: 'deleted' }],
] as const)('%s stays', async (_, change) => {
  const { database, id, plain, packed, take, meme } = await stage()
  await take([plain])
  changeMeme(database, id, change, 2)
  const before = await meme()
  expect(await take([packed])).toMatchObject({ completed: 0 })
  expect(await meme()).toEqual(before)
})

test('a draft of the pack completes nothing', async () => {
  const { plain, packed, take } = await stage({ origin: 'draft' })
  await take([plain])
  expect(await take([packed])).toMatchObject({ known: 1, completed: 0 })
})

test('a caption that a person has corrected stays, the rating of the pack counts where it is worse', async () => {
  const { database, id, plain, packed, take, meme } = await stage({ rating: 'sensitive' })
  await take([plain])
  changeMeme(database, id, { caption: '猫在加班' }, 2)
  expect(await take([packed])).toMatchObject({ completed: 1 })
  expect(await meme()).toMatchObject({ caption: '猫在加班', tags: ['打工', '猫'], rating: 'sensitive', origin: 'hand' })
})
