import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { memeAbout } from '../../test/helpers.ts'
import { servePage } from './serve.fixture.ts'

const OVERTIME = memeAbout('overtime', '加班')
const BUG = memeAbout('bug', '改代码')
const MEMES = [OVERTIME, BUG]

test('an image is served with its type, to be kept; unknown, blocked and missing ones are not', async () => {
  const blocked = memeAbout('blocked', '罚款', { state: 'blocked' })
  const { url, brain } = await servePage([...MEMES, blocked])
  const image = await fetch(`${url}/memes/${OVERTIME.id}`)
  expect(image.status).toBe(200)
  expect(image.headers.get('content-type')).toBe('image/png')
  expect(image.headers.get('cache-control')).toContain('immutable')
  for (const id of [blocked.id, 'x', '..%2f..%2fpackage.json', '%00'])
    expect((await fetch(`${url}/memes/${id}`)).status, id).toBe(404)
  rmSync(brain.meme(BUG.id)!.path)
  expect((await fetch(`${url}/memes/${BUG.id}`)).status).toBe(404)
})

test('only the page itself is served, never another file', async () => {
  const { url } = await servePage(MEMES)
  for (const path of ['/', '/assets/index.js', '/assets/index.css', '/icon.svg']) {
    const response = await fetch(`${url}${path}`)
    expect(response.status, path).toBe(200)
    expect(response.headers.get('cache-control'), path).toBe('no-cache')
  }
  for (const path of ['/..%2fapp.ts', '/%2e%2e%2fapp.ts', '/public/../../app.ts', '/.env', '/nothing'])
    expect((await fetch(`${url}${path}`)).status, path).toBe(404)
})
