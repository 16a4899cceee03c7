import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp, { type Sharp } from 'sharp'
import { expect, test } from 'vitest'
import { readManifest, STARTER_FOLDER } from '../manifest.ts'
import { lookCloser } from './compare.ts'
import { distance, type Fingerprint, fingerprintOf, hashDistance, NEAR, pack, packedDistance } from './fingerprint.ts'
import { judge } from './judge.ts'
import { NearImages } from './near.ts'
import { contrast, correlation, type Patch, samplePatch } from './patch.ts'

const memes = readManifest(STARTER_FOLDER)
const bytesOf = (index: number) => readFileSync(join(STARTER_FOLDER, memes[index]!.file))
const still = memes.findIndex(meme => meme.frames === 1)
const moving = memes.findIndex(meme => meme.frames > 1)

const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`))
const fingerprint = fc.record({
  version: fc.constant(1 as const),
  animated: fc.constant(true),
  frames: fc.array(fc.array(hex(128), { minLength: 1, maxLength: 3 }), { minLength: 6, maxLength: 6 }),
}) as fc.Arbitrary<Fingerprint>

test('the distance is symmetric, 0 to oneself, and from 0 to 1', () => {
  fc.assert(
    fc.property(fingerprint, fingerprint, (a, b) => {
      const apart = distance(a, b)
      return distance(a, a) === 0 && apart === distance(b, a) && apart >= 0 && apart <= 1
    }),
    { numRuns: 50 },
  )
})

test('a bound changes no distance within it, and brings none that is beyond it within', () => {
  fc.assert(
    fc.property(fingerprint, fingerprint, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, bound) => {
      const [apart, bounded] = [packedDistance(pack(a), pack(b)), packedDistance(pack(a), pack(b), bound)]
      return apart <= bound ? bounded === apart : bounded > bound
    }),
    { numRuns: 50 },
  )
})

test('the distance of two hashes is that of its definition', () => {
  fc.assert(
    fc.property(hex(128), hex(128), (a, b) => {
      const bits = (text: string) =>
        [...text].flatMap(digit => [...Number.parseInt(digit, 16).toString(2).padStart(4, '0')])
      const [[signsA, loudA], [signsB, loudB]] = [a, b].map(text => [
        bits(text.slice(0, 64)),
        bits(text.slice(64)),
      ]) as [[string[], string[]], [string[], string[]]]
      const any = loudA.filter((bit, index) => bit === '1' || loudB[index] === '1').length
      const alone = loudA.filter((bit, index) => bit !== loudB[index]).length
      const differ = loudA.filter(
        (bit, index) => bit === '1' && loudB[index] === '1' && signsA[index] !== signsB[index],
      ).length
      const packed = (hash: string) => pack({ version: 1, animated: false, frames: [[hash]] }).frames[0]![0]!
      expect(hashDistance(packed(a), packed(b))).toBeCloseTo(any === 0 ? 0 : (differ + alone / 4) / any, 9)
    }),
    { numRuns: 50 },
  )
})

test.each([
  ['smaller', (image: Sharp) => image.resize(180, 180).png()],
  ['badly compressed', (image: Sharp) => image.jpeg({ quality: 30 })],
  [
    'with a border',
    (image: Sharp) => image.extend({ top: 40, bottom: 40, left: 40, right: 40, background: '#123' }).png(),
  ],
])('a picture %s is near, and the same', async (_, change) => {
  const original = bytesOf(still)
  const changed = await change(sharp(original).flatten()).toBuffer()
  expect(distance(await fingerprintOf(original), await fingerprintOf(changed))).toBeLessThan(0.12)
  const evidence = await lookCloser({ bytes: original, reading: undefined }, { bytes: changed, reading: undefined })
  expect(judge(evidence, true).verdict).toBe('same')
})

test('an animation is near itself in another format and far from its own still', async () => {
  const original = bytesOf(moving)
  const animated = await fingerprintOf(original)
  const other = await fingerprintOf(await sharp(original, { pages: -1 }).resize(200, 200).gif().toBuffer())
  expect(animated.frames).toHaveLength(6)
  expect(distance(animated, other)).toBeLessThan(0.12)
  expect(distance(animated, await fingerprintOf(await sharp(original).png().toBuffer()))).toBe(1)
})

test('different memes are rarely near', async () => {
  const prints = await Promise.all(
    Array.from({ length: 24 }, async (_, index) => pack(await fingerprintOf(bytesOf(index * 5)))),
  )
  const pairs = prints.flatMap((a, index) => prints.slice(index + 1).map(b => packedDistance(a, b)))
  expect(pairs.filter(apart => apart <= NEAR).length).toBeLessThanOrEqual(2)
})

test('flat pictures of one colour are near, and told apart by their colour', async () => {
  const flat = (background: string) =>
    sharp({ create: { width: 60, height: 40, channels: 3, background } })
      .png()
      .toBuffer()
  const [red, alsoRed, green] = await Promise.all([flat('#c22'), flat('#c32222'), flat('#2a2')])
  const verdict = async (a: Buffer, b: Buffer) =>
    judge(await lookCloser({ bytes: a, reading: undefined }, { bytes: b, reading: undefined }), true).verdict
  expect(await verdict(red, alsoRed)).toBe('same')
  expect(await verdict(red, green)).toBe('different')
})

test('the nearest come first, and what is far does not come', async () => {
  const near = new NearImages()
  for (let index = 0; index < 8; index += 1) near.add(`${index}`, await fingerprintOf(bytesOf(index * 9)))
  const found = near.find(await fingerprintOf(bytesOf(27)))
  expect(found[0]).toEqual({ id: '3', distance: 0 })
  expect(found.every(({ distance: apart }) => apart <= NEAR)).toBe(true)
  near.remove('3')
  expect(near.find(await fingerprintOf(bytesOf(27))).map(({ id }) => id)).not.toContain('3')
})

test('a patch is the mean of samples between the pixels, also beyond the edges', () => {
  const edge = fc.double({ min: -0.2, max: 0.4, noNaN: true })
  const image = { width: 9, height: 7, pixels: Uint8Array.from({ length: 63 }, (_, index) => (index * 89) % 256) }
  const pixel = (x: number, y: number) => image.pixels[Math.min(6, Math.max(0, y)) * 9 + Math.min(8, Math.max(0, x))]!
  const between = (x: number, y: number) => {
    const [left, top] = [Math.floor(x), Math.floor(y)]
    const across = (row: number) => pixel(left, row) * (1 - (x - left)) + pixel(left + 1, row) * (x - left)
    return across(top) * (1 - (y - top)) + across(top + 1) * (y - top)
  }
  fc.assert(
    fc.property(edge, edge, edge, edge, (left, top, right, bottom) => {
      const area = { left, top, right: 1 - right, bottom: 1 - bottom }
      const [width, height] = [(area.right - left) * 9, (area.bottom - top) * 7]
      const { values } = samplePatch(image, area, 3, 2)
      const samples = (span: number) => Math.max(1, Math.min(4, Math.round(span)))
      const [across, down] = [samples(width / 3), samples(height / 2)]
      for (const [index, value] of values.entries()) {
        let sum = 0
        for (let row = 0; row < down; row += 1)
          for (let column = 0; column < across; column += 1)
            sum += between(
              left * 9 + (((index % 3) + (column + 0.5) / across) * width) / 3 - 0.5,
              top * 7 + ((Math.floor(index / 3) + (row + 0.5) / down) * height) / 2 - 0.5,
            )
        expect(value).toBeCloseTo(sum / (across * down), 2)
      }
    }),
    { numRuns: 100 },
  )
})

test('correlation and contrast are those of their definitions', () => {
  const values = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 36, maxLength: 36 })
  const whole = { left: 0, top: 0, width: 6, height: 6 }
  const patch = (given: number[]): Patch => ({ width: 6, height: 6, values: Float32Array.from(given) })
  const mean = (given: number[]) => given.reduce((sum, value) => sum + value, 0) / given.length
  fc.assert(
    fc.property(values, values, (a, b) => {
      const [x, y] = [a.map(value => value - mean(a)), b.map(value => value - mean(b))]
      const norms = Math.sqrt(mean(x.map(value => value ** 2)) * mean(y.map(value => value ** 2)))
      expect(contrast(patch(a), whole)).toBeCloseTo(Math.sqrt(mean(x.map(value => value ** 2))), 3)
      if (norms > 1)
        expect(correlation(patch(a), patch(b), whole, 0)).toBeCloseTo(
          mean(x.map((value, index) => value * y[index]!)) / norms,
          3,
        )
    }),
  )
})

const evidence = {
  distance: 0.05,
  whole: 0.98,
  changed: 0.02,
  block: 0.04,
  cornerBlock: 0.04,
  redrawn: 0,
  writing: 0.97,
  added: 0,
  unmarked: 0,
  otherwise: 0,
  words: 1,
}
test.each([
  ['the same writing', {}, 'same'],
  ['other writing', { writing: 0.3, words: 0.8 }, 'different'],
  ['writing that is unclear and was read otherwise', { writing: 0.8, otherwise: 1, words: 0.8 }, 'different'],
  ['writing that differs by one stroke, surely read otherwise', { writing: 0.95, otherwise: 1, words: 0 }, 'unsure'],
  ['writing that is unclear, and read the same', { writing: 0.7 }, 'same'],
  ['writing that is unclear, and read unlike', { writing: 0.7, words: 0.7 }, 'unsure'],
  ['a small line more', { added: 0.05 }, 'same'],
  ['a small line more that is no mark, as a subtitle', { added: 0.05, unmarked: 1 }, 'unsure'],
  ['a large line more', { added: 0.2 }, 'different'],
  ['another picture', { whole: 0.4 }, 'different'],
  ['the same words under another figure', { block: 0.3 }, 'different'],
  ['the same words and a large mark', { block: 0.18 }, 'unsure'],
  ['the same words and something small that was put beside them', { block: 0.125 }, 'unsure'],
  ['a logo in a corner', { cornerBlock: 0.17 }, 'same'],
  ['another face', { redrawn: 4 }, 'different'],
  ['a caption that only one has, though a low one', { added: 0.1, unmarked: 1 }, 'different'],
  ['letters over a picture that moves, read the same', { whole: 0.84, writing: 0.15 }, 'same'],
  ['writing that moved, read the same in the same picture', { writing: 0.3 }, 'same'],
  ['other colours', { changed: 0.9 }, 'different'],
])('%s is judged %#', (_, given, verdict) => expect(judge({ ...evidence, ...given }, true).verdict).toBe(verdict))

test('where words were not read, only what has not changed at all is the same', () => {
  expect(judge({ ...evidence, whole: 1, changed: 0 }, false).verdict).toBe('same')
  expect(judge(evidence, false).verdict).toBe('unsure')
})
