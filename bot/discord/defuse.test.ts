import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defuse, plainLine, shorten } from './defuse.ts'

const MENTIONS = /@(?:everyone|here)|<(?:@[!&]?|#)\d+>|<a?:\w+:\d+>|<\/[^>]+:\d+>|<t:\d+/

test('mentions, emoji, channels and commands are inert', () => {
  for (const text of [
    '@everyone',
    '@here',
    '<@123>',
    '<@!1>',
    '<@&9>',
    '<#1>',
    '<:a:1>',
    '<a:b:2>',
    '</meme find:3>',
    '<t:1>',
  ])
    expect(defuse(`看 ${text} 啊`)).not.toMatch(MENTIONS)
})

test('markdown shows as it was written', () => {
  expect(defuse('**粗** _斜_ ~~删~~ `码` ||剧透||')).toBe(
    '\\*\\*粗\\*\\* \\_斜\\_ \\~\\~删\\~\\~ \\`码\\` \\|\\|剧透\\|\\|',
  )
  expect(defuse('# 大字')).toMatch(/^\\#/)
  expect(defuse('> 引用\n-# 小字')).toBe('\\> 引用\n\\-# 小字')
  expect(defuse('[点我](https://evil.example)')).not.toMatch(/^\[/)
  expect(defuse('```js\nx\n```')).not.toContain('```')
})

test('invites to other servers are broken', () => {
  for (const text of ['discord.gg/abc', 'https://discord.com/invite/abc', 'DISCORDAPP.com/invite/x'])
    expect(defuse(text)).not.toMatch(/discord(?:app)?\.(?:gg|com\/invite)/i)
})

test('whatever the text is: it fits, nothing is mentioned, nothing is hidden, and it is well-formed', () => {
  const hostile = fc.array(
    fc.oneof(
      fc.constantFrom(
        '@everyone',
        '<@1>',
        '<@&2>',
        '<#3>',
        '\u202e',
        '\u200b',
        '**',
        '`',
        '```',
        '\\',
        '\n> ',
        '\n# ',
        '😀',
        '<',
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
    ),
    { maxLength: 60 },
  )
  fc.assert(
    fc.property(hostile, fc.integer({ min: 5, max: 300 }), (parts, limit) => {
      const text = defuse(parts.join(''), limit)
      expect(text.length).toBeLessThanOrEqual(limit)
      expect(text).not.toMatch(MENTIONS)
      expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)
      expect(text.isWellFormed()).toBe(true)
      expect(text).not.toMatch(/(?<!\\)(?:\\\\)*```/)
    }),
    { numRuns: 500 },
  )
})

test('plain Chinese stays as it is', () => {
  expect(defuse('又要加班了，救命！😭\n明天见～')).toBe('又要加班了，救命！😭\n明天见～')
  expect(plainLine(' 两\n行  字 ', 20)).toBe('两 行 字')
})

test('a cut leaves no half of a character and no open escape', () => {
  expect(shorten('😀😀😀', 4)).toBe('😀…')
  expect(shorten('a\\*bcd', 3)).toBe('a…')
})
