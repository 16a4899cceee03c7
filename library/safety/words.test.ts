import { expect, test } from 'vitest'
import { readManifest, STARTER_FOLDER } from '../manifest.ts'
import { rateWords } from './words.ts'

test.each([
  ['今天也要加油', 'safe'],
  ['', 'safe'],
  ['你这个傻 逼', 'sensitive'],
  ['你這個賤人', 'sensitive'],
  ['what the FUCK', 'sensitive'],
  ['网上赌场', 'blocked'],
  ['傻逼，裸聊吗', 'blocked'],
])('%j is %s', (text, rating) => expect(rateWords(text).rating).toBe(rating))

test.each([
  'Dickens',
  'scunthorpe',
  '逼真',
  '大麻袋',
  '高潮迭起',
  '十字路口交警在等你',
  '室内射击',
  '领导亲自慰问',
  '开支那么大',
  '大奶茶来一杯',
  '最安全套路',
  '他妈妈的菜',
  '人都走光了',
])('%j only looks like a word of the list', text => {
  expect(rateWords(text)).toEqual({ rating: 'safe', found: [] })
})

test('what was found is said', () => {
  expect(rateWords('这个贱人真是畜生').found.toSorted()).toEqual(['畜生', '贱人'].toSorted())
})

test('no meme of the starter library holds a word of the list', () => {
  const wrong = readManifest(STARTER_FOLDER).flatMap(meme =>
    rateWords(meme.caption).found.map(word => [meme.slug, word]),
  )
  expect(wrong).toEqual([])
})
