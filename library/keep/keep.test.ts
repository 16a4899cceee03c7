import { expect, test } from 'vitest'
import type { StoredMeme } from '../../src/schemas/meme.ts'
import type { Database } from '../../src/storage/database.ts'
import { changedFields, editsOfMeme } from '../../src/storage/edits.ts'
import { changeMeme, type IncomingMeme, readMemes, saveMemes } from '../../src/storage/memes.ts'
import { syntheticMeme, temporaryDatabase, temporaryFolder } from '../../test/helpers.ts'
import { toRecord } from '../records/record.ts'
import { type Action, actOnMemes } from './act.ts'
import { changeMemes, type KeepTools } from './change.ts'
import { undoBatch } from './undo.ts'

/** Memes of the starter library are not looked at again, so that no classifier is started. */
const starter = (name: string, given: Partial<IncomingMeme> = {}) =>
  syntheticMeme(name, { library: 'starter', ...given })

async function open(memes: readonly IncomingMeme[]) {
  const folder = temporaryFolder()
  const database = await temporaryDatabase(folder)
  await saveMemes(database, memes, 0)
  let clock = 0
  const tools = (batch: string): KeepTools => ({
    database,
    dataFolder: folder,
    workers: 1,
    now: () => ++clock,
    done: { batch },
  })
  const act = (action: Action, ids: string[], batch: string = action) => actOnMemes(ids, action, tools(batch))
  const undo = (batch: string) => undoBatch(batch, { ...tools(''), newBatch: `undo ${batch}` })
  const edit = async (id: string, record: object, batch = 'edit') =>
    changeMemes([{ meme: await one(database, id), record: { id, ...record } }], tools(batch))
  return { database, act, undo, edit, state: async (id: string) => (await one(database, id)).state }
}

async function one(database: Database, id: string): Promise<StoredMeme> {
  const [meme] = await readMemes(database, [id])
  return meme!
}

const [A, B] = [starter('a'), starter('b')]
const EXAMPLES = Array.from({ length: 8 }, (_, line) => `新的第 ${line} 句`)

test('what is undone is as it was, field by field, and undoing that is as it was changed', async () => {
  const { database, edit, undo } = await open([A])
  const before = toRecord(await one(database, A.id))
  await edit(A.id, { caption: '新字', tags: ['猫'], examples: EXAMPLES, rating: 'sensitive', scenario: '别处' })
  const after = toRecord(await one(database, A.id))
  expect(after).toMatchObject({
    caption: '新字',
    tags: ['猫'],
    examples: EXAMPLES,
    rating: 'sensitive',
    scenario: '别处',
  })
  expect(await undo('edit')).toEqual({ changed: [A.id], held: [], stale: [], total: 1 })
  expect(toRecord(await one(database, A.id))).toEqual(before)
  await undo('undo edit')
  expect(toRecord(await one(database, A.id))).toEqual(after)
  expect(new Set(editsOfMeme(database, A.id, 50).map(edit => edit.undoes))).toEqual(
    new Set([null, 'edit', 'undo edit']),
  )
})

test('a field that was changed again since is not undone, and the other memes of the action are', async () => {
  const { database, act, edit, undo, state } = await open([A, B])
  await act('block', [A.id, B.id])
  await edit(A.id, { state: 'deleted' })
  expect(await undo('block')).toMatchObject({ changed: [B.id], stale: [A.id], total: 2 })
  expect([await state(A.id), await state(B.id)]).toEqual(['deleted', 'approved'])
  expect(await undo('nothing of that name')).toMatchObject({ changed: [], stale: [], total: 0 })
  expect(editsOfMeme(database, B.id, 9)).toHaveLength(2)
})

test('deleted and blocked memes are not approved, but restored to what they were before', async () => {
  const { act, state } = await open([A, starter('r', { state: 'review' }), starter('d', { state: 'deleted' })])
  const [a, r, d] = ['a', 'r', 'd'].map(name => starter(name).id) as [string, string, string]
  const states = async () => [await state(a), await state(r), await state(d)]
  await act('block', [a, r])
  await act('delete', [a])
  const { changed, held } = await act('approve', [a, r, d])
  expect([changed, held.map(({ code }) => code)]).toEqual([[], ['put-away', 'put-away', 'put-away']])
  await act('restore', [a, r, d, 'f'.repeat(64)])
  expect(await states()).toEqual(['approved', 'review', 'review'])
  await act('approve', [r])
  expect(await states()).toEqual(['approved', 'approved', 'review'])
})

test('an action on memes that are so already changes and notes nothing', async () => {
  const { database, act } = await open([A])
  expect(await act('approve', [A.id])).toEqual({ changed: [], held: [] })
  expect(await act('restore', [A.id])).toEqual({ changed: [], held: [] })
  await act('block', [A.id])
  expect((await act('block', [A.id], 'again')).changed).toEqual([])
  expect(editsOfMeme(database, A.id, 9).map(edit => edit.batch)).toEqual(['block'])
})

test('a meme that is rated blocked is held, with the reason', async () => {
  const { act, state } = await open([starter('x', { state: 'review', rating: 'blocked' })])
  const { id } = starter('x')
  expect((await act('approve', [id])).held).toMatchObject([{ code: 'indecent', meme: { id } }])
  expect(await state(id)).toBe('review')
})

test('what differs from what a library came with is known, until it is taken back', async () => {
  const { database, edit, undo } = await open([A])
  await edit(A.id, { caption: '一' }, '1')
  await edit(A.id, { caption: '二', state: 'blocked' }, '2')
  expect(changedFields(database, 'starter').get(A.id)).toEqual(
    new Map<string, unknown>([
      ['caption', '二'],
      ['state', 'blocked'],
    ]),
  )
  await undo('2')
  await undo('1')
  expect([...(changedFields(database, 'starter').get(A.id)?.keys() ?? [])]).toEqual([])
  expect(changedFields(database, 'user').size).toBe(0)
})

test('a change and its note are one: where the change fails nothing is noted', async () => {
  const { database } = await open([A])
  expect(changeMeme(database, 'f'.repeat(64), { caption: 'x' }, 1)).toBe(false)
  const wrong = { scope: null } as unknown as { scope: string }
  expect(() => changeMeme(database, A.id, wrong, 1)).toThrow()
  expect(database.prepare('SELECT count(*) FROM edits').pluck().get()).toBe(0)
})
