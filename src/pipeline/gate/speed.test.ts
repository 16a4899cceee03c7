import { createContext, runInContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { cleanText, MAXIMUM_TEXT, normalizeText } from '../../text/normalize.ts'
import { loadClassifier } from './classifier.ts'
import { makeGate } from './gate.ts'
import { blankHyperbole, lightTone } from './hyperbole.ts'
import { findNotChat } from './not-chat.ts'
import { findQuarrel } from './quarrel.ts'
import { findSerious } from './serious.ts'

/** Runs something, and ends it when it takes too long: a pattern that backtracks without end must fail, not hang. */
function endsWithin(milliseconds: number, work: () => unknown): boolean {
  try {
    runInContext('work()', createContext({ work }), { timeout: milliseconds })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false
    throw error
  }
}

// What the patterns repeat, or nearly: a pattern with two ways to read one of these tries all of them on a near miss.
const UNITS = [
  '6 3 233 2333 886 88886 草 牛 牛牛牛6 h hh hh6 oh ohh 哈 绝 绝绝子 绝了 nbb ? ! 。 . … 5 8 9 7 4 k'.split(' '),
  '好 嗯 对 1 1, 1. a a. a= ( { [ () {} ["1 [1 = | " a\' - / \\ $ :// www. http: @ a@b <a/ " "'.split(' '),
  '请 请前 时间: 【 医生说 爷爷 它 他 被 被老板 笑 我 没 没了我 如果我 活着 都 欠 房贷 医 ERROR 关于 世界'.split(' '),
  ['1 ', 'a ', '<a ', '| ', '[ 1 ', 'const a ', 'import ( ', '请 前 ', 'www.a ', 'https://a '],
].flat()
const NEAR_MISSES = ['', 'x', '汉', '\u{1f600}x']

describe.each<[string, (text: string) => unknown]>([
  ['findNotChat', text => findNotChat(cleanText(text))],
  ['findSerious', text => findSerious(normalizeText(text))],
  ['findQuarrel', text => findQuarrel(normalizeText(text))],
  ['blankHyperbole', text => blankHyperbole(normalizeText(text))],
  ['lightTone', text => lightTone(normalizeText(text))],
])('%s', (_name, find) => {
  it('has no pattern that backtracks without end on the longest text that it sees', () => {
    const slow = UNITS.filter(unit =>
      NEAR_MISSES.some(end => {
        const text = unit.repeat(MAXIMUM_TEXT / unit.length - 2) + end
        return !endsWithin(400, () => find(text))
      }),
    )
    expect(slow).toEqual([])
  })
})

describe('the gate', () => {
  const gate = makeGate(loadClassifier())
  const read = (text: string) => gate.read([{ speaker: 'A', text }], 1, null, 0)

  it.each(['又要加班', '爷爷走了', 'a', '😂', ' ', '\u0000', '{"a":', '12.5 '])(
    'reads 100,000 characters of %j as fast as a long message',
    unit => {
      const text = `${unit.repeat(100_000 / unit.length)}完`
      expect(endsWithin(1000, () => read(text))).toBe(true)
    },
  )

  it('reads an ordinary line in well under ten milliseconds', () => {
    read('又要加班了')
    const started = performance.now()
    for (let round = 0; round < 100; round += 1) read(`第 ${round} 天，又要加班了，我真的会谢`)
    expect((performance.now() - started) / 100).toBeLessThan(10)
  })
})
