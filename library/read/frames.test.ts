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
