import { createRequire } from 'node:module'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { seededRandom } from '../../src/random.ts'
import { SIDE } from './frames.ts'
import { hash64 } from './hash64.ts'

const phash = createRequire(import.meta.url)('sharp-phash') as (image: Buffer, options: object) => Promise<string>

/** Bits by which two hashes differ. */
const apart = (first: bigint, second: bigint) => (first ^ second).toString(2).replaceAll('0', '').length

test('the hash is the one of sharp-phash to within two bits of 64, but for pictures of one colour, whose hash is chance', async () => {
  const random = seededRandom(64)
  for (let number = 1; number < 30; number += 1) {
    const coarse = Buffer.from(Array.from({ length: 27 * number + 3 }, () => Math.floor(random() * 256)))
    const pixels = await sharp(coarse, { raw: { width: 9 * number + 1, height: 1, channels: 3 } })
      .resize(SIDE, SIDE, { fit: 'fill' })
      .rotate(number * 3, { background: '#fff' })
      .resize(SIDE, SIDE, { fit: 'fill' })
      .raw()
      .toBuffer()
    const bits = await phash(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
    expect(apart(BigInt(`0x${hash64(pixels)}`), BigInt(`0b${bits}`))).toBeLessThanOrEqual(2)
  }
})
