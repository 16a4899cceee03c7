import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editDistance, similarity } from './similarity.ts'

/** The definition, without memory. */
function slow(a: readonly number[], b: readonly number[]): number {
  if (a.length === 0 || b.length === 0) return a.length + b.length
  const rest = slow(a.slice(1), b.slice(1))
  return a[0] === b[0] ? rest : 1 + Math.min(rest, slow(a.slice(1), b), slow(a, b.slice(1)))
}

test('the edit distance is that of its definition', () => {
  const letters = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 5 })
  fc.assert(fc.property(letters, letters, (a, b) => editDistance(a, b) === slow(a, b)))
})

test('script, case, spaces and punctuation do not make words different', () => {
  expect(similarity('加班 OK！', '加班ｏｋ')).toBe(1)
  expect(similarity('開會', '开会')).toBe(1)
  expect(similarity('……', '')).toBe(1)
  expect(similarity('加班', '')).toBe(0)
  expect(similarity('我可以', '我不可以')).toBe(0.75)
})
