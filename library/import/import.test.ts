import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { FORMAT_NAMES, soundPicture } from '../../scripts/measure/hostile-files.ts'
import { memePath } from '../../src/pipeline/library-snapshot.ts'
import { changeMeme, readMemes } from '../../src/storage/memes.ts'
import { readPairs } from '../../src/storage/pairs.ts'
import { temporaryDatabase, temporaryFolder } from '../../test/helpers.ts'
import { BLANK_DRAFT } from '../annotate/draft.ts'
import type { Reader } from '../read/reader.ts'
import { openExaminer } from './examine.ts'
import { findSources } from './find.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { describeReport } from './report.ts'
import { type ImportOptions, type ImportTools, importImages } from './run.ts'
import { zipOf } from './zip.fixture.ts'

const PLAIN: ImportOptions = {
  scope: 'global',
  source: 'test',
  licence: 'CC0-1.0',
  dedupe: 'list',
  dryRun: false,
  atOnce: 4,
}

/** A folder to import from, a library to import into, and the import itself. */
async function stage(words: (image: Uint8Array) => string = () => '') {
  const folder = temporaryFolder()
  const dataFolder = join(folder, 'data')
  const database = await temporaryDatabase(dataFolder)
  const examiner = openExaminer(2, DEFAULT_LIMITS, 30_000)
  onTestFinished(() => examiner.close())
  const reader: Reader = {
    read: async image => ({
      width: 100,
      height: 100,
      lines: words(image)
        ? [{ text: words(image), confidence: 0.99, frame: 0, box: { left: 10, top: 70, width: 80, height: 20 } }]
        : [],
    }),
    close: async () => {},
  }
  const put = (name: string, bytes: Buffer | string) => {
    mkdirSync(dirname(join(folder, 'in', name)), { recursive: true })
    writeFileSync(join(folder, 'in', name), bytes)
    return join(folder, 'in', name)
  }
  const take = async (
    options: Partial<ImportOptions> = {},
    tools: Partial<ImportTools> = {},
    paths = [join(folder, 'in')],
  ) =>
    importImages(
      await findSources(paths, DEFAULT_LIMITS),
      { ...PLAIN, ...options },
      {
        database,
        dataFolder,
        examiner,
        reader,
        drafter: { draft: async () => BLANK_DRAFT },
        now: () => 1,
        signal: new AbortController().signal,
        ...tools,
      },
    )
  return { folder, dataFolder, database, put, take }
}

const digests = (folder: string) =>
  (
    readdirSync(folder, { recursive: true, withFileTypes: true }) as Array<{
      isFile(): boolean
      parentPath: string
      name: string
    }>
  )
    .filter(entry => entry.isFile())
    .map(
      entry =>
        `${entry.name} ${createHash('sha256')
          .update(readFileSync(join(entry.parentPath, entry.name)))
          .digest('hex')}`,
    )
    .sort()

test('every format comes in, moving ones with all their frames and a still, and the originals stay as they were', async () => {
  const { folder, dataFolder, database, put, take } = await stage()
  for (const [index, format] of FORMAT_NAMES.entries()) put(`${index}/${format}.txt`, await soundPicture(index, format))
  const before = digests(join(folder, 'in'))
  const report = await take({ dedupe: 'off' })
  expect(report).toMatchObject({ found: 7, imported: 7, rejected: 0 })
  expect(digests(join(folder, 'in'))).toEqual(before)
  const memes = await readMemes(database)
  expect(memes.map(({ mime, frames }) => `${mime} ${frames}`).sort()).toEqual([
    'image/gif 4',
    'image/jpeg 1',
    'image/png 1',
    'image/webp 1',
    'image/webp 1',
    'image/webp 4',
    'image/webp 4',
  ])
  for (const meme of memes) {
    const path = memePath(meme, dataFolder)
    expect(meme).toMatchObject({ library: 'user', state: 'review', origin: 'draft', source: 'test' })
    expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(meme.id)
    expect(existsSync(path.replace(/\.\w+$/, '.still.webp'))).toBe(meme.frames > 1)
  }
})

test('a second run knows everything again, converted images as well, and restores a file that was lost', async () => {
  const { dataFolder, database, put, take } = await stage()
  put('a.avif', await soundPicture(1, 'still.avif'))
  put('b.png', await soundPicture(2, 'still.png'))
  put('copy/b.png', await soundPicture(2, 'still.png'))
  expect(await take()).toMatchObject({ imported: 2, known: 1 })
  const [meme] = await readMemes(database)
  rmSync(memePath(meme!, dataFolder))
  expect(await take()).toMatchObject({ imported: 0, known: 3 })
  expect(existsSync(memePath(meme!, dataFolder))).toBe(true)
})

test('what is broken, hostile or no image is reported with its reason, and the rest comes in', async () => {
  const { folder, put, take } = await stage()
  const whole = await soundPicture(3, 'still.png')
  put('good.png', whole)
  put('cut.png', whole.subarray(0, whole.length / 2))
  put('drawing.png', '<svg xmlns="http://www.w3.org/2000/svg"/>')
  put('empty.gif', '')
  put(
    'slip.zip',
    zipOf([
      { name: '../../x.png', content: whole },
      { name: Buffer.from([0xc3, 0xa8, 0xc3]), content: await soundPicture(4, 'still.jpg') },
    ]),
  )
  mkdirSync(join(folder, 'in/deep'))
  symlinkSync('..', join(folder, 'in/deep/loop'))
  execFileSync('mkfifo', [join(folder, 'in/pipe.png')])
  const report = await take()
  expect(report.imported).toBe(2)
  expect(report.reasons).toEqual({
    broken: 1,
    'unsupported-format': 1,
    'empty-file': 1,
    'zip-unsafe-name': 1,
    'symlink-loop': 1,
    'not-a-file': 1,
  })
})

test('the memes of another data folder come in without their previews', async () => {
  const { dataFolder, put, take } = await stage()
  put('moves.gif', await soundPicture(1, 'moving.gif'))
  await take()
  const other = await stage()
  const report = await other.take({}, {}, [join(dataFolder, 'memes')])
  expect(report).toMatchObject({ found: 1, imported: 1 })
})

test('an animated AVIF, which would become a still, is not taken', async () => {
  const { put, take } = await stage()
  const animated = Buffer.from(await soundPicture(1, 'still.avif'))
  animated.write('avis', 8, 'latin1')
  put('a.avif', animated)
  expect(await take()).toMatchObject({ imported: 0, reasons: { 'unsupported-format': 1 } })
})

test('a name that is no UTF-8 is read as GBK, and tags the meme', async () => {
  const { folder, database, take } = await stage()
  mkdirSync(join(folder, 'in'), { recursive: true })
  const name = Buffer.concat([Buffer.from(`${folder}/in/`), Buffer.from([0xce, 0xde, 0xd3, 0xef]), Buffer.from('.png')])
  writeFileSync(name, await soundPicture(5, 'still.png'))
  expect(await take()).toMatchObject({ imported: 1 })
  expect((await readMemes(database))[0]!.tags).toEqual(['无语'])
})

test('a rehearsal says the same as the import, and leaves nothing behind', async () => {
  const { dataFolder, database, put, take } = await stage()
  put('a.png', await soundPicture(6, 'still.png'))
  put('b.txt', 'no picture')
  const rehearsed = await take({ dryRun: true })
  expect(rehearsed).toMatchObject({ imported: 1, rejected: 1 })
  expect(await readMemes(database)).toEqual([])
  expect(existsSync(join(dataFolder, 'memes'))).toBe(false)
  expect((await take()).files).toEqual(rehearsed.files)
})

test('an import that is interrupted has whole memes only, and goes on the next time', async () => {
  const { database, put, take } = await stage()
  for (let number = 0; number < 12; number += 1) put(`${number}.png`, await soundPicture(number * 7, 'still.png'))
  const controller = new AbortController()
  const reader: Reader = {
    async read() {
      controller.abort()
      return { width: 1, height: 1, lines: [] }
    },
    async close() {},
  }
  const report = await take({ dedupe: 'off', atOnce: 2 }, { signal: controller.signal, reader })
  expect(report.left).toBeGreaterThan(0)
  expect(report.imported + report.left).toBe(12)
  expect(await readMemes(database)).toHaveLength(report.imported)
  expect(await take({ dedupe: 'off' })).toMatchObject({ imported: report.left, known: report.imported })
})

test('a smaller copy is listed as a pair, or merged; other words make it another meme', async () => {
  const { default: sharp } = await import('sharp')
  const big = await sharp(await soundPicture(9, 'still.png'))
    .resize(400, 400)
    .png()
    .toBuffer()
  const small = await sharp(big).resize(150, 150).jpeg().toBuffer()
  const list = await stage()
  list.put('a.png', big)
  await list.take()
  list.put('b.jpg', small)
  expect(await list.take()).toMatchObject({ imported: 1, known: 1, pairs: 1 })
  expect(readPairs(list.database, true)).toMatchObject([{ verdict: 'same', decision: null }])

  const auto = await stage()
  auto.put('a.png', big)
  await auto.take()
  auto.put('b.jpg', small)
  expect(await auto.take({ dedupe: 'auto' })).toMatchObject({ imported: 0, duplicates: 1 })
  expect(await auto.take({ dedupe: 'auto' })).toMatchObject({ known: 2 })
})

test('no name of a file reaches the terminal with line ends or commands in it', async () => {
  const { put, take } = await stage()
  put('a\n\u001b[2Jb\u202egnp.png', 'no picture')
  const line = describeReport(await take(), 'en').at(-1)
  expect(line).toContain('a\ufffd\ufffd[2Jb\ufffdgnp.png: It is no image.')
})

test('two files under way that become one image make one meme, however alike they come', async () => {
  for (const dedupe of ['list', 'auto', 'off'] as const) {
    const { database, put, take } = await stage()
    const avif = await soundPicture(12, 'still.avif')
    put('a.avif', avif)
    put('b.avif', Buffer.concat([avif, Buffer.from('\0\0\0\x0cfreeabcd', 'latin1')]))
    let release = () => {}
    const both = new Promise<void>(resolve => {
      release = resolve
    })
    let reading = 0
    const reader: Reader = {
      async read() {
        reading += 1
        if (reading === 2) release()
        await both
        return { width: 1, height: 1, lines: [] }
      },
      async close() {},
    }
    expect(await take({ dedupe, atOnce: 2 }, { reader }), dedupe).toMatchObject({ imported: 1, known: 1, pairs: 0 })
    expect(await readMemes(database)).toHaveLength(1)
    expect(readPairs(database, false)).toEqual([])
  }
})

test('a pack that is damaged or too new is reported, and what lies beside it comes in', async () => {
  const { folder, put, take } = await stage()
  const packOf = (head: string) => zipOf([{ name: 'doutu-pack.json', content: Buffer.from(head) }])
  put('a.png', await soundPicture(13, 'still.png'))
  put('damaged.zip', packOf('{"format":1}'))
  put('newer.zip', packOf('{"format":2}'))
  expect(await take()).toMatchObject({ imported: 1, reasons: { 'pack-broken': 1, 'pack-newer': 1 } })
  await expect(take({}, {}, [`${folder}/in/newer.zip`])).rejects.toMatchObject({ code: 'pack-newer' })
})

test('the folders that a glob starts from are no tags, those that it looks into are', async () => {
  const { folder, database, put, take } = await stage()
  put('家里/[图]/猫(1)/笑死.png', await soundPicture(14, 'still.png'))
  const patterns = [
    '家里/[图]/*/*.png',
    '*/[图]/../[图]/*/*.png',
    '*里/*/*(1)/*.@(png|gif)',
    '家里/*/猫(1)/*.{png,gif}',
  ]
  for (const pattern of patterns)
    expect((await findSources([`${folder}/in/${pattern}`], DEFAULT_LIMITS)).length).toBe(1)
  expect(await take({}, {}, [`${folder}/in/家里/*/*/*.png`])).toMatchObject({ imported: 1 })
  expect((await readMemes(database))[0]!.tags).not.toContain('家里')
  expect((await readMemes(database))[0]!.tags).toContain('笑死')
})

test('an animation that says it lies on its side comes in as its frames are', async () => {
  const { default: sharp } = await import('sharp')
  const { database, put, take } = await stage()
  const pixels = Buffer.concat([Buffer.alloc(40 * 20 * 3, 200), Buffer.alloc(40 * 20 * 3, 20)])
  const roll = sharp(pixels, { raw: { width: 40, height: 40, channels: 3, pageHeight: 20 } })
  put(
    'a.webp',
    await roll
      .withMetadata({ orientation: 6 })
      .webp({ delay: [90, 90] })
      .toBuffer(),
  )
  expect(await take()).toMatchObject({ imported: 1 })
  expect(await readMemes(database)).toMatchObject([{ width: 40, height: 20, frames: 2 }])
})

test('a copy is likened to the meme that is left of a group, not to one that was deleted', async () => {
  const { default: sharp } = await import('sharp')
  const big = await sharp(await soundPicture(9, 'still.png'))
    .resize(400, 400)
    .png()
    .toBuffer()
  const copy = (side: number) => sharp(big).resize(side, side).jpeg().toBuffer()
  const { database, put, take } = await stage()
  put('a.png', big)
  const { files: first } = await take()
  put('b.jpg', await copy(300))
  const second = (await take()).files.find(file => file.outcome === 'imported')
  changeMeme(database, first[0]!.outcome === 'imported' ? first[0]!.id : '', { state: 'deleted' }, 1)
  put('c.jpg', await copy(200))
  const report = await take({ dedupe: 'auto' })
  expect(second).toHaveProperty('id')
  expect(report.files.at(-1)).toMatchObject({ outcome: 'duplicate', id: (second as { id: string }).id })
})

test('a glob of files and a single file can be named; a path that is not there is said', async () => {
  const { folder, put, take } = await stage()
  put('a.png', await soundPicture(10, 'still.png'))
  put('b.gif', await soundPicture(11, 'moving.gif'))
  expect(await take({}, {}, [`${folder}/in/*.gif`])).toMatchObject({ found: 1, imported: 1 })
  expect(await take({}, {}, [`${folder}/in/a.png`])).toMatchObject({ found: 1, imported: 1 })
  await expect(take({}, {}, [`${folder}/none`])).rejects.toMatchObject({ code: 'not-found' })
  await expect(take({}, {}, [`${folder}/in/*.bmp`])).rejects.toMatchObject({ code: 'not-found' })
})

test('what is no fault of a file ends the import, once all that was under way has ended', async () => {
  const { put, take } = await stage()
  for (let number = 0; number < 6; number += 1) put(`${number}.png`, await soundPicture(number, 'still.png'))
  let [begun, open] = [0, 0]
  const draft = async () => {
    begun += 1
    open += 1
    await new Promise(resolve => setTimeout(resolve, begun * 20))
    open -= 1
    throw new Error('the disk is full')
  }
  await expect(take({ atOnce: 3, dedupe: 'off' }, { drafter: { draft } })).rejects.toThrow('the disk is full')
  expect({ open, begun: begun < 6 }).toEqual({ open: 0, begun: true })
})
