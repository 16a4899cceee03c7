import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addLine, amendTurns, type Burst, CONTEXT_TURNS, type Heard, mergeBurst, remember, upTo } from './memory.ts'

const burst = (...lines: Array<[id: string, text: string]>): Burst => ({
  speaker: 'A',
  at: 1,
  lines: lines.map(([id, text]) => ({ id, text })),
})
const heard = (...lines: Array<[id: string, text: string]>): Heard => mergeBurst(burst(...lines), 2)

test('an edited line changes its turn, and a deleted one leaves it; a turn without lines is gone', () => {
  const turns = [heard(['1', '又要'], ['2', '加班']), heard(['3', '哈'])]
  expect(amendTurns(turns, '2', '下班').map(({ turn }) => turn.text)).toEqual(['又要\n下班', '哈'])
  expect(amendTurns(turns, '1', undefined).map(({ turn }) => turn.text)).toEqual(['加班', '哈'])
  expect(amendTurns(turns, '3', undefined).map(({ turn }) => turn.text)).toEqual(['又要\n加班'])
  expect(amendTurns(turns, '9', undefined)).toEqual(turns)
})

test('however long a burst is, its last lines are kept, in bounded room', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3000 }), { minLength: 1, maxLength: 80 }), texts => {
      const full = texts.reduce((sum, text, index) => addLine(sum, { id: String(index), text }), burst())
      const { text } = mergeBurst(full, 0).turn
      expect(full.lines.length).toBeLessThanOrEqual(50)
      expect(text.length).toBeLessThanOrEqual(4000)
      expect(full.lines.at(-1)!.text).toBe(texts.at(-1)!.slice(-4000))
      expect(full.lines.map(({ id }) => id)).toEqual(texts.map((_, index) => String(index)).slice(-full.lines.length))
    }),
  )
})

test('the context is the last twelve turns', () => {
  const turns = Array.from({ length: 20 }, (_, index) => heard([String(index), `${index}`]))
  const context = turns.reduce<readonly Heard[]>(remember, [])
  expect(context).toEqual(turns.slice(-CONTEXT_TURNS))
})

test('the context up to a message ends with that message, within its own burst too', () => {
  const turns = [heard(['1', '早']), heard(['2', '又要'], ['3', '加班'], ['4', '唉']), heard(['5', '哈'])]
  expect(upTo(turns, '3')?.map(({ turn }) => turn.text)).toEqual(['早', '又要\n加班'])
  expect(upTo(turns, '9')).toBeUndefined()
})
