import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { readManifest, STARTER_FOLDER } from '../manifest.ts'
import { captionOf } from './lines.ts'
import { openReader } from './reader.ts'
import { editDistance, wordCharacters } from './similarity.ts'

const reader = openReader({ workers: 2 })
afterAll(() => reader.close())
const memes = readManifest(STARTER_FOLDER)
const bytesOf = (file: string) => readFileSync(join(STARTER_FOLDER, file))

test('the words of stills and animations are read, 95 of 100 characters at least', async () => {
  const some = memes.filter((_, index) => index % 10 === 0)
  let [wrong, all] = [0, 0]
  for (const [index, reading] of (await Promise.all(some.map(meme => reader.read(bytesOf(meme.file))))).entries()) {
    const wanted = wordCharacters(some[index]!.caption)
    wrong += editDistance(wordCharacters(captionOf(reading)), wanted)
    all += wanted.length
  }
  expect(1 - wrong / all).toBeGreaterThanOrEqual(0.95)
})

test('a line lies where its words are, in pixels of the picture', async () => {
  const meme = memes.find(({ slug }) => slug === 'always-here-chat') ?? memes[0]!
  const { lines, width, height } = await reader.read(bytesOf(meme.file))
  expect([width, height]).toEqual([meme.width, meme.height])
  for (const { box } of lines) {
    expect(box.left + box.width).toBeLessThanOrEqual(width * 1.05)
    expect(box.top + box.height).toBeLessThanOrEqual(height * 1.05)
    expect(Math.min(box.width, box.height)).toBeGreaterThan(3)
  }
})

test('a picture without words has no lines; what is no picture fails, and the reader goes on', async () => {
  const blank = await sharp({ create: { width: 30, height: 900, channels: 4, background: '#0000' } })
    .png()
    .toBuffer()
  await expect(reader.read(Buffer.from('no picture'))).rejects.toMatchObject({ kind: 'error' })
  expect((await reader.read(blank)).lines).toEqual([])
})
