import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Answer, isWhole, parseAnswer } from './parse.ts'

const good: Answer = {
  text: '又要加班',
  scenario: '下班前',
  emotion: '无奈',
  motivation: '求安慰',
  meme: 'after',
  more: false,
}

describe('parseAnswer', () => {
  it.each([
    ['plain JSON', JSON.stringify(good)],
    ['indented JSON', JSON.stringify(good, null, 2)],
    ['prose around it', `好的！这是回复：${JSON.stringify(good)} 希望有帮助。`],
    ['a code fence', `\`\`\`json\n${JSON.stringify(good)}\n\`\`\``],
    ['braces in the prose before it', `格式是 {key: value}。\n${JSON.stringify(good)}`],
    ['a trailing comma', JSON.stringify(good).replace('}', ',}')],
    ['Chinese quotes', JSON.stringify(good).replaceAll('"', '“')],
    ['a full-width colon', JSON.stringify(good).replace('"text":', '"text"：')],
    ['raw line ends inside a text', JSON.stringify(good).replace('又要加班', '又要\n加班')],
    ['facets inside an object', JSON.stringify({ text: good.text, facets: good, meme: 'after', more: false })],
    [
      'keys in Chinese',
      JSON.stringify({
        回复: good.text,
        场景: good.scenario,
        情绪: good.emotion,
        动机: good.motivation,
        meme: 'after',
        more: false,
      }),
    ],
    [
      'keys in capitals',
      JSON.stringify({
        Text: good.text,
        Scenario: good.scenario,
        Emotion: good.emotion,
        Motivation: good.motivation,
        MEME: 'after',
        More: false,
      }),
    ],
    ['quotes around the words', JSON.stringify({ ...good, text: '“又要加班”' })],
    ['emotions as a list', JSON.stringify({ ...good, emotion: ['无奈'] })],
  ])('reads %s', (title, raw) => {
    const expected = title.startsWith('raw') ? { ...good, text: '又要 加班' } : good
    expect(parseAnswer(raw)).toEqual(expected)
    expect(isWhole(parseAnswer(raw)!)).toBe(true)
  })

  it('keeps what is whole of an answer that was cut off, and says that it is not all', () => {
    const raw = JSON.stringify(good)
    for (let end = 1; end < raw.length; end += 1) {
      const found = parseAnswer(raw.slice(0, end))
      if (found?.text !== undefined) expect(found.text).toBe(good.text)
      if (found && isWhole(found)) expect(found).toMatchObject({ text: good.text, motivation: good.motivation })
    }
    expect(parseAnswer(raw.slice(0, raw.indexOf(',') + 3))).toEqual({ text: good.text })
  })

  it.each([
    '',
    '   ',
    '抱歉，我不能',
    '[1,2]',
    '{"foo":"bar"}',
    'null',
    '{'.repeat(50),
    '{"text":',
    '{"text":5}',
    '"text"',
  ])('finds nothing in %j', raw => {
    expect(parseAnswer(raw)?.text).toBeUndefined()
  })

  it('never throws and never gives an empty or padded text, whatever comes', () => {
    const junk = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('{', '}', '"', ':', ',', '\\', 'text', '“', '：', ' ', '\n', '好') }),
      fc.json(),
    )
    fc.assert(
      fc.property(junk, junk, fc.boolean(), (before, after, withGood) => {
        const found = parseAnswer(withGood ? before + JSON.stringify(good) + after : before + after)
        if (found?.text !== undefined) expect(found.text).toBe(found.text.trim())
        if (found?.text !== undefined) expect(found.text).not.toBe('')
      }),
      { numRuns: 2000 },
    )
  })

  it.each(['{', '{"', '"\\', '“', '{"text":"'])('reads 100,000 × %j in time that does not explode', piece => {
    const started = performance.now()
    parseAnswer(piece.repeat(100_000))
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
