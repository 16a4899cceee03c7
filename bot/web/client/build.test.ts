import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { globSync } from 'tinyglobby'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/helpers.ts'

const PUBLIC = fileURLToPath(new URL('../public', import.meta.url))
const VITE = fileURLToPath(new URL('../../../node_modules/vite/bin/vite.js', import.meta.url))
const CONFIG = fileURLToPath(new URL('../vite.config.ts', import.meta.url))

const read = (folder: string) =>
  Object.fromEntries(
    globSync('**/*', { cwd: folder })
      .sort()
      .map(path => [path, readFileSync(join(folder, path), 'utf8')]),
  )

test('the built page in public/ is what the client in client/ builds to: else run `npm run page`', () => {
  const folder = temporaryFolder()
  // As `npm run page` does it: in a test's own environment the build would be another one.
  const env = { ...process.env, NODE_ENV: 'production', VITEST: undefined }
  execFileSync(process.execPath, [VITE, 'build', '--config', CONFIG, '--outDir', folder], { env })
  const [made, committed] = [read(folder), read(PUBLIC)]
  expect(Object.keys(committed)).toEqual(Object.keys(made))
  expect(Object.keys(made).filter(path => made[path] !== committed[path])).toEqual([])
})

test('nothing in the built page is inline or from elsewhere', () => {
  const files = read(PUBLIC)
  expect(files['index.html']).not.toMatch(/<style|style=|\son\w+=|<script(?![^>]*src="\/)/)
  for (const [path, text] of Object.entries(files)) {
    if (path.endsWith('.css')) expect(text, path).not.toMatch(/url\((?!["']?\/)/)
  }
})
