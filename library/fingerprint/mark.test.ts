import { expect, test } from 'vitest'
import { isMark } from './mark.ts'

const at = (left: number, top: number, width: number) => ({ left, top, right: left + width, bottom: top + 0.05 })

test.each([
  ['随便什么字', at(0.02, 0.02, 0.3)],
  ['随便什么字', at(0.68, 0.93, 0.3)],
  ['from @xiaoxiong_888', at(0.3, 0.93, 0.4)],
  ['@阿喵学长', at(0.4, 0.5, 0.2)],
  ['rom@xiaoxiong888', at(0.3, 0.93, 0.4)],
  ['www.example.com/cats', at(0.3, 0.93, 0.4)],
  ['公众号：斗图', at(0.3, 0.93, 0.4)],
])('a line in a corner, or that only names its source, is a mark: %s', (text, area) =>
  expect(isMark(text, area)).toBe(true),
)

test.each([
  ['我不想再见到你', at(0.3, 0.92, 0.4)],
  ['我不想再见到你', at(0.3, 0.02, 0.4)],
  ['一整行都是字的字幕也不算水印', at(0.02, 0.92, 0.9)],
  ['带我一个', at(0.2, 0.6, 0.3)],
  ['@老板 这个月的工资呢', at(0.3, 0.92, 0.4)],
  ['3.5 折', at(0.3, 0.5, 0.2)],
])('a subtitle, or what is said in a chat, is none: %s', (text, area) => expect(isMark(text, area)).toBe(false))
