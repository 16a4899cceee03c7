import sharp from 'sharp'
import { expect, test } from 'vitest'
import { drawPicture } from '../../scripts/measure/pictures.ts'
import { seededRandom } from '../../src/random.ts'
import { lookCloser } from './compare.ts'
import { judge } from './judge.ts'

const unread = (bytes: Buffer) => ({ bytes, reading: undefined })
const draw = (seed: number) =>
  drawPicture({ seed, caption: '收到', frames: 1, width: 400, height: 320 }, number => seededRandom(number))

test.each([
  ['cropped on every side', { left: 12, top: 4, width: 380, height: 305 }],
  ['cropped on one side', { left: 0, top: 0, width: 378, height: 320 }],
])('a picture %s is laid on the whole one as it was', async (_title, part) => {
  const picture = await draw(3)
  const found = await lookCloser(unread(picture), unread(await sharp(picture).extract(part).png().toBuffer()))
  expect(found.whole).toBeGreaterThan(0.98)
  expect(found.changed).toBeLessThan(0.03)
})

test('a brighter picture has not changed', async () => {
  const picture = await draw(4)
  const brighter = await sharp(picture).linear(0.85, 12).png().toBuffer()
  expect(await lookCloser(unread(picture), unread(brighter))).toMatchObject({ changed: 0, block: 0 })
})

test('another figure is a large square that differs, and a mark in the corner a small one', async () => {
  const picture = await draw(4)
  const marked = (side: number) =>
    sharp(picture)
      .composite([
        { input: { create: { width: side, height: side, channels: 3, background: '#0f0' } }, left: 20, top: 20 },
      ])
      .png()
      .toBuffer()
  const small = await lookCloser(unread(picture), unread(await marked(30)))
  const large = await lookCloser(unread(picture), unread(await marked(150)))
  expect(judge({ ...small, writing: null }, true).verdict).toBe('same')
  expect(judge({ ...large, writing: null }, true).verdict).toBe('different')
})
