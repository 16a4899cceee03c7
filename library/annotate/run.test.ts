import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { VisionError, type VisionModel } from '../../src/models/vision-model.ts'
import { saveFinding } from '../../src/storage/findings.ts'
import { readMemes } from '../../src/storage/memes.ts'
import { temporaryDatabase, temporaryFolder } from '../../test/helpers.ts'
import { type Manner, startVisionServer } from '../../test/vision-server.ts'
import { fillLibrary, toolsFor } from './annotation.fixture.ts'
import { annotateMemes, applyAnswer } from './run.ts'

type Choose = Parameters<typeof startVisionServer>[0]

async function stage(
  count: number,
  choose: Choose,
  usage?: Parameters<typeof startVisionServer>[1],
  delay?: () => number,
) {
  const folder = temporaryFolder()
  const database = await temporaryDatabase(folder)
  const memes = await fillLibrary(database, folder, count)
  const server = await startVisionServer(choose, usage, delay)
  onTestFinished(() => server.close())
  return { folder, database, memes, server }
}

/** A server that takes a moment to look at a request, and answers one in 40 ms. */
function oneAtATime({ ask }: VisionModel): VisionModel['ask'] {
  let free = 0
  return async (question, signal) => {
    await sleep(5)
    const wait = free - Date.now()
    if (wait > 0) throw new VisionError('busy', 'the server is busy', wait)
    free = Date.now() + 40
    return ask(question, signal)
  }
}

const first =
  (manner: Manner, then: Manner = 'sound'): Choose =>
  (asked, nth) =>
    nth === 0 && !asked.repair ? manner : then

test('an answer becomes the annotation, and the meme stays in review', async () => {
  const { folder, database, memes, server } = await stage(3, () => 'sound')
  const report = await annotateMemes(memes, toolsFor(database, folder, server.url))
  expect(report).toMatchObject({
    annotated: 3,
    rejected: 0,
    failed: 0,
    left: 0,
    spent: { tokensIn: 4500, tokensOut: 900 },
  })
  const after = await readMemes(database)
  for (const meme of after) {
    expect(meme).toMatchObject({
      state: 'review',
      origin: 'model',
      rating: 'safe',
      annotation: { emotion: '好笑、无奈' },
    })
    expect(meme.tags).toContain(meme.caption)
  }
})

test('words that were read and are not in the answered caption stay words to find the meme by', async () => {
  const { database, memes } = await stage(2, () => 'sound')
  const line = { confidence: 0.99, frame: 0, box: { left: 0, top: 0, width: 30, height: 10 } }
  for (const [index, texts] of [['今天', '不想动'], ['别的话']].entries()) {
    const lines = texts.map(text => ({ ...line, text }))
    saveFinding(database, memes[index]!.id, 'reading', { width: 40, height: 30, lines }, 0)
  }
  for (const meme of memes) {
    const answer = { ...meme.annotation, caption: '别的话', tags: ['猫'], rating: 'safe' as const }
    applyAnswer(meme, answer, { database, now: () => 1 })
  }
  expect((await readMemes(database)).map(({ tags = [] }) => tags.slice(0, 3).join())).toEqual([
    '今天,不想动,猫',
    expect.stringMatching(/^猫/),
  ])
})

test.each<[Manner, number]>([
  ['fenced', 1],
  ['busy', 2],
  ['error', 2],
  ['hang', 2],
  ['stall', 2],
  ['reset', 2],
  ['no-json', 2],
  ['empty', 2],
  ['endless', 2],
  ['truncated', 2],
  ['wrong-keys', 2],
])('a server whose first answer is %s is asked %i times', async (manner, requests) => {
  const { folder, database, memes, server } = await stage(1, first(manner))
  expect(await annotateMemes(memes, toolsFor(database, folder, server.url))).toMatchObject({ annotated: 1 })
  expect(server.seen).toHaveLength(requests)
})

test.each<[Manner, string, number]>([
  ['refusal', 'refused', 1],
  ['refusal-field', 'refused', 1],
  ['filtered', 'refused', 1],
  ['wrong-keys', 'invalid-answer', 2],
  ['truncated', 'invalid-answer', 2],
  ['empty', 'invalid-answer', 2],
])('%s is rejected as %s, and not asked for again', async (manner, reason, requests) => {
  const { folder, database, memes, server } = await stage(1, () => manner)
  for (const _ of [1, 2]) {
    const report = await annotateMemes(memes, toolsFor(database, folder, server.url))
    expect(report.memes).toMatchObject([{ outcome: 'rejected', reason }])
  }
  expect(server.seen).toHaveLength(requests)
  expect(await readMemes(database)).toMatchObject([{ origin: 'draft', state: 'review' }])
})

test('a failure that lasts has its reason, and the next run asks again', async () => {
  const { folder, database, memes, server } = await stage(1, (_, nth) => (nth < 5 ? 'error' : 'sound'))
  const report = await annotateMemes(memes, toolsFor(database, folder, server.url))
  expect(report.memes).toMatchObject([{ outcome: 'failed', reason: 'server', detail: expect.stringContaining('500') }])
  expect(await annotateMemes(memes, toolsFor(database, folder, server.url))).toMatchObject({ annotated: 1 })
})

test('a key that is never accepted ends the run early', async () => {
  const { folder, database, memes, server } = await stage(40, () => 'unauthorized')
  const report = await annotateMemes(memes, toolsFor(database, folder, server.url, { concurrency: 2 }))
  expect(report.failed + report.left).toBe(40)
  expect(server.seen.length).toBeLessThan(10)
})

test('under a budget as much is done as it bears, and no more is spent', async () => {
  const { folder, database, memes, server } = await stage(30, () => 'sound')
  const report = await annotateMemes(
    memes,
    toolsFor(database, folder, server.url, { budget: { cost: undefined, tokens: 30_000 } }),
  )
  const spent = server.seen.reduce((sum, request) => sum + request.tokensIn + request.tokensOut, 0)
  expect(spent).toBeLessThanOrEqual(30_000)
  expect(report.annotated).toBeGreaterThanOrEqual(10)
  expect(report.annotated + report.left).toBe(30)
  expect(
    report.memes.filter(meme => meme.outcome === 'left').every(meme => 'reason' in meme && meme.reason === 'budget'),
  ).toBe(true)
})

test('a budget holds where the first answers came from an earlier run, or not at all, and each costs four times the estimate', async () => {
  const usage = { tokensIn: 14_000, tokensOut: 300 }
  const choose: Choose = ({ subject }) => (subject === '图0' ? 'refusal' : subject === '图1' ? 'unauthorized' : 'sound')
  const { folder, database, memes, server } = await stage(12, choose, usage)
  await annotateMemes(memes.slice(0, 1), toolsFor(database, folder, server.url))
  const before = server.seen.length
  const tools = toolsFor(database, folder, server.url, { budget: { cost: undefined, tokens: 60_000 } })
  const report = await annotateMemes(memes, tools)
  expect(report.annotated).toBeGreaterThan(1)
  const answered = server.seen.slice(before).filter(({ manner }) => manner === 'sound').length
  expect(answered * 14_300).toBeLessThanOrEqual(60_000)
})

test('who stands in line at a busy server that answers others is answered in the end', async () => {
  const { folder, database, memes, server } = await stage(16, () => 'sound')
  const tools = toolsFor(database, folder, server.url)
  const slow = { ...tools.model, ask: oneAtATime(tools.model) }
  expect(await annotateMemes(memes, { ...tools, model: slow })).toMatchObject({ annotated: 16 })
})

test('requests go out side by side, and a busy server holds all of them back', async () => {
  const { folder, database, memes, server } = await stage(24, first('sound'))
  await annotateMemes(memes, toolsFor(database, folder, server.url, { concurrency: 8 }))
  expect(server.most()).toBeLessThanOrEqual(8)
})

test('what an offline check has blocked is sent to no server', async () => {
  const { folder, database, memes, server } = await stage(1, () => 'sound')
  const blocked = memes.map(meme => ({ ...meme, rating: 'blocked' as const }))
  const report = await annotateMemes(blocked, toolsFor(database, folder, server.url))
  expect(report.memes).toMatchObject([{ outcome: 'rejected', reason: 'rated-blocked' }])
  expect(server.seen).toEqual([])
})

test('a run that is stopped leaves the rest', async () => {
  const { folder, database, memes, server } = await stage(20, () => 'hang')
  const tools = toolsFor(database, folder, server.url, { concurrency: 4 })
  setTimeout(() => tools.controller.abort(), 200)
  const report = await annotateMemes(memes, tools)
  expect(report).toMatchObject({ annotated: 0, left: 20 })
})

test('a run that is stopped waits for the answers to what it has sent, and sends no more', async () => {
  const { folder, database, memes, server } = await stage(
    20,
    () => 'sound',
    undefined,
    () => 300,
  )
  const tools = toolsFor(database, folder, server.url, { concurrency: 4 })
  const running = annotateMemes(memes, tools)
  await expect.poll(() => server.seen.length).toBe(4)
  tools.controller.abort()
  const report = await running
  expect(report).toMatchObject({ annotated: server.seen.length, left: 20 - server.seen.length })
})

test('a server that is not there is given up, and costs nothing', async () => {
  const { folder, database, memes, server } = await stage(14, () => 'sound')
  server.close()
  const patient = { wait: async () => {}, hold() {}, passed() {}, answered: 0, sleep: async () => {} }
  const tools = toolsFor(database, folder, server.url, { concurrency: 2, gate: patient })
  const report = await annotateMemes(memes, tools)
  expect(report).toMatchObject({ annotated: 0, rejected: 0, spent: { tokensIn: 0, tokensOut: 0 } })
  expect(report.memes.find(({ outcome }) => outcome === 'failed')).toMatchObject({ reason: 'unreachable' })
  expect(report.left).toBeGreaterThan(0)
})
