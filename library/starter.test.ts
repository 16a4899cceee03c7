import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { segment } from '../src/text/segment.ts'
import { captionsRule } from './check/captions.ts'
import { checkLibrary } from './check/check.ts'
import { openCaptionReader } from './check/reader.ts'
import { readIntents } from './intents.ts'
import { readManifest, STARTER_FOLDER } from './manifest.ts'
import { libraryMap } from './map.ts'

const memes = readManifest(STARTER_FOLDER)
const reader = openCaptionReader()
afterAll(() => reader.close())

test('there are at least 400 memes, 60 of them animated, in at least 15 compositions', () => {
  expect(memes.length).toBeGreaterThanOrEqual(400)
  expect(memes.filter(meme => meme.frames > 1).length).toBeGreaterThanOrEqual(60)
  expect(new Set(memes.map(meme => meme.drawing.composition)).size).toBeGreaterThanOrEqual(15)
})

test('by its own rules nothing is wrong with the library, and it covers at least 80 intents', async () => {
  const { findings, figures } = await checkLibrary(STARTER_FOLDER)
  expect(findings).toEqual([])
  expect(figures.coveredIntents).toBeGreaterThanOrEqual(80)
}, 300_000)

test('at least 97 % of the characters in the pictures can be read, and nearly all of every caption', async () => {
  const { findings, figures } = await checkLibrary(STARTER_FOLDER, [captionsRule(reader.read)])
  expect(findings).toEqual([])
  expect(figures.readCharacters).toBeGreaterThanOrEqual(0.97)
}, 1_800_000)

test('all five facets are written out in Chinese, and emotions are words', () => {
  for (const { slug, annotation } of memes) {
    const { scenario, unsuitable, emotion, motivation } = annotation
    for (const text of [scenario, unsuitable, emotion, motivation]) expect(text, slug).toMatch(/\p{Script=Han}{2}/u)
    expect(segment(scenario).length, slug).toBeGreaterThan(2)
    expect(emotion.split('、').length, slug).toBeGreaterThanOrEqual(2)
  }
})

test('everything is safe, and for everyone', () => {
  for (const { slug, rating, scope } of memes) expect([rating, scope], slug).toEqual(['safe', 'global'])
})

test('the map of the library shows the library as it is', () => {
  const page = fileURLToPath(new URL('../docs/library.md', import.meta.url))
  expect(readFileSync(page, 'utf8')).toBe(libraryMap(STARTER_FOLDER, page, readIntents(STARTER_FOLDER), memes))
})
