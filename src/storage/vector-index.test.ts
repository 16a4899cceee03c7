import { createHash } from 'node:crypto'
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { writeIndex } from '../../indexer/write.ts'
import { temporaryFolder } from '../../test/helpers.ts'
import { DoutuError } from '../errors.ts'
import { type IndexPointer, indexFolder, openVectorIndex, pointerPath } from './vector-index.ts'

const ENCODER = { key: 'e@1', dimension: 2 }
const ABOUT = { encoder: 'e@1', content: 'c', builtAt: 1 }

function points(count: number) {
  const vector = new Float32Array(2).fill(0.5)
  const vectors = { scenario: vector, unsuitable: vector, emotion: vector, motivation: vector, examples: [vector] }
  return Array.from({ length: count }, (_, label) => ({ label: label + 1, vectors }))
}

/** An index of three memes, where its vectors are, and a way to rewrite its pointer. */
function smallIndex() {
  const folder = temporaryFolder()
  const pointer = writeIndex(folder, points(3), { ...ABOUT, dimension: 2 })
  const vectors = join(indexFolder(folder), pointer.file)
  const point = (change: Partial<Record<keyof IndexPointer, unknown>>) =>
    writeFileSync(pointerPath(folder), JSON.stringify({ ...pointer, ...change }))
  return { folder, pointer, vectors, point }
}
type Small = ReturnType<typeof smallIndex>

/** Puts other bytes at the place of the vectors, and lets the pointer vouch for them. */
function vouchFor({ vectors, point }: Small, bytes: Uint8Array) {
  writeFileSync(vectors, bytes)
  point({ checksum: createHash('sha256').update(bytes).digest('hex') })
}

function failureOf(open: () => unknown): unknown {
  try {
    open()
  } catch (error) {
    return error
  }
  return undefined
}

test('a sound index opens, says what it is, and holds what was written', () => {
  const { folder, pointer } = smallIndex()
  const index = openVectorIndex(folder, ENCODER, 'c')
  expect(index.pointer).toEqual(pointer)
  expect(index.search(new Array(8).fill(1), 10, () => true).toSorted()).toEqual([1, 2, 3])
})

test.each<[string, DoutuError['code'], (index: Small) => void]>([
  ['no pointer', 'index-missing', ({ folder }) => rmSync(pointerPath(folder))],
  ['an empty pointer', 'index-broken', ({ folder }) => writeFileSync(pointerPath(folder), '')],
  ['half a pointer', 'index-broken', ({ folder }) => truncateSync(pointerPath(folder), 40)],
  ['a pointer of another format', 'index-broken', ({ point }) => point({ format: 2 })],
  ['a pointer out of the folder', 'index-broken', ({ point }) => point({ file: '../../../etc/passwd' })],
  ['no vectors', 'index-broken', ({ vectors }) => rmSync(vectors)],
  ['truncated vectors', 'index-broken', ({ vectors }) => truncateSync(vectors, 100)],
  ['a flipped bit', 'index-broken', ({ vectors }) => writeFileSync(vectors, flip(readFileSync(vectors)))],
  ['vectors that are no graph', 'index-broken', index => vouchFor(index, Buffer.from('not a graph'))],
  ['empty vectors', 'index-broken', index => vouchFor(index, Buffer.alloc(0))],
  ['half a graph', 'index-broken', index => vouchFor(index, readFileSync(index.vectors).subarray(0, 150))],
  ['the wrong number of memes', 'index-broken', ({ point }) => point({ count: 4 })],
  ['the wrong dimension', 'index-stale', ({ point }) => point({ dimension: 3 })],
  ['another encoder', 'index-stale', ({ point }) => point({ encoder: 'other@1' })],
  ['another revision', 'index-stale', ({ point }) => point({ encoder: 'e@2' })],
  ['another library', 'index-stale', ({ point }) => point({ content: 'd' })],
])('an index with %s is refused as %s, in one sentence that says what to do', (_, code, damage) => {
  const index = smallIndex()
  damage(index)
  const error = failureOf(() => openVectorIndex(index.folder, ENCODER, 'c'))
  expect(error).toBeInstanceOf(DoutuError)
  const { message, hint, code: found } = error as DoutuError
  expect(found).toBe(code)
  expect(message).toMatch(/^[A-Z][^\n]{10,150}\.$/)
  expect(hint).toContain('npm run index')
})

test('whatever the pointer file holds, the index opens or is refused with its own error', () => {
  const { folder, pointer } = smallIndex()
  const changed = fc
    .tuple(fc.constantFrom(...Object.keys(pointer)), fc.jsonValue())
    .map(([key, value]) => JSON.stringify({ ...pointer, [key]: value }))
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), changed), text => {
      writeFileSync(pointerPath(folder), text)
      const error = failureOf(() => openVectorIndex(folder, ENCODER))
      return error === undefined || (error instanceof DoutuError && error.code.startsWith('index-'))
    }),
  )
})

function flip(bytes: Buffer): Buffer {
  const at = bytes.length >> 1
  bytes[at] = bytes[at]! ^ 1
  return bytes
}
