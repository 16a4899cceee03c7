import sharp from 'sharp'
import { expect, test } from 'vitest'
import { distinctFrames, framesByTime } from './frames.ts'

async function animation(colours: readonly string[], delay: number[]): Promise<Buffer> {
  const frames = await Promise.all(
    colours.map(background =>
      sharp({ create: { width: 20, height: 20, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  )
  return sharp(frames, { join: { animated: true } })
    .webp({ delay, loop: 0, lossless: true })
    .toBuffer()
}

test('frames are picked by how long they are shown', () => {
  expect(framesByTime([10, 10, 80], 4).map(({ frame }) => frame)).toEqual([1, 2, 2, 2])
  expect(framesByTime([10, 10, 10, 10], 2).map(({ frame, share }) => [frame, share])).toEqual([
    [1, 0.25],
    [3, 0.75],
  ])
  expect(framesByTime([0, 0], 2).map(({ frame }) => frame)).toEqual([0, 1])
})

test('frames that show the same are read once, and those that differ each', async () => {
  const image = await animation(['#fff', '#f6f6f6', '#000', '#fff'], [100, 100, 100, 100])
  expect(await distinctFrames(image, 4)).toEqual([0, 2])
  expect(await distinctFrames(await sharp(image).png().toBuffer(), 4)).toEqual([0])
})

test('what comes last is read although all that moves before it differs as well', async () => {
  const image = await animation(['#fff', '#ddd', '#bbb', '#999', '#777', '#000'], [100, 100, 100, 100, 100, 100])
  const frames = await distinctFrames(image, 3)
  expect(frames).toHaveLength(3)
  expect(frames[0]).toBe(0)
  expect(frames[2]).toBe(5)
})

test('two subtitles of the same length and look, one after the other, are distinct', async () => {
  // Thin strokes, moved by half of what is between them: seen from afar the same grey band.
  const frame = (from: number) => {
    const strokes = Array.from(
      { length: 35 },
      (_, index) => `<rect x="${from + index * 8}" y="84" width="4" height="8"/>`,
    )
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="100"><rect width="320" height="100" fill="#999"/><g fill="#fff">${strokes.join('')}</g></svg>`
    return sharp(Buffer.from(svg)).png().toBuffer()
  }
  const image = await sharp([await frame(20), await frame(24)], { join: { animated: true } })
    .webp({ delay: [100, 100], loop: 0, lossless: true })
    .toBuffer()
  expect(await distinctFrames(image, 4)).toEqual([0, 1])
})
