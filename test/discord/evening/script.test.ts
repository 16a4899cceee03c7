import { expect, test } from 'vitest'
import { writeEvening } from './script.ts'

const SIZE = { messages: 2000, members: 40, channels: 6 }

test('an evening is what its seed makes it: every member, every channel, grave talk in one piece', () => {
  const evening = writeEvening('a', SIZE)
  expect(evening).toEqual(writeEvening('a', SIZE))
  expect(writeEvening('b', SIZE).lines).not.toEqual(evening.lines)
  expect(evening.lines.length).toBeGreaterThanOrEqual(2000)
  expect(new Set(evening.lines.map(({ member }) => member)).size).toBe(40)
  expect(new Set(evening.lines.map(({ channel }) => channel)).size).toBe(6)
  expect(evening.lines.filter(({ grave }) => grave).length).toBeGreaterThan(50)
  expect(evening.lines.every((line, index) => index === 0 || line.second >= evening.lines[index - 1]!.second)).toBe(
    true,
  )
})
