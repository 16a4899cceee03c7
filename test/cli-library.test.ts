import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { zipOf } from '../library/import/zip.fixture.ts'
import { drawPicture } from '../scripts/measure/pictures.ts'
import { seededRandom } from '../src/random.ts'
import { doutu, json, withCommandLine } from './command-line.ts'
import { startVisionServer } from './vision-server.ts'

const { folder, dataFolder, file } = withCommandLine()
const picture = (seed: number, caption: string) =>
  drawPicture({ seed, caption, frames: 1, width: 360, height: 360 }, number => seededRandom(number + 1))

/** Runs a command that must succeed, and reads its JSON. */
async function ok(...args: string[]) {
  const { out, err, code } = await doutu(...args, '--json')
  expect(code, err).toBe(0)
  return json(out)[0]
}

describe('a keeper’s own memes, from the folder to the search', { timeout: 300_000 }, () => {
  let [ids, server]: [string[], Awaited<ReturnType<typeof startVisionServer>> | undefined] = [[], undefined]
  afterAll(() => server?.close())

  it('come in with their words and wait in review', async () => {
    mkdirSync(join(folder, 'in/打工'), { recursive: true })
    writeFileSync(join(folder, 'in/打工/搬砖的企鹅.png'), await picture(4, '砖头真沉'))
    writeFileSync(join(folder, 'in/打工/IMG_0001.png'), await picture(7, '电量不足'))
    const report = await ok('library', 'import', join(folder, 'in'), '--scope', 'global', '--licence', 'CC0-1.0')
    expect(report).toMatchObject({ imported: 2, rejected: 0, pairs: 0, unread: 0 })
    ids = report.files.map((one: { id: string }) => one.id)
    const { total, memes } = await ok('library', 'list', '--state', 'review')
    expect(total).toBe(2)
    expect(memes.map((meme: { caption: string }) => meme.caption).sort()).toEqual(['电量不足', '砖头真沉'])
    expect(memes.find((meme: { caption: string }) => meme.caption === '砖头真沉').tags).toEqual(['打工', '搬砖的企鹅'])
    const { results } = await ok('search', '砖头真沉')
    expect(results.map((found: { id: string }) => found.id)).not.toContain(ids[0])
  })

  it('get drafts where there is no server, still in review', async () => {
    const { drafts } = await ok('library', 'annotate')
    expect(drafts).toBe(2)
    expect((await ok('library', 'list', '--origin', 'draft', '--state', 'review')).total).toBe(2)
  })

  it('are annotated by a server, approved, and found by words, by meaning and by what is said before', async () => {
    server = await startVisionServer(() => 'sound')
    vi.stubEnv('LLM_BASE_URL', server.url)
    vi.stubEnv('LLM_MODEL', 'eye')
    const { report } = await ok('library', 'annotate', '--budget-tokens', '100000')
    expect(report).toMatchObject({ annotated: 2, failed: 0 })
    expect((await ok('library', 'list', '--state', 'review', '--origin', 'model')).total).toBe(2)
    expect((await ok('library', 'approve', '--all', '--origin', 'model')).approved).toHaveLength(2)
    const wanted = (await ok('library', 'show', ids[1]!)).id
    const best = async (query: string) =>
      (await ok('search', query, '--limit', '3')).results.map((found: { id: string }) => found.id)
    const caption: string = (await ok('library', 'show', ids[1]!)).caption
    expect(await best(caption)).toContain(wanted)
    expect(await best(`又聊起${caption}，好笑又无奈`)).toContain(wanted)
    expect(await best(`你们说说${caption}`)).toContain(wanted)
  })

  it('are asked about once: a second run pays for nothing', async () => {
    const before = server!.seen.length
    const { report } = await ok('library', 'annotate', '--all')
    expect(report).toMatchObject({ annotated: 2, spent: { cost: 0, tokensIn: 0 } })
    expect(server!.seen).toHaveLength(before)
  })

  it('go out as CSV and JSONL and come back as they were, or as they were changed', async () => {
    let emotion = '好笑、无奈'
    for (const format of ['csv', 'jsonl']) {
      const path = join(folder, `memes.${format}`)
      expect((await doutu('library', 'export', '--out', path)).code).toBe(0)
      expect(await ok('library', 'import', '--annotations', path)).toMatchObject({
        changed: 0,
        unchanged: 2,
        skipped: 0,
      })
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll(emotion, `委屈 ${format}`))
      expect(await ok('library', 'import', '--annotations', path)).toMatchObject({ changed: 2 })
      emotion = `委屈 ${format}`
      expect((await ok('library', 'show', ids[0]!)).emotion).toBe(emotion)
    }
    expect((await ok('library', 'show', ids[0]!)).origin).toBe('hand')
    const wrong = file(
      'wrong.jsonl',
      `{"id":"${ids[0]}","rating":"nice"}\n{"id":"nobody-here"}\n{"id":"${ids[0]}","caption":"新的字"}`,
    )
    const { out, err, code } = await doutu('library', 'import', '--annotations', wrong, '--json')
    expect([json(out)[0], code]).toEqual([expect.objectContaining({ changed: 1, skipped: 2 }), 2])
    expect(err).toMatch(/Line 1.*rating[\s\S]*Line 2.*nobody-here/)
  })

  it('are edited by hand, and a keeper’s rating wins', async () => {
    expect(await ok('library', 'edit', ids[0]!, '--tags', '猫，狗', '--rating', 'sensitive')).toMatchObject({
      tags: ['猫', '狗'],
      rating: 'sensitive',
    })
    expect(await ok('library', 'show', ids[0]!)).toMatchObject({ safety: { keeper: 'sensitive' } })
    expect(await ok('library', 'edit', ids[0]!, '--rating', 'safe')).toMatchObject({ rating: 'safe' })
    expect(await doutu('library', 'edit', ids[0]!, '--rating', 'nice')).toMatchObject({ code: 2, out: '' })
    expect(await doutu('library', 'edit', ids[0]!)).toMatchObject({ code: 2, err: expect.stringMatching(/Nothing/) })
  })

  it('are packed, and a pack comes in elsewhere with its annotations, verified', async () => {
    const pack = join(folder, 'pack.zip')
    expect(await ok('library', 'pack', pack, '--name', '我的表情')).toMatchObject({ memes: 2, missing: [] })
    vi.stubEnv('DATA_DIR', join(folder, 'elsewhere'))
    const report = await ok('library', 'import', pack, '--approve')
    expect(report).toMatchObject({ imported: 2, approved: 2 })
    expect(await ok('library', 'show', ids[0]!)).toMatchObject({
      tags: ['猫', '狗'],
      origin: 'hand',
      licence: 'CC0-1.0',
      state: 'approved',
    })
    const newer = file('newer.zip', '')
    writeFileSync(newer, zipOf([{ name: 'doutu-pack.json', content: Buffer.from('{"format": 2, "shape": "other"}') }]))
    expect(await doutu('library', 'import', newer)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/format 2.*Update doutu/),
    })
    vi.stubEnv('DATA_DIR', dataFolder)
  })

  it('are blocked by id and by image, and do not come in again', async () => {
    expect((await ok('library', 'block', ids[1]!)).blocked).toEqual([ids[1]])
    const smaller = join(folder, 'smaller.png')
    writeFileSync(
      smaller,
      await sharp(await picture(7, '电量不足'))
        .resize(200)
        .png()
        .toBuffer(),
    )
    expect((await ok('library', 'block', smaller)).blocked).toEqual([ids[0]])
    const report = await ok('library', 'import', join(folder, 'in'), smaller)
    expect(report.reasons).toEqual({ blocked: 3 })
    expect(
      (await ok('search', '电量不足', '--limit', '50')).results.map((found: { id: string }) => found.id),
    ).not.toContain(ids[0])
  })

  it('a rehearsal of an import leaves no data folder', async () => {
    vi.stubEnv('DATA_DIR', join(folder, 'nowhere'))
    expect(await ok('library', 'import', join(folder, 'in'), '--dry-run', '--no-ocr')).toMatchObject({
      imported: 2,
      dryRun: true,
    })
    expect(existsSync(join(folder, 'nowhere'))).toBe(false)
    vi.stubEnv('DATA_DIR', dataFolder)
  })

  it.each([
    ['nothing to import', ['import'], 2, /nothing to import/],
    ['a path that is not there', ['import', '/no/such'], 1, /nothing at \/no\/such/],
    ['another way with duplicates', ['import', '.', '--dedupe', 'maybe'], 2, /--dedupe maybe/],
    ['a scope that is none', ['import', '.', '--scope', 'us'], 2, /--scope us/],
    ['a meme that is not there', ['show', 'nobody'], 1, /no meme nobody/],
    ['a state that is none', ['list', '--state', 'good'], 2, /--state good/],
    ['money without prices', ['annotate', '--budget', '1'], 2, /prices/],
    ['a decision that is none', ['duplicates', 'one', 'two'], 2, /--merge or --different/],
    ['a spreadsheet of another kind', ['export', '--out', 'memes.xlsx'], 2, /\.csv/],
    ['nothing to approve', ['approve'], 2, /No meme is named/],
  ])('%s is one sentence on stderr', async (_title, args, exit, sentence) => {
    const { out, err, code } = await doutu('library', ...args)
    expect([out, code]).toEqual(['', exit])
    expect(err).toMatch(sentence)
  })
})
