import { expect, test } from 'vitest'
import { captionOf, mergeFrames } from './lines.ts'
import type { ReadLine } from './reading.ts'

const line = (text: string, given: Partial<ReadLine> = {}): ReadLine => ({
  text,
  confidence: 0.95,
  frame: 0,
  box: { left: 10, top: 10, width: 80, height: 20 },
  ...given,
})
const texts = (lines: readonly ReadLine[]) => lines.map(({ text }) => text)

test('a line that stays over the frames is kept once, as it was read best', () => {
  const worse = line('又要力班', { confidence: 0.7 })
  const better = line('又要加班', { frame: 3, box: { left: 12, top: 18, width: 80, height: 20 } })
  expect(mergeFrames([[worse], [better]])).toEqual([better])
})

test('words that a later frame adds come after those of the first', () => {
  expect(texts(mergeFrames([[line('等等')], [line('还有反转', { frame: 4 })]]))).toEqual(['等等', '还有反转'])
})

test('a word revealed letter by letter is kept where it is whole', () => {
  expect(
    texts(mergeFrames([[line('我真')], [line('我真的', { frame: 1 })], [line('我真的会谢', { frame: 2 })]])),
  ).toEqual(['我真的会谢'])
})

test('the same word twice in one frame is two lines', () => {
  const second = line('哈哈', { box: { left: 10, top: 90, width: 80, height: 20 } })
  expect(mergeFrames([[line('哈哈'), second]])).toHaveLength(2)
})

test.each(['0.0', 'O', '—', '· ·', ''])('%j is a drawing, not a word', text => {
  expect(mergeFrames([[line(text, { confidence: 0.99 })]])).toEqual([])
})

test('a short word must be surer than a long one', () => {
  const doubtful = (text: string) => line(text, { confidence: 0.8 })
  expect(mergeFrames([[doubtful('米')]])).toEqual([])
  expect(texts(mergeFrames([[doubtful('加班')]]))).toEqual(['加班'])
})

test('a caption is the lines in their order, and bounded', () => {
  expect(captionOf({ lines: [line('晚安 '), line(''), line('早睡')] })).toBe('晚安 早睡')
  expect(captionOf({ lines: Array.from({ length: 100 }, () => line('很长的一行字')) })).toHaveLength(200)
})
