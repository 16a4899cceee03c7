import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DoutuError } from '../src/errors.ts'
import { manifestLine, temporaryFolder } from '../test/helpers.ts'
import { readManifest } from './manifest.ts'

function libraryOf(text: string): string {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'manifest.jsonl'), text)
  return folder
}

test('a manifest is read in its order, past blank lines and a byte-order mark', () => {
  const folder = libraryOf(`\ufeff${manifestLine('b')}\r\n\n${manifestLine('a')}\n`)
  expect(readManifest(folder).map(entry => entry.slug)).toEqual(['b', 'a'])
})

test('an empty manifest is a library without memes', () => {
  expect(readManifest(libraryOf(''))).toEqual([])
})

test('a missing manifest is said in one sentence, with its path and how to restore it', () => {
  const folder = temporaryFolder()
  expect(() => readManifest(folder)).toThrow(
    expect.objectContaining({
      code: 'library-broken',
      message: expect.stringContaining(folder),
      hint: expect.stringContaining('git checkout'),
    }),
  )
})

test.each([
  ['is no JSON', '{'],
  ['lacks an example', manifestLine('x', { examples: 7 })],
  ['has an example too many', manifestLine('x', { examples: 9 })],
  ['has a slug that is no name', manifestLine('../x')],
  ['has an id that is no digest', manifestLine('x', { id: 'abc' })],
  ['is of a kind that no chat shows', manifestLine('x', { mime: 'text/html' })],
])('a line that %s is refused by its number', (_, line) => {
  const folder = libraryOf(`${manifestLine('a')}\n\n${line}\n${manifestLine('b')}`)
  expect(() => readManifest(folder)).toThrow(
    expect.objectContaining({ code: 'library-broken', message: expect.stringContaining('Line 3 ') }),
  )
})

test('whatever a manifest holds, it is read or refused with its own error', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.json(), fc.string(), fc.constant(manifestLine('a')))), lines => {
      try {
        return readManifest(libraryOf(lines.join('\n'))).every(entry => entry.slug === 'a')
      } catch (error) {
        return error instanceof DoutuError && error.code === 'library-broken'
      }
    }),
    { numRuns: 50 },
  )
})
