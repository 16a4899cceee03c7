import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildIndex } from '../indexer/build.ts'
import { fakeEncoder, memeAbout, type TinyBrain, temporaryBrain, temporaryDatabase } from '../test/helpers.ts'
import { openBrain } from './brain.ts'
import { memePath } from './pipeline/library-snapshot.ts'
import { freshChannel } from './schemas/channel.ts'
import { changeMeme, saveMemes, setMemeState } from './storage/memes.ts'
import { pointerPath } from './storage/vector-index.ts'

const [OVERTIME, RAIN, TEA] = [memeAbout('overtime', '加班'), memeAbout('rain', '下雨'), memeAbout('tea', '奶茶')]
const MEMES = [OVERTIME, RAIN, TEA]

/** What the brain would send after a line in a channel of its own: a slug, or the reason for silence. */
async function answer(brain: TinyBrain, text: string): Promise<string> {
  const { decision } = await brain.choose({ turns: [{ speaker: 'A', text }] })
  return decision.kind === 'send' ? decision.meme.slug : decision.reason
}

const imageOf = (brain: TinyBrain, meme = OVERTIME) => memePath(meme, brain.config.dataFolder)

test('the meme that is about what was said is chosen, and found by search', async () => {
  const brain = await temporaryBrain(MEMES)
  expect([await answer(brain, '又是加班'), await answer(brain, '今天下雨'), await answer(brain, '可恶的奶茶')]).toEqual(
    ['overtime', 'rain', 'tea'],
  )
  const found = await brain.search('又是加班', 2)
  expect(found.map(candidate => candidate.meme.slug)[0]).toBe('overtime')
  expect(found).toHaveLength(2)
  expect(found[0]!.score).toBeGreaterThan(found[1]!.score)
})

test('the meme in which the very words are written is found first, with other marks and in traditional characters too', async () => {
  const literal = { ...RAIN, caption: '加班完还是 回家吧！' }
  const brain = await temporaryBrain([OVERTIME, literal, TEA])
  for (const query of ['加班完，还是回家', '加班完還是回家']) {
    const found = await brain.search(query, 9)
    expect(found[0]!.meme.slug).toBe('rain')
    expect(new Set(found.map(({ meme }) => meme.id)).size).toBe(found.length)
  }
})

test('a meme that another connection blocks is not chosen again, not even by questions asked at once', async () => {
  const brain = await temporaryBrain(MEMES)
  const keeper = await temporaryDatabase(brain.config.dataFolder)
  expect(await answer(brain, '又是加班')).toBe('overtime')
  await setMemeState(keeper, OVERTIME.id, 'blocked', 1)
  const answers = await Promise.all([1, 2, 3].map(() => answer(brain, '又是加班')))
  expect(answers.includes('overtime')).toBe(false)
  await setMemeState(keeper, OVERTIME.id, 'approved', 2)
  expect(await answer(brain, '又是加班')).toBe('overtime')
})

test('a change of its own process is seen after a refresh', async () => {
  const brain = await temporaryBrain(MEMES)
  await setMemeState(brain.database, OVERTIME.id, 'blocked', 1)
  await brain.refresh()
  expect(await answer(brain, '又是加班')).not.toBe('overtime')
})

test('an index that another process builds is picked up before the next decision, and said so once', async () => {
  const brain = await temporaryBrain(MEMES)
  const other = await temporaryDatabase(brain.config.dataFolder)
  await saveMemes(other, [memeAbout('exam', '期末考试', { library: 'starter', file: 'images/none' })], 1)
  await saveMemes(other, [memeAbout('holiday', '放假')], 1)
  writeFileSync(imageOf(brain, memeAbout('holiday', '放假')), 'image')
  expect(await answer(brain, '今天放假')).not.toBe('holiday')
  await buildIndex(other, fakeEncoder(), brain.config.dataFolder, { full: false, now: 2 })
  expect(await answer(brain, '今天放假')).toBe('holiday')
  expect(await answer(brain, '又是加班')).toBe('overtime')
  expect(brain.notices.filter(notice => notice === 'Picked up a new index with 5 memes.')).toHaveLength(1)
})

test('an index that is damaged while the brain runs is said so, and the one in memory stays in use', async () => {
  const brain = await temporaryBrain(MEMES)
  writeFileSync(pointerPath(brain.config.dataFolder), '{')
  expect([await answer(brain, '又是加班'), await answer(brain, '今天下雨')]).toEqual(['overtime', 'rain'])
  expect(brain.notices).toEqual([expect.stringMatching(/^The index is damaged .* stays in use\. .*npm run index$/)])
})

test('a deleted image is held back and said so once, another meme is chosen, and it returns with its image', async () => {
  const brain = await temporaryBrain(MEMES)
  renameSync(imageOf(brain), `${imageOf(brain)}.away`)
  const { decision, state } = await brain.choose({ turns: [{ speaker: 'A', text: '又是加班' }] })
  expect(decision).toMatchObject({ kind: 'send', meme: { slug: expect.stringMatching(/rain|tea/) } })
  expect(state.messages).toBe(1)
  expect(await answer(brain, '又是加班')).not.toBe('overtime')
  expect(brain.notices).toEqual([expect.stringMatching(/image of overtime .* missing.* held back/)])
  renameSync(`${imageOf(brain)}.away`, imageOf(brain))
  expect(await answer(brain, '又是加班')).toBe('overtime')
})

test('an image that is gone when the brain opens is said so, and its meme never shown', async () => {
  const brain = await temporaryBrain(MEMES)
  rmSync(imageOf(brain))
  const notices: string[] = []
  const { config, database, encoder } = brain
  const second = await openBrain({ config, database, encoder, now: () => 0, notice: notice => notices.push(notice) })
  expect(notices).toEqual([expect.stringContaining('overtime')])
  const found = await second.search('又是加班', 10)
  expect(found.map(candidate => candidate.meme.slug).toSorted()).toEqual(['rain', 'tea'])
})

test('when every image is gone the brain holds, and says why', async () => {
  const brain = await temporaryBrain(MEMES)
  rmSync(join(brain.config.dataFolder, 'memes'), { recursive: true })
  expect(await answer(brain, '又是加班')).toBe('nothing-allowed')
  expect(brain.notices).toHaveLength(3)
})

test('an empty library holds every message and finds nothing', async () => {
  const brain = await temporaryBrain([])
  expect(await answer(brain, '又是加班')).toBe('empty-library')
  expect(await brain.search('加班', 5)).toEqual([])
})

test.each([
  ['draft', { state: 'draft' }],
  ['under review', { state: 'review' }],
  ['blocked', { state: 'blocked' }],
  ['deleted', { state: 'deleted' }],
  ['of another rating', { rating: 'sensitive' }],
  ['blocked by rating', { rating: 'blocked' }],
  ["another guild's", { scope: 'guild:1' }],
] as const)('a library in which all is %s holds every message', async (_, given) => {
  const brain = await temporaryBrain(MEMES.map(meme => ({ ...meme, ...given })))
  expect(await answer(brain, '又是加班')).toBe('nothing-allowed')
  expect(await brain.search('加班', 5)).toEqual([])
})

test('a rate of zero is silence, whatever is said', async () => {
  const brain = await temporaryBrain(MEMES, { settings: { TARGET_RATE: '0' } })
  expect(await answer(brain, '又是加班')).toBe('rate-zero')
})

test('the same seed makes the same choices', async () => {
  const settings = { SAMPLER: 'random', SEED: '7' }
  const choices = async () => {
    const brain = await temporaryBrain(MEMES, { settings })
    const found: string[] = []
    for (let round = 0; round < 12; round += 1) found.push(await answer(brain, '又是加班'))
    return found
  }
  const first = await choices()
  expect(await choices()).toEqual(first)
  expect(new Set(first).size).toBe(3)
})

test('choosing spends nothing: the state after it has no delivery, and the state before it is untouched', async () => {
  const brain = await temporaryBrain(MEMES)
  const before = freshChannel()
  const { state } = await brain.choose({ turns: [{ speaker: 'A', text: '又是加班' }], state: before })
  expect(state.delivered).toEqual([])
  expect(before).toEqual(freshChannel())
})

test('a brain does not open without an index, nor on one of another encoder', async () => {
  const brain = await temporaryBrain(MEMES)
  const { config, database } = brain
  const open = (revision: string) =>
    openBrain({ config, database, encoder: fakeEncoder({ revision }), now: () => 0, notice: () => {} })
  await expect(open('2')).rejects.toMatchObject({ code: 'index-stale' })
  rmSync(pointerPath(config.dataFolder))
  await expect(open('1')).rejects.toMatchObject({ code: 'index-missing' })
})

test('a meme with new words is chosen by them at once, however many memes the index ranks before it', async () => {
  const crowd = Array.from({ length: 300 }, (_, number) => memeAbout(`eat-${number}`, `要去吃 ${number}`))
  const brain = await temporaryBrain([OVERTIME, ...crowd])
  // Such common words that only meaning finds it.
  const line = '我们要去吃的啊'
  const { unsuitable } = OVERTIME.annotation
  const annotation = { scenario: line, unsuitable, emotion: line, motivation: line, examples: Array(8).fill(line) }
  changeMeme(brain.database, OVERTIME.id, { annotation }, 1)
  await brain.adopt(OVERTIME.id)
  expect(await answer(brain, line)).toBe('overtime')
  expect((await brain.search(line, 1))[0]!.meme.slug).toBe('overtime')
})

test('taking changes in leaves the very library that reading it anew gives', async () => {
  const brain = await temporaryBrain(MEMES)
  changeMeme(brain.database, RAIN.id, { annotation: memeAbout('rain', '台风').annotation, tags: ['天气'] }, 1)
  changeMeme(brain.database, TEA.id, { state: 'blocked' }, 1)
  await saveMemes(brain.database, [memeAbout('exam', '期末考试')], 1)
  await brain.adopt(RAIN.id, TEA.id, memeAbout('exam', '').id, 'unknown')
  const adopted = brain.library()
  await brain.refresh()
  const { idf, ...rest } = brain.library()
  expect(adopted).toMatchObject({ ...rest })
  expect(['加班', '台风', '奶茶'].map(word => adopted.idf.of(word))).toEqual(['加班', '台风', '奶茶'].map(idf.of))
})

test('texts that stayed as they were are not embedded again', async () => {
  const encoder = fakeEncoder()
  const brain = await temporaryBrain(MEMES, { encoder })
  const before = encoder.passages.length
  changeMeme(brain.database, RAIN.id, { state: 'blocked' }, 1)
  await brain.adopt(RAIN.id)
  expect(encoder.passages).toHaveLength(before)
  expect(brain.library().byId.get(RAIN.id)?.meme.state).toBe('blocked')
})
