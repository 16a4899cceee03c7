import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/helpers.ts'
import { modelProvider } from '../providers/model-voice.ts'
import { openServer } from '../providers/openai.ts'
import { realSleep } from '../providers/retry.ts'
import { Purse } from '../providers/spend.ts'
import { streamOf } from '../random.ts'
import { answer, type Behaviour, scriptedServer } from '../testing/server.ts'
import { runTo, shippedBook, workshopOf } from '../testing/workshop.ts'
import { wholeLines } from './lines.ts'
import { pathsOf } from './store.ts'

const COUNT = 1000
const TURNS = 4
const CONCURRENCY = 32
const TIMEOUT_SECONDS = 2
const FLAT_BYTES = 60 * 1024 * 1024

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
const heapUsed = () => {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

/** A server that misbehaves in every way of the list, each in its share of the requests. */
function misbehaviour() {
  const random = streamOf('misbehaving')
  const lines = shippedBook().scenes.flatMap(({ episodes }) =>
    episodes.flatMap(({ moves }) => moves.flatMap(move => move.lines)),
  )
  const line = () => lines[Math.floor(random() * lines.length)]!.replace(/\{\w+\}/g, '这个')
  const ways: Array<readonly [share: number, way: () => Behaviour]> = [
    [0.004, () => ({ kind: 'status', status: 429, headers: { 'retry-after': '0.2' } })],
    [0.01, () => ({ kind: 'status', status: 500 })],
    [0.002, () => ({ kind: 'hang' })],
    [0.03, () => ({ kind: 'say', text: answer(line()).slice(0, 12 + Math.floor(random() * 40)), finish: 'length' })],
    [0.04, () => ({ kind: 'say', text: `好的，这是我的回复：\n\`\`\`json\n${answer(line())}\n\`\`\`\n希望你喜欢！` })],
    [0.03, () => ({ kind: 'say', text: JSON.stringify({ 回复: line(), 场景: '聊天', 情绪: '开心', 动机: '回应' }) })],
    [0.01, () => ({ kind: 'say', text: JSON.stringify({ foo: line() }) })],
    [0.01, () => ({ kind: 'say', text: '抱歉，我无法继续扮演这个角色。' })],
    [0.005, () => ({ kind: 'say', text: answer('作为一个AI语言模型，我没有感情') })],
    [0.02, () => ({ kind: 'say', text: '' })],
    [0.003, () => ({ kind: 'say', text: answer(line()), slow: 5 })],
    [0.002, () => ({ kind: 'say', text: answer(line()), slow: 100 })],
    [0.005, () => ({ kind: 'break', text: '{"text":"' })],
  ]
  return (): Behaviour => {
    let left = random()
    for (const [share, way] of ways) {
      left -= share
      if (left < 0) return way()
    }
    return { kind: 'say', text: answer(line(), { more: random() < 0.1, meme: random() < 0.3 ? 'alone' : 'after' }) }
  }
}

test('1,000 dialogues against a server that misbehaves are all accounted for, and memory stays flat', async () => {
  const server = await scriptedServer(misbehaviour())
  const purse = new Purse(undefined, { prompt: 1, completion: 2 })
  const model = openServer({
    baseUrl: server.url,
    apiKey: 'k',
    model: 'm',
    timeoutSeconds: TIMEOUT_SECONDS,
    temperature: 1,
    maximumTokens: 100,
    purse,
    retry: { tries: 6, random: streamOf('retry'), now: Date.now, sleep: realSleep },
  })
  const workshop = await workshopOf({
    provider: modelProvider('openai', model),
    settings: { lengths: [TURNS] },
    attempts: 1,
  })
  const out = join(temporaryFolder(), 'out.jsonl')
  const heaps: number[] = []
  const { end, store } = await runTo(out, workshop, {
    count: COUNT,
    concurrency: CONCURRENCY,
    purse,
    onProgress: ({ complete }) => {
      // What the server remembers of its requests is the test's and not the run's.
      server.seen.length = 0
      if (complete.size % 250 === 0) heaps.push(heapUsed())
    },
  })
  expect(end).toBe('complete')
  const accepted = [...wholeLines(out)].map(line => JSON.parse(line) as { id: string; turns: unknown[] })
  const asides = [...wholeLines(pathsOf(out).rejected)].map(
    line => JSON.parse(line) as { index: number; status: string; reason: string; final: boolean },
  )
  const places = [
    ...accepted.map(({ id }) => Number(/\d+$/.exec(id)![0])),
    ...asides.filter(({ final }) => final).map(({ index }) => index),
  ]
  expect(places.toSorted((a, b) => a - b)).toEqual(Array.from({ length: COUNT }, (_, index) => index))
  expect(store.complete.size).toBe(COUNT)
  for (const { turns } of accepted) expect(turns).toHaveLength(TURNS)
  const reasons = new Set(asides.map(({ reason }) => reason))
  for (const reason of ['refusal', 'assistant-voice']) expect(reasons, [...reasons].join()).toContain(reason)
  // One bad answer of many costs one dialogue at most; most come through.
  expect(accepted.length).toBeGreaterThan(COUNT * 0.7)
  expect(server.mostOpen()).toBeLessThanOrEqual(CONCURRENCY + 4)
  expect(purse.usage.promptTokens).toBeGreaterThan(COUNT * TURNS * 50)
  expect(heaps.at(-1)! - heaps[1]!).toBeLessThan(FLAT_BYTES)
}, 300_000)
