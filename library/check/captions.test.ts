import fc from 'fast-check'
import { expect, test } from 'vitest'
import { agreement, commonSubsequence } from './captions.ts'

test('the longest common subsequence is as long as the longest that a search through all subsequences finds', () => {
  const letters = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 7 })
  const contains = (whole: string[], part: string[]) => {
    let at = 0
    for (const letter of whole) if (letter === part[at]) at += 1
    return at === part.length
  }
  fc.assert(
    fc.property(letters, letters, (one, two) => {
      const all = Array.from({ length: 2 ** one.length }, (_, bits) => one.filter((_, at) => bits & (1 << at)))
      const longest = Math.max(...all.filter(part => contains(two, part)).map(part => part.length))
      expect(commonSubsequence(one, two)).toBe(longest)
    }),
  )
})

test('a caption agrees with what is read whatever the order of its lines, the punctuation and the script', () => {
  expect(agreement(['我没事', '真的！'], ['真的', '我沒事'])).toEqual({ read: 5, all: 5 })
})

test('every character that is misread or missing costs one', () => {
  expect(agreement(['下次一定'], ['下次一走'])).toEqual({ read: 3, all: 4 })
  expect(agreement(['下次一定'], [])).toEqual({ read: 0, all: 4 })
})
