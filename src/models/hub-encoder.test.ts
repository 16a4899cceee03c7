import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder, testConfig } from '../../test/helpers.ts'
import { type Mischief, type ModelHub, read, startModelHub } from '../../test/model-hub.ts'
import { DoutuError, describeError } from '../errors.ts'
import { dot, type Encoder } from './encoder.ts'
import { type DownloadProgress, type EncoderSettings, loadEncoder } from './transformers-encoder.ts'

let builtin: Encoder
beforeAll(async () => {
  builtin = await loadEncoder(testConfig('/nowhere'))
})
afterAll(() => builtin.dispose())

// What transformers.js learned of a model it remembers by name: every test has a name of its own.
let names = 0
const freshName = (family = 'plain-small') => {
  names += 1
  return `owner${names}/${family}`
}

function settingsFor(
  hub: Pick<ModelHub, 'address'>,
  model: string,
  more: Record<string, string> = {},
): EncoderSettings {
  const settings = { EMBEDDING_MODEL: model, HF_ENDPOINT: hub.address, ...more }
  return testConfig(temporaryFolder(), settings)
}

const quick = { hub: { patience: 30_000, pauses: [] } }
// Long enough for an answer from loopback on a busy machine.
const impatient = { hub: { patience: 3000, pauses: [] } }

async function failureOf(settings: EncoderSettings): Promise<DoutuError> {
  const error = await loadEncoder(settings, impatient).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(DoutuError)
  expect(describeError(error)).not.toContain('\n')
  return error as DoutuError
}

const WEIGHTS = /^onnx\/model(_quantized)?\.onnx$/
const say =
  (pattern: RegExp, status: number, body: string | Buffer, headers: Record<string, string> = {}): Mischief =>
  (file, response) => {
    if (!pattern.test(file)) return false
    response.writeHead(status, headers).end(body)
    return true
  }
const HTML = '<!doctype html><title>Log in to this network</title>'

describe('an encoder from a hub', () => {
  it('is fetched with its progress, answers as it should, and is there again without the hub', async () => {
    const hub = await startModelHub()
    const settings = settingsFor(hub, freshName())
    const seen: DownloadProgress[] = []
    const encoder = await loadEncoder(settings, { ...quick, onProgress: progress => seen.push(progress) })
    expect(await encoder.encode(['又要加班'], 'query')).toEqual(await builtin.encode(['又要加班'], 'query'))
    expect(encoder).toMatchObject({ id: settings.EMBEDDING_MODEL, dimension: builtin.dimension })
    const weights = seen.filter(({ file }) => file.endsWith('.onnx'))
    expect(weights.length).toBeGreaterThan(1)
    expect(weights.at(-1)!.loaded).toBe(weights.at(-1)!.total)
    expect(weights.at(-1)!.total).toBeGreaterThan(2 ** 20)
    await encoder.dispose()
    await hub.close()
    const again = await loadEncoder(settings, quick)
    expect(again.revision).toBe(encoder.revision)
    await again.dispose()
  })

  it('is asked for at the mirror, in the revision that the settings name', async () => {
    const hub = await startModelHub()
    const settings = settingsFor(hub, freshName(), { EMBEDDING_REVISION: 'v2' })
    const encoder = await loadEncoder(settings, quick)
    expect(encoder.revision).toMatch(/^v2-/)
    for (const path of hub.asked) expect(path).toContain(`/mirror/${settings.EMBEDDING_MODEL}/resolve/v2/`)
    await encoder.dispose()
  })

  it('is quantised where the model has that, and another precision is another revision', async () => {
    const hub = await startModelHub()
    hub.misbehave((file, response) => {
      if (file !== 'onnx/model_quantized.onnx') return false
      response.end(read('onnx/model.onnx'))
      return true
    })
    const name = freshName()
    const [small, full] = await Promise.all([
      loadEncoder(settingsFor(hub, name), quick),
      loadEncoder(settingsFor(hub, name, { EMBEDDING_DTYPE: 'fp32' }), quick),
    ])
    expect([small.revision, full.revision]).toEqual(['main-q8', 'main-fp32'])
    await Promise.all([small.dispose(), full.dispose()])
  })

  it.each([
    ['e5-small', 'query: 又要加班', 'passage: 又要加班'],
    ['multilingual-e5-base', 'query: 又要加班', 'passage: 又要加班'],
    ['text2vec-base-chinese', '又要加班', '又要加班'],
  ])('of the family of %s gets its prefixes', async (family, query, passage) => {
    const hub = await startModelHub()
    const encoder = await loadEncoder(settingsFor(hub, freshName(family)), quick)
    expect(await encoder.encode(['又要加班'], 'query')).toEqual(await builtin.encode([query], 'query'))
    expect(await encoder.encode(['又要加班'], 'passage')).toEqual(await builtin.encode([passage], 'query'))
    await encoder.dispose()
  })

  it('of the bge family takes the first token, and asks with its instruction', async () => {
    const hub = await startModelHub()
    const encoder = await loadEncoder(settingsFor(hub, freshName('bge-small-zh-v1.5')), quick)
    const [one, other, plain] = await Promise.all([
      encoder.encode(['又要加班'], 'query'),
      encoder.encode(['猫'], 'query'),
      encoder.encode(['又要加班'], 'passage'),
    ])
    // Every query begins with the same instruction, so of a static model the first token is always the same.
    expect(dot(one[0]!, other[0]!)).toBeCloseTo(1, 5)
    expect(dot(one[0]!, plain[0]!)).toBeLessThan(0.99)
    await encoder.dispose()
  })
})

describe('a hub that fails', () => {
  const failures: Array<[title: string, mischief: Mischief, code: DoutuError['code'], sentence: RegExp]> = [
    ['does not know the model', say(/./, 404, 'Repository not found'), 'model-missing', /has no model/],
    ['wants a login', say(/./, 401, 'Unauthorized'), 'model-missing', /without a login/],
    ['is down', say(/./, 503, 'later'), 'model-missing', /could not be fetched.*503/],
    [
      'is behind a login page',
      say(/./, 200, HTML, { 'content-type': 'text/html' }),
      'model-missing',
      /not JSON.*<!doctype/,
    ],
    ['sends a page for the weights', say(WEIGHTS, 200, HTML), 'model-missing', /is no model.*<!doctype/],
    [
      'sends a pointer file',
      say(WEIGHTS, 200, 'version https://git-lfs.github.com/spec/v1'),
      'model-missing',
      /is no model/,
    ],
    ['has no weights', say(WEIGHTS, 404, 'Entry not found'), 'model-missing', /no ONNX weights/],
    ['sends bytes that are no model', say(WEIGHTS, 200, Buffer.alloc(50_000, 7)), 'model-broken', /cannot be read/],
    [
      'sends half a tokenizer',
      say(/^tokenizer.json$/, 200, '{"model": {'),
      'model-missing',
      /tokenizer.json is not JSON/,
    ],
    [
      'sends another JSON for the tokenizer',
      say(/^tokenizer.json$/, 200, '{"error": "x"}'),
      'model-broken',
      /cannot be read/,
    ],
    [
      'breaks off in the middle of the weights',
      (file, response) => {
        if (!WEIGHTS.test(file)) return false
        const bytes = read('onnx/model.onnx')!
        response.writeHead(200, { 'content-length': bytes.length })
        response.write(bytes.subarray(0, 100_000), () => response.destroy())
        return true
      },
      'model-missing',
      /could not be fetched/,
    ],
    ['says nothing', () => true, 'model-missing', /no answer within 3 s/],
    [
      'falls silent in the middle of the weights',
      (file, response) => {
        if (!WEIGHTS.test(file)) return false
        const bytes = read('onnx/model.onnx')!
        response.writeHead(200, { 'content-length': bytes.length })
        response.write(bytes.subarray(0, 100_000))
        return true
      },
      'model-missing',
      /stopped coming for 3 s/,
    ],
  ]
  it.each(failures)(
    'because it %s is one clear sentence, and leaves nothing broken behind',
    async (_title, mischief, code, sentence) => {
      const hub = await startModelHub()
      const settings = settingsFor(hub, freshName())
      hub.misbehave(mischief)
      const error = await failureOf(settings)
      expect(error.code).toBe(code)
      expect(error.message).toMatch(sentence)
      expect(describeError(error)).toMatch(/EMBEDDING_MODEL/)
      expect(describeError(error)).toMatch(/builtin/)
      hub.misbehave(() => false)
      const encoder = await loadEncoder(settings, quick)
      expect(await encoder.encode(['笑死'], 'query')).toEqual(await builtin.encode(['笑死'], 'query'))
      await encoder.dispose()
    },
  )

  it('because nobody listens there is one clear sentence', async () => {
    const hub = await startModelHub()
    await hub.close()
    const error = await failureOf(settingsFor(hub, freshName()))
    expect(describeError(error)).toMatch(/could not be fetched from http:.*ECONNREFUSED.*HF_ENDPOINT/)
  })

  it('for a moment is tried again', async () => {
    const hub = await startModelHub()
    let failed = 0
    hub.misbehave((_file, response) => {
      failed += 1
      if (failed > 2) return false
      response.writeHead(502).end()
      return true
    })
    const encoder = await loadEncoder(settingsFor(hub, freshName()), { hub: { patience: 30_000, pauses: [1, 1] } })
    expect(failed).toBeGreaterThan(2)
    await encoder.dispose()
  })

  it('leftovers of a killed download are swept away', async () => {
    const hub = await startModelHub()
    const settings = settingsFor(hub, freshName())
    const folder = join(settings.modelCacheFolder, settings.EMBEDDING_MODEL, 'onnx')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'model.onnx.tmp.999999999.abc'), 'half')
    writeFileSync(join(folder, `model.onnx.tmp.${process.pid}.abc`), 'under way')
    const encoder = await loadEncoder(settings, quick)
    expect(existsSync(join(folder, 'model.onnx.tmp.999999999.abc'))).toBe(false)
    expect(readdirSync(folder)).toContain(`model.onnx.tmp.${process.pid}.abc`)
    await encoder.dispose()
  })
})
