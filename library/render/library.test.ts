import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DoutuError } from '../../src/errors.ts'
import { renderLibrary } from './library.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doutu-render-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const line = (slug: string, art = 'frog'): string =>
  JSON.stringify({
    slug,
    caption: '先这样',
    intents: ['agreement'],
    temper: 'dry',
    drawing: { composition: 'big-face', art: [art], lines: ['先这样'], palette: 'mint', motion: 'none', mood: 'calm' },
    annotation: {
      scenario: '事情定下来了',
      unsuitable: '对方还在难过',
      emotion: '干脆',
      motivation: '想收工',
      examples: ['一', '二', '三', '四', '五', '六', '七', '八'],
    },
  })

const write = (...lines: string[]): void => writeFileSync(join(folder, 'manifest.jsonl'), lines.join('\n'))
const manifest = (): string => readFileSync(join(folder, 'manifest.jsonl'), 'utf8')
const entries = (): { slug: string; file?: string; id?: string }[] =>
  manifest()
    .trim()
    .split('\n')
    .map(text => JSON.parse(text))

async function failure(): Promise<DoutuError> {
  try {
    await renderLibrary(folder)
  } catch (error) {
    if (error instanceof DoutuError) return error
    throw error
  }
  throw new Error('it should have failed')
}

test('drawing some of a library leaves the others as they are, and drawing again changes nothing', async () => {
  write(line('a'), '', line('b'))
  expect(await renderLibrary(folder, { only: ['b'] })).toMatchObject({ drawn: 1, stills: 1 })
  expect(entries().map(({ slug, file }) => [slug, file])).toEqual([
    ['a', undefined],
    ['b', 'images/b.webp'],
  ])
  const before = manifest()
  await renderLibrary(folder, { only: ['b'] })
  expect(manifest()).toBe(before)
})

test('what is written into the manifest while the library is drawn is kept', async () => {
  write(line('a'), line('b'))
  await renderLibrary(folder, {
    onProgress: done => {
      if (done === 1) write(line('a').replace('想收工', '想下班'), line('b'), line('c'))
    },
  })
  expect(manifest()).toContain('想下班')
  expect(entries().map(({ slug, file }) => [slug, file !== undefined])).toEqual([
    ['a', true],
    ['b', true],
    ['c', false],
  ])
})

test('a slug that no meme has is said', async () => {
  write(line('a'))
  await expect(renderLibrary(folder, { only: ['a', 'z'] })).rejects.toMatchObject({ code: 'not-found' })
})

test('a meme that wants art that no set has is named, and the manifest stays as it was', async () => {
  write(line('a'), line('b', 'sad hamster'))
  const before = manifest()
  const error = await failure()
  expect(error.code).toBe('library-broken')
  expect(error.message).toMatch(/^b: .*sad hamster/)
  expect(manifest()).toBe(before)
  expect(existsSync(join(folder, 'manifest.jsonl.new'))).toBe(false)
})

test.each([
  ['no JSON', '{'],
  ['an object without anything', '{}'],
  ['a list', '[]'],
  ['a slug that leaves the folder', line('../../x')],
  ['a palette that does not exist', line('b').replace('mint', 'mauve')],
])('a line that is %s is refused by its number', async (_, wrong) => {
  write(line('a'), wrong)
  const error = await failure()
  expect(error.code).toBe('library-broken')
  expect(error.message).toContain('line 2')
})
