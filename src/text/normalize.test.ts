import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanText, MAXIMUM_TEXT, normalizeText } from './normalize.ts'

const anyUnits = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map(code => String.fromCharCode(code)) })
const hanzi = fc.string({
  unit: fc.integer({ min: 0x4e00, max: 0x9fff }).map(code => String.fromCharCode(code)),
  maxLength: 80,
})
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 900 }),
  anyUnits,
  hanzi,
  fc.string({
    unit: fc.constantFrom('程', '式', '么', '麼', '軟', '體', '网', '路', 'İ', '\u200b', '\u0301', 'e', ' '),
  }),
)

describe.each([
  ['cleanText', cleanText],
  ['normalizeText', normalizeText],
])('%s', (_name, clean) => {
  it('is idempotent', () => {
    fc.assert(
      fc.property(anyText, text => {
        const once = clean(text)
        expect(clean(once)).toBe(once)
      }),
      { numRuns: 2000 },
    )
  })

  it('is idempotent on every single character', () => {
    const changing: string[] = []
    for (let code = 0; code <= 0x3ffff; code += 1) {
      const once = clean(String.fromCodePoint(code))
      if (clean(once) !== once) changing.push(code.toString(16))
    }
    expect(changing).toEqual([])
  })

  it('gives well-formed, bounded text without control characters or surplus white space', () => {
    fc.assert(
      fc.property(anyText, text => {
        const result = clean(text)
        expect(result.isWellFormed()).toBe(true)
        expect(result.length).toBeLessThanOrEqual(MAXIMUM_TEXT)
        expect(result).not.toMatch(/(?![\u200c\u200d])[\p{Cc}\p{Cf}]|\s\s|^\s|\s$|[^\S ]/u)
      }),
      { numRuns: 2000 },
    )
  })

  it('bounds 100,000 characters, keeps their end, and never cuts a pair in half', () => {
    for (const unit of ['啊', '😂', ' a', 'ﷺ', 'İ', '計程車', '\u0000', 'e\u0301\u200b']) {
      const result = clean(`${unit.repeat(100_000 / unit.length)}结尾`)
      expect(result.length).toBeLessThanOrEqual(MAXIMUM_TEXT)
      expect(result.isWellFormed()).toBe(true)
      expect(result.endsWith('结尾')).toBe(true)
    }
  })

  it('takes time that does not grow with the length of the message', () => {
    const long = '又要加班了 '.repeat(20_000)
    const started = performance.now()
    for (let round = 0; round < 20; round += 1) clean(long)
    expect((performance.now() - started) / 20).toBeLessThan(50)
  })

  it.each([
    ['lone surrogates become the replacement character', 'a\ud83db\ude00c', 'a\ufffdb\ufffdc'],
    ['control and invisible characters go', '加\u0000\u200b\u202e\ufeff班\u0007', '加班'],
    ['lines become one', ' 又要\r\n\t加班 \u2028 了 ', '又要 加班 了'],
    ['full-width forms become plain', 'ｄｄｌ　１２３％', 'ddl 123%'],
    ['an invisible character between a letter and its accent leaves no trace', 'e\u200b\u0301', 'é'],
    ['emoji keep their joiners', '👨\u200d👩\u200d👧 🕯️', '👨\u200d👩\u200d👧 🕯️'],
    ['nothing stays nothing', ' \u200b\n\u0000', ''],
  ])('%s', (_title, text, expected) => {
    expect(clean(text)).toBe(expected)
  })
})

describe('normalizeText', () => {
  it.each([
    ['爺爺過世了', '爷爷过世了'],
    ['計程車來了', '出租车来了'],
    ['伺服器掛了', '服务器挂了'],
    ['為什麼這麼難', '为什么这么难'],
    ['麼麼噠', '么么哒'],
    ['乾杯，著急', '干杯,着急'],
    ['YYDS Bug', 'yyds bug'],
  ])('%s is read as %s', (text, expected) => {
    expect(normalizeText(text)).toBe(expected)
  })

  it.each(['程序员写小程序', '蚌埠住了', '人生智慧', '电影片长', '吃了么', '么么哒', '文件夹', '显著'])(
    'simplified text stays as it is: %s',
    text => {
      expect(normalizeText(text)).toBe(text)
    },
  )

  it('leaves the script and the case of what people see alone', () => {
    expect(cleanText('計程車 YYDS')).toBe('計程車 YYDS')
  })
})
