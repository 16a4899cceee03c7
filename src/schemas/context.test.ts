import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logLineSchema, matchLineSchema, parseJsonLine, parseJsonLines, parseTurn } from './context.ts'

describe('parseTurn', () => {
  it.each([
    ['A: 又要加班', 'A', '又要加班'],
    ['张三：我真的会谢', '张三', '我真的会谢'],
    ['  user_1 :  嗯', 'user_1', '嗯'],
    ['A:', 'A', ''],
    ['A: 时间: 九点', 'A', '时间: 九点'],
    ['A: 两行\n文字', 'A', '两行\n文字'],
  ])('%j is said by %s', (text, speaker, words) => {
    expect(parseTurn(text)).toEqual({ speaker, text: words })
  })

  it.each([
    '又要加班',
    'https://example.com/a:b',
    'FTP://x.cn',
    '12:30 见',
    '9：00 开会',
    'TypeError: x is not a function',
    'DeprecationWarning: old',
    'info: started',
    '这句话特别长到不可能是一个人的名字：对',
    '你好 A: 嗯',
    ':)',
    '',
  ])('%j names no speaker and belongs to A whole', text => {
    expect(parseTurn(text)).toEqual({ speaker: 'A', text })
  })

  it('never loses a word and never makes an empty speaker, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'A:： 1张\n') })),
        text => {
          const turn = parseTurn(text)
          expect(turn.speaker).toMatch(/^[\p{L}\p{N}_.-]{1,16}$/u)
          expect(text.endsWith(turn.text)).toBe(true)
          if (turn.text !== text) expect(text.trimStart().startsWith(turn.speaker)).toBe(true)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it.each([' ', '1', 'a', '_', ':', '错', 'error'])('reads 100,000 × %j in time that does not explode', unit => {
    const text = `${unit.repeat(100_000)}\u0001`
    const started = performance.now()
    parseTurn(text)
    expect(performance.now() - started).toBeLessThan(500)
  })
})

const good = JSON.stringify({ id: 1, turns: ['A: 又要加班'] })
const parse = (lines: string[]) => [...parseJsonLines(lines, matchLineSchema)]

describe('parseJsonLines', () => {
  it('names malformed lines by number and processes the rest, in order', () => {
    const parsed = parse([good, '{"id": 2', '', good, '{"id": 3, "turns": []}', '[]', good])
    expect(parsed.map(({ line }) => line)).toEqual([1, 2, 4, 5, 6, 7])
    const bad = parsed.flatMap(item => ('error' in item ? [item.error] : []))
    expect(bad.map(error => error.message)).toEqual([
      expect.stringMatching(/^Line 2 was skipped: it is not valid JSON\.$/),
      expect.stringMatching(/^Line 5 was skipped: turns: needs at least one turn\.$/),
      expect.stringMatching(/^Line 6 was skipped: .*object.*\.$/),
    ])
    expect(bad.every(error => error.code === 'bad-line' && error.hint !== '')).toBe(true)
  })

  it('passes over blank lines and a byte-order mark but counts them', () => {
    const parsed = parse([`\ufeff${good}`, '  ', '\t', `${good}\r`])
    expect(parsed.map(item => [item.line, 'value' in item])).toEqual([
      [1, true],
      [4, true],
    ])
  })

  it.each([
    ['no id', { turns: ['x'] }, /id/],
    ['a turn that is no text', { id: 1, turns: ['x', 5] }, /turns\.1/],
    ['turns that are no list', { id: 1, turns: 'A: x' }, /turns/],
    ['nothing', null, /value/],
  ])('says what is wrong with %s', (_title, line, pattern) => {
    const parsed = parseJsonLine(JSON.stringify(line), 7, matchLineSchema)
    expect('error' in parsed && parsed.error.message).toMatch(pattern)
    expect('error' in parsed && parsed.error.message).toMatch(/^Line 7 /)
  })

  it('any mixture of good lines and junk gives one result per line that is not blank, and never throws', () => {
    const line = fc.oneof(
      fc.constant(good),
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.json(),
      fc.json().map(text => text.slice(0, -1)),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), lines => {
        const parsed = parse(lines)
        const expected = lines.flatMap((text, index) => (text.replace(/^\ufeff/, '').trim() ? [index + 1] : []))
        expect(parsed.map(item => item.line)).toEqual(expected)
        for (const item of parsed) {
          if (lines[item.line - 1] === good) expect(item).toEqual({ line: item.line, value: JSON.parse(good) })
          if ('error' in item) expect(item.error.message.startsWith(`Line ${item.line} was skipped: `)).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('takes a line for what it is even with hostile keys and depth', () => {
    expect(parse(['{"__proto__": {"id": 1}, "turns": ["x"]}'])[0]).toHaveProperty('error')
    expect(parse([`${'['.repeat(50_000)}${']'.repeat(50_000)}`])[0]).toHaveProperty('error')
  })
})

describe('logLineSchema', () => {
  it('takes channels and speakers as numbers or text', () => {
    const line = { channel: 7, speaker: 8, text: '', at: 0 }
    expect(logLineSchema.parse(line)).toEqual({ channel: '7', speaker: '8', text: '', at: 0 })
  })

  it.each([{ at: '2024' }, { at: null }, { text: 5 }, { channel: null }])('refuses %j', wrong => {
    const line = { channel: 'c', speaker: 's', text: 'x', at: 1, ...wrong }
    expect(logLineSchema.safeParse(line).success).toBe(false)
  })
})
