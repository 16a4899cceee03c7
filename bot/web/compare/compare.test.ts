import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { embedMemes } from '../../../indexer/embed.ts'
import { DoutuError } from '../../../src/errors.ts'
import { readMemes } from '../../../src/storage/memes.ts'
import { fakeEncoder, memeAbout, temporaryBrain } from '../../../test/helpers.ts'
import { Refusal, refuse } from '../answer.ts'
import { servePage } from '../serve.fixture.ts'
import { PageSettings } from '../settings/settings.ts'
import { brought } from './compare.ts'
import { type Comparison, type Configuration, compareOptions } from './protocol.ts'
import { compareRoutes } from './routes.ts'

const TOPICS = ['加班', '下雨', '奶茶', '考试']
const MEMES = TOPICS.map(topic => memeAbout(topic, topic))
const LINES = ['A: 又是加班', 'B: 今天下雨', '可恶的奶茶', '说到考试']

/** A page whose second encoder is another fake one; `indexed` says whether the library was embedded with it. */
async function open(indexed: boolean) {
  const brain = await temporaryBrain(MEMES, { settings: { COMPARED_MODELS: 'other, broken', SAMPLER: 'greedy' } })
  const other = fakeEncoder({ id: 'other', dimension: 48 })
  if (indexed) await embedMemes(brain.database, other, await readMemes(brain.database), true)
  const app = new Hono()
  app.onError((error, context) => {
    if (error instanceof Refusal) return refuse(context, error)
    throw error
  })
  const load = async (name: string) => {
    if (name === 'other') return other
    throw new DoutuError('model-missing', 'There is no such model.', 'Name another one.')
  }
  compareRoutes(app, { brain, config: brain.config, settings: new PageSettings(brain), now: () => 0, load })
  const options = compareOptions.answer.parse(await (await app.request('/api/compare/options')).json())
  const { current } = options
  const ask = async (left: Partial<Configuration>, right: Partial<Configuration>, apart = true) => {
    const body = JSON.stringify({ lines: LINES, apart, left: { ...current, ...left }, right: { ...current, ...right } })
    const response = await app.request('/api/compare', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
    return {
      status: response.status,
      body: (await response.json()) as Comparison & { code?: string; message?: string },
    }
  }
  return { brain, other, options, ask }
}

const best = ({ steps }: Comparison['left']) => steps.map(step => step.candidates[0]?.meme.caption)
const outcome = ({ steps }: Comparison['left']) => steps.map(step => step.meme?.caption ?? step.reason)

test('the same configuration on both sides decides the same, and nothing is stored', async () => {
  const { ask, brain } = await open(false)
  const { body } = await ask({}, {})
  expect(best(body.left)).toEqual(TOPICS)
  expect(body.left.sent).toBe(4)
  expect(body.right.steps).toEqual(body.left.steps)
  expect(brain.database.prepare('SELECT count(*) FROM channels').pluck().get()).toBe(0)
})

test('what is set differs on its own side only: threshold, gap, weights, sampler', async () => {
  const { ask } = await open(false)
  const { body } = await ask({}, { floor: 1 })
  expect(body.left.sent).toBeGreaterThan(1)
  expect(body.right.sent).toBe(0)
  expect((await ask({}, { minimumGap: 3, targetRate: 0.25 }, false)).body.right.sent).toBe(1)
  expect((await ask({}, { minimumGap: 3, targetRate: 0.25 })).body.right.sent).toBe(4)
  const weights = { scenario: 0, emotion: 0, motivation: 0, examples: 0, bestExample: 0, unsuitable: 2, lexical: 0 }
  const unlike = (await ask({}, { weights })).body
  expect(outcome(unlike.right)).not.toEqual(outcome(unlike.left))
  expect((await ask({ weights: 'memecmd' }, { weights: 'neutral', sampler: 'random' })).status).toBe(200)
})

test('another encoder is compared on its own embeddings, and what has changed since is embedded for it', async () => {
  const { ask, brain, other, options } = await open(true)
  expect(options.encoders).toEqual(['builtin', 'other', 'broken'])
  const { body } = await ask({}, { encoder: 'other' })
  expect(best(body.right)).toEqual(TOPICS)
  expect(body.right.steps[0]!.candidates[0]!.score).not.toBe(body.left.steps[0]!.candidates[0]!.score)
  const before = other.passages.length
  const [rain] = (await readMemes(brain.database)).filter(meme => meme.slug === '下雨')
  brain.database.prepare("UPDATE annotations SET scenario = '台风' WHERE meme_id = ?").run(rain!.id)
  await brain.adopt(rain!.id)
  expect((await ask({}, { encoder: 'other' })).status).toBe(200)
  expect(other.passages.slice(before)).toContain('台风')
})

test('an encoder without an index, one that cannot be loaded and one that nobody names are refused with a sentence', async () => {
  const { ask } = await open(false)
  const refused = async (encoder: string) => {
    const { status, body } = await ask({}, { encoder })
    return [status, body.code, body.message]
  }
  expect(await refused('other')).toEqual([
    409,
    'not-indexed',
    expect.stringContaining('EMBEDDING_MODEL=other npm run index'),
  ])
  expect(await refused('broken')).toEqual([422, 'encoder-unavailable', expect.stringContaining('no such model')])
  expect(await refused('/etc/passwd')).toEqual([404, 'no-such-encoder', expect.stringContaining('/etc/passwd')])
})

test('weights of any size are brought to that of the learned ones, in the same proportions', () => {
  const learned = {
    scenario: 0.5,
    emotion: 0.1,
    motivation: 0.1,
    examples: 0.1,
    bestExample: 0.1,
    unsuitable: 0.1,
    lexical: 0.1,
  }
  const doubled = Object.fromEntries(
    Object.entries(learned).map(([part, weight]) => [part, 2 * weight]),
  ) as typeof learned
  expect(brought(doubled, learned).scenario).toBeCloseTo(0.5)
  expect(brought(doubled, learned).unsuitable).toBeCloseTo(0.1)
  const none = { ...learned, scenario: 0, emotion: 0, motivation: 0, examples: 0, bestExample: 0, lexical: 0 }
  expect(brought(none, learned)).toEqual(none)
})

test('no lines, too many, an impossible rate and weights that are none are refused', async () => {
  const { url } = await servePage(MEMES)
  const { current } = compareOptions.answer.parse(await (await fetch(`${url}/api/compare/options`)).json())
  const status = async (lines: unknown, change: object) => {
    const body = JSON.stringify({ lines, left: current, right: { ...current, ...change } })
    const headers = { 'content-type': 'application/json' }
    return (await fetch(`${url}/api/compare`, { method: 'POST', body, headers })).status
  }
  expect(await status(LINES, {})).toBe(200)
  expect(await status([], {})).toBe(400)
  expect(await status(['  '], {})).toBe(400)
  expect(await status(Array(41).fill('x'), {})).toBe(400)
  expect(await status(LINES, { weights: 'best' })).toBe(400)
  expect(await status(LINES, { sampler: 'x' })).toBe(400)
  expect(await status(LINES, { targetRate: 1, minimumGap: 3 })).toBe(422)
})
