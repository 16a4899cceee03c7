import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/helpers.ts'
import { shrink, Uploads } from './upload.ts'

/** A picture that does not compress: noise from a fixed seed. */
async function noise(side: number, frames: number, format: 'png' | 'webp' | 'gif' | 'jpeg'): Promise<Buffer> {
  const channels = 3
  const raw = Buffer.alloc(side * side * frames * channels)
  let state = 7
  for (let index = 0; index < raw.length; index += 1) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    raw[index] = state >>> 24
  }
  const input = { width: side, height: side * frames, channels, ...(frames > 1 ? { pageHeight: side } : {}) } as const
  return sharp(raw, { raw: input }).toFormat(format).toBuffer()
}

test.each([
  ['png', 1],
  ['jpeg', 1],
  ['webp', 1],
  ['webp', 5],
  ['gif', 5],
] as const)('a %s of %i frames is made to fit, in its format and with all its frames', async (format, frames) => {
  const bytes = await noise(200, frames, format)
  const limit = Math.floor(bytes.length / 3)
  const small = await shrink(bytes, `image/${format}`, limit)
  expect(small!.length).toBeLessThanOrEqual(limit)
  const found = await sharp(small!).metadata()
  expect([found.format, found.pages ?? 1]).toEqual([format, frames])
})

test('what cannot be made small enough, or cannot be read, is left to the next candidate', async () => {
  expect(await shrink(await noise(200, 1, 'png'), 'image/png', 100)).toBeUndefined()
  expect(await shrink(Buffer.from('no picture'), 'image/png', 100)).toBeUndefined()
  expect(await new Uploads().fit({ id: 'a', mime: 'image/png' }, '/nowhere/a.png', 100)).toBeUndefined()
})

test('what fits is sent byte by byte, and what is made smaller is made once', async () => {
  const path = join(temporaryFolder(), 'a.webp')
  const bytes = await noise(120, 1, 'webp')
  writeFileSync(path, bytes)
  const uploads = new Uploads()
  const meme = { id: 'a', mime: 'image/webp' as const }
  expect(await uploads.fit(meme, path, bytes.length)).toEqual({ bytes, extension: 'webp' })
  const small = await uploads.fit(meme, path, bytes.length - 1)
  expect(small!.bytes.length).toBeLessThan(bytes.length)
  expect((await uploads.fit(meme, path, bytes.length - 1))!.bytes).toBe(small!.bytes)
})
