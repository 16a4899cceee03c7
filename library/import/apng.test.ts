import sharp from 'sharp'
import UPNG from 'upng-js'
import { expect, test } from 'vitest'
import { drawApng, parseApng } from './apng.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { lookAt } from './look.ts'

const SIDE = 12

/** Frames of one colour each, with a dot that moves, so that the encoder makes partial frames. */
function frames(count: number): Buffer[] {
  return Array.from({ length: count }, (_, frame) => {
    const pixels = Buffer.alloc(SIDE * SIDE * 4, 255)
    for (let at = 0; at < SIDE * 2; at += 1)
      pixels.set([200, 30 * frame, 0, 255], ((frame * 7 + at) % (SIDE * SIDE)) * 4)
    return pixels
  })
}

const encode = (drawn: readonly Buffer[], delays: number[]) =>
  Buffer.from(
    UPNG.encode(
      drawn.map(one => Uint8Array.from(one).buffer),
      SIDE,
      SIDE,
      0,
      delays,
    ),
  )

test('the frames of an APNG come out as they were drawn', async () => {
  const drawn = frames(5)
  const apng = parseApng(encode(drawn, [50, 60, 70, 80, 90]), DEFAULT_LIMITS)
  expect(apng.frames.map(({ delay }) => delay)).toEqual([50, 60, 70, 80, 90])
  expect(Buffer.compare(await drawApng(apng), Buffer.concat(drawn))).toBe(0)
})

test('an APNG is kept as an animated WebP with the same frames and times', async () => {
  const found = await lookAt(encode(frames(4), [100, 200, 300, 400]), DEFAULT_LIMITS)
  expect(found).toMatchObject({ mime: 'image/webp', frames: 4, width: SIDE, height: SIDE })
  const { delay, pages } = await sharp(found.converted, { pages: -1 }).metadata()
  expect([pages, delay]).toEqual([4, [100, 200, 300, 400]])
})

test('an APNG that is cut off anywhere is broken, and never anything else', async () => {
  const whole = encode(frames(3), [100, 100, 100])
  for (let length = 60; length < whole.length; length += 7) {
    const outcome = await lookAt(whole.subarray(0, length), DEFAULT_LIMITS).catch(error => error.reason)
    expect(['broken', 'not-an-image', 'unsupported-format'], String(length)).toContain(outcome)
  }
})

test('an APNG with more frames or pixels than the limits is not decoded', async () => {
  const bytes = encode(frames(6), [1, 1, 1, 1, 1, 1])
  await expect(lookAt(bytes, { ...DEFAULT_LIMITS, frames: 5 })).rejects.toMatchObject({ reason: 'too-many-frames' })
  await expect(lookAt(bytes, { ...DEFAULT_LIMITS, allPixels: 800 })).rejects.toMatchObject({
    reason: 'too-many-pixels',
  })
})
