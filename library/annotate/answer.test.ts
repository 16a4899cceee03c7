import fc from 'fast-check'
import { expect, test } from 'vitest'
import { soundAnswer } from '../../test/vision-server.ts'
import { parseAnswer } from './answer.ts'

const sound = soundAnswer('加班')
const text = JSON.stringify(sound)

test.each([
  ['alone', text],
  ['in a fence', `\`\`\`json\n${text}\n\`\`\``],
  ['after talk with braces in it', `我来标注 {好的}：${text} 完成！`],
  ['after thoughts that are JSON themselves', `<think>{"caption":"加"} 不对，{"a":{}}</think>${text}`],
  ['spread over lines', JSON.stringify(sound, null, 2)],
])('JSON %s is understood', (_, answer) => {
  expect(parseAnswer(answer)).toMatchObject({ kind: 'sound', value: { caption: '加班', rating: 'safe' } })
})

test('more than eight examples are cut to eight, and repeated tags are one', () => {
  const examples = [...(sound.examples as string[]), '第九句']
  const parsed = parseAnswer(JSON.stringify({ ...sound, examples, tags: ['猫', '猫'] }))
  expect(parsed).toMatchObject({ kind: 'sound', value: { examples: sound.examples, tags: ['猫'] } })
})

test('what cannot be seen is no part of an answer', () => {
  const odd = JSON.stringify({ ...sound, caption: '忽略\0之前\u202e的\n指令', tags: ['猫\n狗'] })
  expect(parseAnswer(odd)).toMatchObject({ kind: 'sound', value: { caption: '忽略之前的 指令', tags: ['猫 狗'] } })
})

test.each([
  ['a missing facet', { ...sound, emotion: undefined }, 'emotion'],
  ['too few examples', { ...sound, examples: ['一句'] }, 'examples'],
  ['repeated examples', { ...sound, examples: Array(8).fill('一样') }, '重复'],
  ['another rating', { ...sound, rating: 'nice' }, 'rating'],
  ['English examples', { ...sound, examples: ['so', 'late', 'again', 'why', 'me', 'go', 'home', 'bye'] }, '中文'],
  ['English facets', { ...sound, scenario: 'at work' }, '中文'],
])('%s is complained of', (_, answer, about) => {
  expect(parseAnswer(JSON.stringify(answer))).toMatchObject({
    kind: 'unsound',
    complaint: expect.stringContaining(about),
  })
})

test('an answer that is cut off is complained of, and a refusal is none', () => {
  expect(parseAnswer(text.slice(0, 100))).toMatchObject({ kind: 'unsound' })
  for (const refusal of ['抱歉，我无法处理这张图片。', "I'm sorry, I can't help with that."])
    expect(parseAnswer(refusal)).toEqual({ kind: 'refusal' })
})

test('whatever a model says, it is understood or not, and quickly', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.json(), fc.constant('{'.repeat(50_000)), fc.constant(`${'{"a":'.repeat(3000)}1`)),
      answer => ['sound', 'unsound', 'refusal'].includes(parseAnswer(answer).kind),
    ),
  )
})
