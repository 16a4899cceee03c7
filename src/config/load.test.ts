import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../test/helpers.ts'
import { DoutuError, describeError } from '../errors.ts'
import { checkRate, highestRate, loadConfig } from './load.ts'
import { settingsSchema } from './schema.ts'

const NOWHERE = '/nowhere'

function refusal(environment: Record<string, string>, folder = NOWHERE): DoutuError {
  try {
    loadConfig(environment, folder)
  } catch (error) {
    if (error instanceof DoutuError) return error
    throw error
  }
  throw new Error(`${JSON.stringify(environment)} was taken`)
}

describe('loadConfig', () => {
  it('needs nothing: every setting has a default and a line that documents it', () => {
    const config = loadConfig({}, NOWHERE)
    for (const [name, schema] of Object.entries(settingsSchema.shape)) {
      expect(config).toHaveProperty(name)
      expect(schema.description, name).toMatch(/.{15,}\.$/)
    }
    expect(config).toMatchObject({ HOST: '127.0.0.1', PORT: 3000, EMBEDDING_MODEL: 'builtin', GATE: true })
    expect(config).toMatchObject({ dataFolder: '/nowhere/data', modelCacheFolder: '/nowhere/data/models' })
    expect(config.ratings).toEqual(['safe'])
  })

  it.each([
    ['DATA_DIR', 'here', 'here'],
    ['HOST', ' localhost ', 'localhost'],
    ['PORT', '0', 0],
    ['WEB_TOKEN', 'a-secret-of-enough', 'a-secret-of-enough'],
    ['LOCALE', 'en', 'en'],
    ['EMBEDDING_MODEL', 'Xenova/bge-small-zh-v1.5', 'Xenova/bge-small-zh-v1.5'],
    ['EMBEDDING_REVISION', 'abc', 'abc'],
    ['EMBEDDING_DTYPE', 'q8', 'q8'],
    ['HF_ENDPOINT', 'https://hf-mirror.com', 'https://hf-mirror.com'],
    ['MODEL_CACHE_DIR', '/models', '/models'],
    ['LLM_BASE_URL', 'http://127.0.0.1:11434/v1', 'http://127.0.0.1:11434/v1'],
    ['LLM_API_KEY', 'k', 'k'],
    ['LLM_MODEL', 'qwen', 'qwen'],
    ['LLM_TIMEOUT_SECONDS', '2.5', 2.5],
    ['TARGET_RATE', '0', 0],
    ['SCORE_FLOOR', '1', 1],
    ['MINIMUM_GAP', '9', 9],
    ['MINIMUM_GAP_SECONDS', '60', 60],
    ['QUIET_MILLISECONDS', '0', 0],
    ['GATE', '0', false],
    ['SAMPLER', 'diverse', 'diverse'],
    ['SAMPLER_TEMPERATURE', '0.2', 0.2],
    ['ALLOWED_RATINGS', 'safe, sensitive', 'safe, sensitive'],
    ['SEED', '2026-11', '2026-11'],
    ['LOG_LEVEL', 'silent', 'silent'],
  ] as const)('reads %s=%s', (name, given, value) => {
    expect(loadConfig({ [name]: given }, NOWHERE)[name]).toBe(value)
  })

  it.each([
    ['PORT', ['abc', '65536', '-1', '80.5', 'NaN', 'Infinity']],
    ['LOCALE', ['fr', 'ZH']],
    ['EMBEDDING_DTYPE', ['q5']],
    ['LLM_TIMEOUT_SECONDS', ['0', '601', 'soon']],
    ['TARGET_RATE', ['-0.1', '1.1', '10%']],
    ['SCORE_FLOOR', ['-0.1', '1.1', 'high']],
    ['MINIMUM_GAP', ['-1', '2.5', '1001', 'few']],
    ['MINIMUM_GAP_SECONDS', ['-1', '86401']],
    ['QUIET_MILLISECONDS', ['-1', '60001', '1.5']],
    ['GATE', ['yes', 'TRUE', 'off']],
    ['SAMPLER', ['best']],
    ['SAMPLER_TEMPERATURE', ['0', '11']],
    ['ALLOWED_RATINGS', ['blocked', 'safe,', 'safe;sensitive']],
    ['LOG_LEVEL', ['loud']],
  ])('refuses a wrong %s in one sentence that names it, and says where to mend it', (name, values) => {
    for (const value of values) {
      const error = refusal({ [name]: value })
      expect(error.code).toBe('bad-setting')
      expect(error.message).toContain(name)
      expect(error.message).toMatch(/^[^\n]+\.$/)
      expect(error.hint).not.toBe('')
    }
  })

  it('names every wrong setting at once', () => {
    const { message } = refusal({ PORT: 'abc', SAMPLER: 'best' })
    expect(message).toContain('PORT')
    expect(message).toContain('SAMPLER')
  })

  it('any environment gives a config within bounds or one sentence with a name in it, and never shows a secret', () => {
    const names = Object.keys(settingsSchema.shape)
    const secret = 'sk-very-secret-key'
    const value = fc.oneof(fc.string(), fc.double().map(String), fc.constantFrom('0', '1', 'true', 'auto', 'safe'))
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), value), environment => {
        try {
          const config = loadConfig({ ...environment, LLM_API_KEY: secret }, NOWHERE)
          expect(config.TARGET_RATE).toBeLessThanOrEqual(highestRate(config.MINIMUM_GAP) + 1e-9)
          expect(Number.isInteger(config.PORT) && config.PORT >= 0 && config.PORT <= 65_535).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(DoutuError)
          expect(describeError(error)).not.toMatch(/\n|sk-very-secret/)
          expect(names.some(name => describeError(error).includes(name))).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('an empty variable counts as absent', () => {
    expect(loadConfig({ PORT: '', GATE: '  ', HOST: undefined }, NOWHERE)).toEqual(loadConfig({}, NOWHERE))
  })

  it.each(['0.0.0.0', '::', '192.168.1.5', 'example.com', '127.0.0.1.example.com', '1127.0.0.1'])(
    'HOST=%s demands a WEB_TOKEN of at least 16 characters',
    host => {
      for (const token of ['', 'short', ' '.repeat(20), `${' '.repeat(10)}short`]) {
        const error = refusal({ HOST: host, WEB_TOKEN: token })
        expect(error.code).toBe('bad-setting')
        expect(error.message).toMatch(/HOST.*WEB_TOKEN/)
      }
      expect(loadConfig({ HOST: host, WEB_TOKEN: '0123456789abcdef' }, NOWHERE).HOST).toBe(host)
    },
  )

  it.each(['127.0.0.1', '127.8.9.10', 'localhost', '::1'])('HOST=%s needs no token', host => {
    expect(loadConfig({ HOST: host }, NOWHERE).WEB_TOKEN).toBe('')
  })

  it('folders are relative to where the program was called, unless absolute', () => {
    expect(loadConfig({ DATA_DIR: 'd', MODEL_CACHE_DIR: 'm' }, '/a')).toMatchObject({
      dataFolder: '/a/d',
      modelCacheFolder: '/a/m',
    })
    expect(loadConfig({ DATA_DIR: '/d' }, '/a')).toMatchObject({ dataFolder: '/d', modelCacheFolder: '/d/models' })
  })
})

describe('.env', () => {
  it('is read, and the environment wins over it', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, '.env'), '# mine\nPORT=4000\nSAMPLER="greedy"\nSEED=\nUNKNOWN=1\n')
    expect(loadConfig({}, folder)).toMatchObject({ PORT: 4000, SAMPLER: 'greedy', SEED: '' })
    expect(loadConfig({ PORT: '5000', SAMPLER: '' }, folder)).toMatchObject({ PORT: 5000, SAMPLER: 'greedy' })
    expect(loadConfig({}, folder)).not.toHaveProperty('UNKNOWN')
  })

  it('a wrong setting in it is refused like one in the environment', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, '.env'), 'PORT=many\n')
    expect(refusal({}, folder).message).toContain('PORT')
  })

  it('that cannot be read gives one sentence with its path', () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, '.env'))
    const error = refusal({}, folder)
    expect(error.code).toBe('bad-setting')
    expect(error.message).toMatch(/^[^\n]+\.env[^\n]+\.$/)
  })
})

describe('checkRate', () => {
  it('takes every rate up to 1 / (gap + 1) and refuses every rate above it, with the highest in the sentence', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.double({ min: 0, max: 1, noNaN: true }), (gap, share) => {
        const highest = 1 / (gap + 1)
        expect(() => checkRate(share * highest, gap)).not.toThrow()
        expect(() => checkRate(highest + Math.max(1e-6, share), gap)).toThrow(highest.toFixed(3))
      }),
    )
  })

  it('is asked for every config', () => {
    expect(refusal({ TARGET_RATE: '0.3', MINIMUM_GAP: '3' }).code).toBe('rate-too-high')
    expect(loadConfig({ TARGET_RATE: '0.25', MINIMUM_GAP: '3' }, NOWHERE).TARGET_RATE).toBe(0.25)
  })
})
