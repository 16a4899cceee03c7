import { expect, test } from 'vitest'
import { heightOf, isMark, restOf } from './mark.ts'

const at = (left: number, top: number, width: number) => ({ left, top, right: left + width, bottom: top + 0.05 })

test.each([
  ['随便什么字', at(0.02, 0.02, 0.3)],
  ['随便什么字', at(0.68, 0.93, 0.3)],
  ['from @xiaoxiong_888', at(0.3, 0.93, 0.4)],
  ['@阿喵学长', at(0.4, 0.5, 0.2)],
  ['rom@xiaoxiong888', at(0.3, 0.93, 0.4)],
  ['www.example.com/cats', at(0.3, 0.93, 0.4)],
  ['公众号：斗图', at(0.3, 0.93, 0.4)],
  ['快手ID：889900', at(0.3, 0.5, 0.4)],
  ['抖音号:haha66', at(0.3, 0.5, 0.4)],
  ['B站@阿喵', at(0.3, 0.5, 0.4)],
  ['仅供交流', at(0.3, 0.5, 0.4)],
  ['禁止转载', at(0.3, 0.5, 0.4)],
  ['请勿盗图哦', at(0.3, 0.5, 0.4)],
  ['ID 889900', at(0.3, 0.5, 0.4)],
  ['公众号斗图', at(0.3, 0.5, 0.4)],
  ['小红书：阿喵', at(0.3, 0.5, 0.4)],
  ['阿喵表情包屋', at(0.3, 0.5, 0.4)],
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
  ['微信：你已被对方删除', at(0.3, 0.5, 0.2)],
  ['抖音刷到三点', at(0.3, 0.5, 0.2)],
  ['再发表情包我就报警', at(0.3, 0.5, 0.2)],
  ['禁止熬夜', at(0.3, 0.5, 0.2)],
  ['请勿打扰', at(0.3, 0.5, 0.2)],
  ['微博炸了', at(0.3, 0.5, 0.2)],
  ['hello2024', at(0.3, 0.5, 0.2)],
])('a subtitle, or what is said in a chat, is none: %s', (text, area) => expect(isMark(text, area)).toBe(false))

test.each([
  ['马上到 仅供交流', '马上到', '仅供交流'],
  ['@m阿强e_daily', '阿强', '@me_daily'],
  ['@阿喵 什么时候放假', '什么时候放假', '@阿喵'],
  ['头发又掉可 沙雕', '头发又掉了', '可 沙雕'],
  ['我恨上班', '我爱上班', ''],
  ['再睡五分', '再睡五分钟', ''],
])('of 「%s」 what 「%s」 has not is left: 「%s」', (text, other, rest) => expect(restOf(text, other)).toBe(rest))

test('characters are about as high as wide, and no higher than their line', () => {
  const area = { left: 0.6, top: 0.8, right: 1, bottom: 0.95 }
  expect(heightOf('仅供交流', area, { width: 200, height: 400 })).toBeCloseTo(0.05)
  expect(heightOf('交流', area, { width: 400, height: 100 })).toBeCloseTo(0.15)
})
