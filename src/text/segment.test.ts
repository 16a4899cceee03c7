import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalizeText } from './normalize.ts'
import { contentWords, segment } from './segment.ts'

describe('segment', () => {
  it.each(['摸鱼', '打工人', 'yyds', '绝绝子', '社死'])('knows the slang %s as one word', word => {
    expect(segment(`我今天${word}`)).toContain(word)
  })

  it('finds the same words in traditional and in simplified characters', () => {
    expect(segment('今天又要加班寫程式碼')).toEqual(segment('今天又要加班写代码'))
    expect(segment('計程車')).toEqual(segment('出租车'))
  })

  it('gives the shorter words inside a long one too', () => {
    expect(segment('拖延症晚期')).toContain('拖延症')
    expect(segment('中华人民共和国')).toEqual(expect.arrayContaining(['中华人民共和国', '共和国', '人民']))
  })

  it.each(['', '   ', '。。。！？', '\u0000\u200b', '（）【】'])('finds no word in %j', text => {
    expect(segment(text)).toEqual([])
  })

  it('keeps emoji as words', () => {
    expect(segment('😂')).toEqual(['😂'])
  })

  it('any text gives words that occur in the normalised text, none of them empty', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), text => {
        const normal = normalizeText(text)
        for (const word of segment(text)) {
          expect(word.trim()).not.toBe('')
          expect(normal).toContain(word)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('100,000 characters give a bounded number of words', () => {
    expect(segment('又要加班了'.repeat(20_000)).length).toBeLessThan(1000)
  })
})

describe('contentWords', () => {
  it('drops the commonest words and repetitions', () => {
    expect(contentWords('我的加班和你的加班')).toEqual(['加班'])
  })

  it('is distinct, and a part of the segmentation, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('我', '的', '加', '班', 'a', ' ', '😂') }), text => {
        const words = contentWords(text)
        expect(new Set(words).size).toBe(words.length)
        expect(segment(text)).toEqual(expect.arrayContaining(words))
      }),
    )
  })
})
