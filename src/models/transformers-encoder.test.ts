import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder, testConfig } from '../../test/helpers.ts'
import { DoutuError, describeError } from '../errors.ts'
import { dot, type Encoder } from './encoder.ts'
import { loadEncoder, locateEncoder } from './transformers-encoder.ts'

const BUILTIN = fileURLToPath(new URL('../../encoder/model', import.meta.url))
const load = (model: string) => loadEncoder(testConfig('/nowhere', { EMBEDDING_MODEL: model }))

let encoder: Encoder
beforeAll(async () => {
  encoder = await load('builtin')
})
afterAll(() => encoder?.dispose())

function expectSound(vectors: readonly Float32Array[]): void {
  for (const vector of vectors) {
    expect(vector).toHaveLength(encoder.dimension)
    const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
    expect(norm === 0 || Math.abs(norm - 1) < 1e-4, `norm ${norm}`).toBe(true)
  }
}

describe('the built-in encoder', () => {
  it('says what it is: a name, a revision of its files and its dimension', () => {
    expect(encoder.id).toBe('builtin')
    expect(encoder.revision).toMatch(/^[0-9a-f]{16}$/)
    expect(encoder.dimension).toBeGreaterThanOrEqual(32)
  })

  it.each([
    ['words', '又要加班'],
    ['emoji only', '😂🤣🕯️👨\u200d👩\u200d👧'],
    ['unknown characters', '𠮷𪚥\u{1f9ff}ꙮ'],
    ['mixed scripts', 'ddl 又來了 ねこ кот ١٢٣ 고양이'],
    ['control characters and a lone surrogate', 'a\u0000\ud83d\u202eb'],
    ['100,000 characters', '我真的会谢'.repeat(20_000)],
    ['one word of 100,000 letters', 'a'.repeat(100_000)],
    ['special tokens', '[CLS] [SEP] [UNK] [PAD] <s> </s>'],
    ['punctuation', '。。。？！'],
  ])('makes a finite vector of norm 1 or 0 of %s', async (_title, text) => {
    expectSound(await encoder.encode([text], 'query'))
    expectSound(await encoder.encode([text], 'passage'))
  })

  it('makes the zero vector of what says nothing', async () => {
    const vectors = await encoder.encode(['', '  \n', '\u200b\u0000'], 'query')
    for (const vector of vectors) expect(vector.every(value => value === 0)).toBe(true)
    expect(await encoder.encode([], 'query')).toEqual([])
  })

  it('makes a finite vector of norm 1 or 0 of any text', async () => {
    const texts = fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(texts, async batch => {
        const vectors = await encoder.encode(batch, 'query')
        expect(vectors).toHaveLength(batch.length)
        expectSound(vectors)
      }),
      { numRuns: 100 },
    )
  })

  it('gives a text the same vector alone and in a batch of any company, across batch borders', async () => {
    const texts = Array.from({ length: 70 }, (_, index) =>
      index % 9 === 0 ? '' : `第 ${index} 句${'又要加班'.repeat(index % 13)}`,
    )
    const together = await encoder.encode(texts, 'passage')
    expect(together).toHaveLength(texts.length)
    for (const index of [0, 1, 12, 31, 32, 33, 63, 64, 69]) {
      const [alone] = await encoder.encode([texts[index] ?? ''], 'passage')
      const difference = Math.max(...(alone ?? []).map((value, at) => Math.abs(value - (together[index]?.[at] ?? 9))))
      expect(difference).toBeLessThan(1e-5)
    }
  })

  it('reads both scripts alike and tells different things apart', async () => {
    const vectors = await encoder.encode(['爷爷过世了', '爺爺過世了', '猫'], 'query')
    const [simplified, traditional, other] = vectors as [Float32Array, Float32Array, Float32Array]
    expect(dot(simplified, traditional)).toBeCloseTo(1, 4)
    expect(dot(simplified, other)).toBeLessThan(0.95)
  })

  it('answers many at once as it answers one after the other', async () => {
    const texts = ['笑死', '又要加班', '我真的会谢', '干饭']
    const serial = []
    for (const text of texts) serial.push(...(await encoder.encode([text], 'query')))
    const parallel = (await Promise.all(texts.map(text => encoder.encode([text], 'query')))).flat()
    expect(parallel).toEqual(serial)
  })
})

describe('another folder', () => {
  it('with the same files loads under its own name and answers the same', async () => {
    const folder = join(temporaryFolder(), 'mine')
    cpSync(BUILTIN, folder, { recursive: true })
    const copy = await load(folder)
    expect(copy.id).toBe('local:mine')
    expect(copy.revision).toBe(encoder.revision)
    expect(await copy.encode(['又要加班'], 'query')).toEqual(await encoder.encode(['又要加班'], 'query'))
    await copy.dispose()
  })

  it('with other files has another revision', async () => {
    const folder = join(temporaryFolder(), 'mine')
    cpSync(BUILTIN, folder, { recursive: true })
    writeFileSync(join(folder, 'config.json'), `${JSON.stringify({ model_type: 'bert', extra: 1 })}\n`)
    const copy = await load(folder)
    expect(copy.revision).not.toBe(encoder.revision)
    await copy.dispose()
  })

  it.each<[string, DoutuError['code'], (folder: string) => void]>([
    ['is missing', 'model-missing', folder => rmSync(folder, { recursive: true })],
    ['is empty', 'model-missing', folder => [rmSync(folder, { recursive: true }), mkdirSync(folder)]],
    ['lacks its tokenizer', 'model-missing', folder => rmSync(join(folder, 'tokenizer.json'))],
    ['lacks its weights', 'model-broken', folder => rmSync(join(folder, 'onnx'), { recursive: true })],
    ['has half a tokenizer', 'model-broken', folder => writeFileSync(join(folder, 'tokenizer.json'), '{"model": {')],
    ['has broken weights', 'model-broken', folder => writeFileSync(join(folder, 'onnx/model.onnx'), 'not a model')],
    ['has a broken config', 'model-broken', folder => writeFileSync(join(folder, 'config.json'), '')],
  ])('that %s gives one clear sentence and what to do', async (_title, code, spoil) => {
    const folder = join(temporaryFolder(), 'mine')
    cpSync(BUILTIN, folder, { recursive: true })
    spoil(folder)
    const error = await load(folder).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(DoutuError)
    expect((error as DoutuError).code).toBe(code)
    expect(describeError(error)).toMatch(/^The encoder.*mine.*EMBEDDING_MODEL/)
    expect(describeError(error)).not.toContain('\n')
  })
})

describe('locateEncoder', () => {
  it.each([
    ['builtin', { id: 'builtin', folder: BUILTIN }],
    ['/models/mine', { id: 'local:mine', folder: '/models/mine' }],
    ['./no-such-folder/mine', { id: 'local:mine', folder: join(process.cwd(), 'no-such-folder/mine') }],
    ['Xenova/bge-small-zh-v1.5', { id: 'Xenova/bge-small-zh-v1.5', hubName: 'Xenova/bge-small-zh-v1.5' }],
  ])('%s', (name, source) => {
    expect(locateEncoder(name)).toEqual(source)
  })

  it('takes the name of a folder that exists for that folder', () => {
    const folder = temporaryFolder()
    expect(locateEncoder(folder)).toMatchObject({ folder })
  })
})
