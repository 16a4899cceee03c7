import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeName, wordsOfName } from './names.ts'

test.each([
  ['猫/【震惊】瞳孔地震_03.gif', '瞳孔地震', ['猫', '震惊', '瞳孔地震']],
  ['001-无语.png', '无语', ['无语']],
  ['[开心].webp', '开心', ['开心']],
  ['happy cat dancing.gif', 'happy cat dancing', ['happy', 'cat', 'dancing']],
  ['images/熊猫头/我不服2.jpg', '我不服', ['熊猫头', '我不服']],
])('%s says %s', (path, title, tags) => expect(wordsOfName(path)).toEqual({ title, tags }))

test.each([
  'IMG_20240101_123456.jpg',
  'mmexport1699999999999.gif',
  '微信图片_20231105.png',
  'd41d8cd98f00b204e9800998ecf8427e.png',
  'Screenshot 2024-01-01.png',
  '1 (2).gif',
  '未命名.png',
  '123.jpg',
  '表情/新建文件夹 (2)/0001.png',
])('%s says nothing', path => expect(wordsOfName(path)).toEqual({ title: '', tags: [] }))

test('whatever a file is called, what it says is short', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), name => {
      const { title, tags } = wordsOfName(name)
      return title.length <= 100 && tags.length <= 12 && tags.every(tag => tag.length > 0 && [...tag].length <= 20)
    }),
  )
})

test('names are UTF-8, or else GBK', () => {
  expect(decodeName(Buffer.from('表情.png'))).toBe('表情.png')
  expect(decodeName(Buffer.from([0xb1, 0xed, 0xc7, 0xe9, 0x2e, 0x70, 0x6e, 0x67]))).toBe('表情.png')
})
