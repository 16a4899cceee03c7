import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memeAbout, temporaryBrain } from '../../test/helpers.ts'
import { Blocks, hammingDistance, looksLike, SAME_PICTURE_BITS } from './blocks.ts'

const hash = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(bits => bits.toString(16).padStart(16, '0'))

function brute(a: string, b: string): number {
  const bits = (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2)
  return [...bits].filter(bit => bit === '1').length
}

test('the distance of two hashes is the number of bits in which they differ', () => {
  fc.assert(fc.property(hash, hash, (a, b) => hammingDistance(a, b) === brute(a, b)))
})

test('a few bits apart is the same picture; plain areas and what is no hash are like nothing', () => {
  expect(looksLike('bd848e5b7b7afa43', 'bd848e5b7b7afa40')).toBe(true)
  expect(looksLike('bd848e5b7b7afa43', 'bd848e5b7b7a0543')).toBe(false)
  expect(looksLike('0000000000000000', '0000000000000000')).toBe(false)
  expect(looksLike('ffffffffffffffff', 'ffffffffffffffff')).toBe(false)
  expect(looksLike('', '')).toBe(false)
  fc.assert(fc.property(hash, hash, (a, b) => !looksLike(a, b) || brute(a, b) <= SAME_PICTURE_BITS))
})

test('a block keeps a picture and its look-alikes away, at once, in its guild only, and can be lifted', async () => {
  const brain = await temporaryBrain([
    memeAbout('a', '加班', { perceptualHash: 'bd848e5b7b7afa43' }),
    memeAbout('b', '下雨', { perceptualHash: 'bd848e5b7b7afa40' }),
    memeAbout('c', '奶茶', { perceptualHash: '123456789abcdef0' }),
  ])
  const blocks = new Blocks(brain.database, () => brain.library())
  const [a, , c] = [...brain.library().byId.values()].map(({ meme }) => meme)
  const names = (guild: string) => [...blocks.excluded(guild)].map(id => brain.meme(id)!.meme.slug)
  expect(names('g')).toEqual([])
  blocks.add('g', blocks.pictureOf('g', a!), 'mod', 1)
  expect([names('g'), names('h')]).toEqual([['a', 'b'], []])
  blocks.add('g', { ...blocks.pictureOf('g', c!), perceptualHash: '' }, 'mod', 2)
  expect(names('g')).toEqual(['a', 'b', 'c'])
  expect(blocks.has('g', { contentHash: 'another file', perceptualHash: 'bd848e5b7b7afa41' })).toBe(true)
  expect(blocks.remove('g', blocks.pictureOf('g', a!))).toBe(1)
  expect(names('g')).toEqual(['c'])
})
