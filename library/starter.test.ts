import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { segment } from '../src/text/segment.ts'
import { readManifest, STARTER_FOLDER } from './manifest.ts'

const MAXIMUM_BYTES = 400 * 1024
const memes = readManifest(STARTER_FOLDER)

const repeated = <T>(items: readonly T[]) => items.filter((item, index) => items.indexOf(item) !== index)

test('there are at least 80 memes, each with a name, a picture and words of its own', () => {
  expect(memes.length).toBeGreaterThanOrEqual(80)
  for (const key of ['id', 'slug', 'file'] as const) expect(repeated(memes.map(meme => meme[key]))).toEqual([])
  expect(memes.filter(meme => !meme.caption.trim()).map(meme => meme.slug)).toEqual([])
})

test('every meme has exactly eight examples, and no two memes share one', () => {
  for (const { slug, annotation } of memes) expect(annotation.examples, slug).toHaveLength(8)
  expect(repeated(memes.flatMap(meme => meme.annotation.examples.map(line => line.trim())))).toEqual([])
})

test('all five facets are written out in Chinese, differently for each meme where they describe a situation', () => {
  for (const { slug, annotation } of memes) {
    const { scenario, unsuitable, emotion, motivation } = annotation
    for (const text of [scenario, unsuitable, emotion, motivation]) expect(text, slug).toMatch(/\p{Script=Han}{2}/u)
    expect(segment(scenario).length, slug).toBeGreaterThan(2)
  }
  expect(repeated(memes.map(meme => meme.annotation.scenario))).toEqual([])
  expect(repeated(memes.map(meme => meme.annotation.unsuitable))).toEqual([])
})

test('every picture is there under its own digest, as large as it says, and small enough', async () => {
  for (const meme of memes) {
    const bytes = readFileSync(join(STARTER_FOLDER, meme.file))
    expect(createHash('sha256').update(bytes).digest('hex'), meme.slug).toBe(meme.id)
    expect(bytes.length, meme.slug).toBeLessThanOrEqual(MAXIMUM_BYTES)
    const { width, height, pages = 1, pageHeight = height, format } = await sharp(bytes, { pages: -1 }).metadata()
    expect([width, pageHeight, pages, `image/${format}`], meme.slug).toEqual([
      meme.width,
      meme.height,
      meme.frames,
      meme.mime,
    ])
  }
})

test('no picture lies there that no meme names', () => {
  const files = readdirSync(join(STARTER_FOLDER, 'images')).map(name => `images/${name}`)
  expect(files.filter(file => !memes.some(meme => meme.file === file))).toEqual([])
})

test('everything is safe, for everyone, and says whose it is', () => {
  for (const { slug, rating, scope, source, licence } of memes) {
    expect([rating, scope], slug).toEqual(['safe', 'global'])
    expect(Math.min(source.length, licence.length), slug).toBeGreaterThan(2)
  }
})
