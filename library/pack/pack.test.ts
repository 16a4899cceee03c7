import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { soundPicture } from '../../scripts/measure/hostile-files.ts'
import type { IncomingMeme } from '../../src/storage/memes.ts'
import { syntheticMeme, temporaryFolder } from '../../test/helpers.ts'
import { DEFAULT_LIMITS } from '../import/limits.ts'
import { fileOf, memesFolder } from '../import/place.ts'
import { zipOf } from '../import/zip.fixture.ts'
import { listZip } from '../import/zip.ts'
import { openPack } from './read.ts'
import { writePack } from './write.ts'

async function packed(count = 2) {
  const folder = temporaryFolder()
  const memes: IncomingMeme[] = []
  for (let number = 0; number < count; number += 1) {
    const bytes = await soundPicture(number, 'still.png')
    const id = createHash('sha256').update(bytes).digest('hex')
    const file = fileOf({ id, mime: 'image/png' })
    mkdirSync(dirname(join(memesFolder(folder), file)), { recursive: true })
    writeFileSync(join(memesFolder(folder), file), bytes)
    memes.push(
      syntheticMeme(`${number}`, {
        id,
        file,
        tags: ['猫'],
        licence: number === 0 ? 'CC0-1.0' : 'MIT',
        scope: 'guild:7',
      }),
    )
  }
  const path = join(folder, 'pack.zip')
  const summary = await writePack(path, memes, { name: '包', now: 0, dataFolder: folder })
  return { folder, memes, path, summary }
}

/** The files of a pack, changed, as another zip file. */
async function changed(path: string, change: (name: string, content: Buffer) => Buffer | undefined): Promise<string> {
  const entries = await listZip(path, DEFAULT_LIMITS)
  const kept = []
  for (const entry of entries) {
    const content = change(entry.path, await entry.read())
    if (content) kept.push({ name: entry.path, content })
  }
  writeFileSync(`${path}.changed.zip`, zipOf(kept))
  return `${path}.changed.zip`
}

test('a pack holds what was packed, and comes out as it went in', async () => {
  const { memes, path, summary } = await packed()
  expect(summary).toMatchObject({ memes: 2, missing: [] })
  const pack = await openPack(path, 'pack.zip', DEFAULT_LIMITS)
  expect(pack?.head).toEqual({ format: 1, name: '包', createdAt: '1970-01-01T00:00:00.000Z', memes: 2 })
  for (const [index, found] of pack!.found.entries()) {
    if (!('source' in found)) throw new Error('it must be found')
    const { annotation, caption, tags, licence, id } = memes[index]!
    expect(found.source.record).toMatchObject({ annotation, caption, tags, licence, id })
    expect(found.source.record).not.toHaveProperty('scope')
    expect(
      createHash('sha256')
        .update(await found.source.read())
        .digest('hex'),
    ).toBe(id)
  }
})

test('the checksums are those that sha256sum knows, and the licences are said', async () => {
  const { folder, path } = await packed()
  const out = join(folder, 'out')
  for (const entry of await listZip(path, DEFAULT_LIMITS)) {
    mkdirSync(dirname(join(out, entry.path)), { recursive: true })
    writeFileSync(join(out, entry.path), await entry.read())
  }
  expect(execFileSync('sha256sum', ['-c', 'checksums.txt'], { cwd: out, encoding: 'utf8' })).not.toMatch(/FAILED/)
  expect(readFileSync(join(out, 'LICENCES.txt'), 'utf8')).toMatch(/CC0-1\.0[\s\S]*MIT/)
})

test('the same memes at the same time give the same bytes', async () => {
  const { folder, memes, path } = await packed()
  await writePack(`${path}.again`, memes, { name: '包', now: 0, dataFolder: folder })
  expect(readFileSync(`${path}.again`).equals(readFileSync(path))).toBe(true)
})

test('a meme whose image is gone or changed is left out, and said', async () => {
  const { folder, memes, path } = await packed()
  writeFileSync(join(memesFolder(folder), memes[0]!.file), 'other')
  expect(await writePack(path, memes, { name: 'x', now: 0, dataFolder: folder })).toMatchObject({
    memes: 1,
    missing: ['0'],
  })
})

test('a pack of a newer version is refused with a sentence that says so', async () => {
  const { path } = await packed()
  const newer = await changed(path, (name, content) =>
    name === 'doutu-pack.json' ? Buffer.from('{"format":7}') : content,
  )
  await expect(openPack(newer, 'new.zip', DEFAULT_LIMITS)).rejects.toMatchObject({
    code: 'pack-newer',
    message: expect.stringContaining('format 7'),
  })
})

test.each([
  ['its checksums are missing', (name: string, content: Buffer) => (name === 'checksums.txt' ? undefined : content)],
  [
    'its manifest was changed',
    (name: string, content: Buffer) =>
      name === 'manifest.jsonl' ? Buffer.concat([content, Buffer.from(' ')]) : content,
  ],
  [
    'its head is nonsense',
    (name: string, content: Buffer) => (name === 'doutu-pack.json' ? Buffer.from('{') : content),
  ],
])('a pack is damaged where %s', async (_, change) => {
  const { path } = await packed()
  await expect(openPack(await changed(path, change), 'x.zip', DEFAULT_LIMITS)).rejects.toMatchObject({
    code: 'pack-broken',
  })
})

test('an image that does not fit its checksum is rejected alone', async () => {
  const { path } = await packed()
  let first = true
  const pack = await openPack(
    await changed(path, (name, content) => {
      if (!name.startsWith('images/') || !first) return content
      first = false
      return Buffer.concat([content, Buffer.from('x')])
    }),
    'x.zip',
    DEFAULT_LIMITS,
  )
  const reads = await Promise.allSettled(
    pack!.found.map(found => ('source' in found ? found.source.read() : undefined)),
  )
  expect(reads).toMatchObject([{ status: 'rejected', reason: { reason: 'zip-broken' } }, { status: 'fulfilled' }])
})

test('an image in the place of another is refused, whatever the checksums say', async () => {
  const { path } = await packed()
  const names = (await listZip(path, DEFAULT_LIMITS))
    .map(entry => entry.path)
    .filter(name => name.startsWith('images/'))
  const digest = (content: Buffer) => createHash('sha256').update(content).digest('hex')
  const strange = Buffer.from('another picture')
  const forged = await changed(path, (name, content) => {
    if (name === names[0]) return strange
    if (name !== 'checksums.txt') return content
    return Buffer.from(content.toString().replace(new RegExp(`[0-9a-f]{64}(?=  ${names[0]})`), digest(strange)))
  })
  const pack = await openPack(forged, 'x.zip', DEFAULT_LIMITS)
  const reads = await Promise.allSettled(
    pack!.found.map(found => ('source' in found ? found.source.read() : undefined)),
  )
  expect(reads).toMatchObject([{ status: 'rejected', reason: { reason: 'zip-broken' } }, { status: 'fulfilled' }])
})

test('a zip file that is no pack is none', async () => {
  const path = join(temporaryFolder(), 'x.zip')
  writeFileSync(path, zipOf([{ name: 'a.png', content: Buffer.from('x') }]))
  expect(await openPack(path, 'x.zip', DEFAULT_LIMITS)).toBeUndefined()
  writeFileSync(path, 'no zip')
  expect(await openPack(path, 'x.zip', DEFAULT_LIMITS)).toBeUndefined()
})
