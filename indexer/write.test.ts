import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { unit } from '../src/models/encoder.ts'
import { blockVector } from '../src/pipeline/query.ts'
import { seededRandom } from '../src/random.ts'
import { indexFolder, openVectorIndex } from '../src/storage/vector-index.ts'
import { temporaryFolder } from '../test/helpers.ts'
import { type IndexPoint, writeIndex } from './write.ts'

const DIMENSION = 12
const ABOUT = { encoder: 'e@1', dimension: DIMENSION, content: 'c', builtAt: 1 }
const ENCODER = { key: 'e@1', dimension: DIMENSION }

function randomVector(random: () => number, length = DIMENSION): Float32Array {
  return unit(Float32Array.from({ length }, () => random() + random() + random() - 1.5))
}

function randomPoints(count: number, seed: number): IndexPoint[] {
  const random = seededRandom(seed)
  const vector = () => randomVector(random)
  return Array.from({ length: count }, (_, index) => ({
    label: index * 3 + 1,
    vectors: {
      scenario: vector(),
      unsuitable: vector(),
      emotion: vector(),
      motivation: vector(),
      examples: Array.from({ length: 8 }, vector),
    },
  }))
}

/** Every allowed point's inner product with the query, best first. */
function bruteForce(
  points: readonly IndexPoint[],
  query: readonly number[],
  allowed: (label: number) => boolean,
): number[] {
  const product = (point: IndexPoint) =>
    blockVector(point.vectors).reduce((sum, value, at) => sum + value * query[at]!, 0)
  return points
    .filter(point => allowed(point.label))
    .map(point => ({ label: point.label, product: product(point) }))
    .sort((a, b) => b.product - a.product)
    .map(found => found.label)
}

test.each([
  ['everything', () => true],
  ['every fourth meme', (label: number) => label % 4 === 1],
] as const)('the graph finds what a look at every point finds, in its order, when %s is allowed', (_, allowed) => {
  const folder = temporaryFolder()
  const points = randomPoints(800, 1)
  writeIndex(folder, points, ABOUT)
  const index = openVectorIndex(folder, ENCODER)
  const random = seededRandom(2)
  let found = 0
  for (let round = 0; round < 40; round += 1) {
    const query = [...randomVector(random, DIMENSION * 4)]
    const exact = bruteForce(points, query, allowed)
    const near = index.search(query, 100, allowed)
    expect(near.every(allowed)).toBe(true)
    expect(exact.filter(label => near.includes(label))).toEqual(near)
    found += exact.slice(0, 10).filter(label => near.includes(label)).length
  }
  expect(found / 400).toBeGreaterThan(0.97)
})

test('nothing is found where nothing is allowed, and never more than there is', () => {
  const folder = temporaryFolder()
  writeIndex(folder, randomPoints(5, 3), ABOUT)
  const index = openVectorIndex(folder, ENCODER)
  const query = [...randomVector(seededRandom(4), DIMENSION * 4)]
  expect(index.search(query, 200, () => false)).toEqual([])
  expect(index.search(query, 0, () => true)).toEqual([])
  expect(index.search(query, 200, () => true).toSorted((a, b) => a - b)).toEqual([1, 4, 7, 10, 13])
})

test('a new index takes the place of the old one, and the old file is cleared away', () => {
  const folder = temporaryFolder()
  const old = writeIndex(folder, randomPoints(5, 3), ABOUT)
  const pointer = writeIndex(folder, randomPoints(6, 3), { ...ABOUT, content: 'd' })
  expect(pointer.file).not.toBe(old.file)
  expect(readdirSync(indexFolder(folder)).sort()).toEqual(['index.json', pointer.file])
  expect(openVectorIndex(folder, ENCODER).pointer).toEqual(pointer)
})

test('an open index answers on while another takes its place', () => {
  const folder = temporaryFolder()
  writeIndex(folder, randomPoints(5, 3), ABOUT)
  const open = openVectorIndex(folder, ENCODER)
  writeIndex(folder, randomPoints(6, 4), ABOUT)
  expect(open.search([...randomVector(seededRandom(4), DIMENSION * 4)], 200, () => true)).toHaveLength(5)
})

test('writing the same again keeps the file', () => {
  const folder = temporaryFolder()
  const [one, two] = [1, 2].map(() => writeIndex(folder, randomPoints(5, 3), ABOUT))
  expect(two).toEqual(one)
  expect(openVectorIndex(folder, ENCODER).pointer).toEqual(one)
})

test('what a killed build left lying is cleared away; what another one is writing is not', () => {
  const folder = temporaryFolder()
  mkdirSync(indexFolder(folder), { recursive: true })
  const gone = spawnSync('true').pid
  const left = [`building-${gone}.tmp`, `index.json.${gone}.tmp`, 'memes-0123456789abcdef.hnsw']
  const others = [`building-${process.ppid}.tmp`, 'notes.txt']
  for (const name of [...left, ...others]) writeFileSync(join(indexFolder(folder), name), 'half')
  const { file } = writeIndex(folder, randomPoints(2, 1), ABOUT)
  expect(readdirSync(indexFolder(folder)).sort()).toEqual([...others, 'index.json', file].sort())
})
