import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { UNKNOWN_SAFETY } from '../../../library/safety/safety.ts'
import { memePath } from '../../../src/pipeline/library-snapshot.ts'
import { freshChannel } from '../../../src/schemas/channel.ts'
import { saveDelivery, saveFeedback } from '../../../src/storage/channels.ts'
import { saveFinding } from '../../../src/storage/findings.ts'
import type { IncomingMeme } from '../../../src/storage/memes.ts'
import { memeAbout } from '../../../test/helpers.ts'
import { HOSTILE, servePage } from '../serve.fixture.ts'
import { request } from './library.fixture.ts'
import {
  actOnMemes,
  type CriteriaInput,
  changeMeme,
  imageOf,
  listIds,
  listMemes,
  showMeme,
  showOverview,
  thumbnailOf,
  undoChange,
} from './protocol.ts'

const meme = memeAbout
/** What the safety check found: with it no classifier is started. */
const DECENT = { drawing: 1, hentai: 0, neutral: 0, porn: 0, sexy: 0 }

const OVERTIME = meme('overtime', '加班', { tags: ['上班', '累'] })
const RAIN = meme('rain', '下雨', { frames: 12 })
const TEA = meme('tea', '奶茶', { rating: 'sensitive', scope: 'guild:77' })
const EXAM = meme('exam', '考试', { state: 'review' })
const GONE = meme('gone', '已删', { state: 'deleted' })
const ALL = [OVERTIME, RAIN, TEA, EXAM, GONE]
const NO_ID = 'f'.repeat(64)

async function serve(memes: readonly IncomingMeme[] = ALL) {
  const page = await servePage(memes)
  const { url, brain } = page
  for (const { id } of memes) saveFinding(brain.database, id, 'safety', { ...UNKNOWN_SAFETY, classifier: DECENT }, 0)
  const list = async (criteria: CriteriaInput & { offset?: number; limit?: number } = {}) =>
    (await request(url, listMemes, criteria)).body
  const names = async (criteria: CriteriaInput = {}) => {
    const { items } = await list(criteria)
    return items.map(({ id }) => brain.library().memes.find(one => one.id === id)!.slug)
  }
  return { ...page, list, names }
}

/** What the brain would send after a line. */
async function answer({ brain }: Awaited<ReturnType<typeof serve>>, text: string): Promise<string> {
  const { decision } = await brain.choose({ turns: [{ speaker: 'A', text }] })
  return decision.kind === 'send' ? decision.meme.slug : decision.reason
}

test('every meme is listed, newest first, whatever its scope and state; deleted ones only where they are asked for', async () => {
  const { names, list } = await serve()
  expect(await names()).toEqual(['exam', 'tea', 'rain', 'overtime'])
  expect(await names({ state: 'deleted' })).toEqual(['gone'])
  expect((await list()).items.map(({ scope }) => scope)).toContain('guild:77')
})

test('each filter lets exactly its own through, and several together what all let through', async () => {
  const { names } = await serve()
  expect(await names({ state: ['review', 'approved'] })).toHaveLength(4)
  expect(await names({ state: 'review' })).toEqual(['exam'])
  expect(await names({ rating: 'sensitive' })).toEqual(['tea'])
  expect(await names({ motion: 'moving' })).toEqual(['rain'])
  expect(await names({ motion: 'still', state: 'approved' })).toEqual(['tea', 'overtime'])
  expect(await names({ tag: '累' })).toEqual(['overtime'])
  expect(await names({ scope: 'guild:77' })).toEqual(['tea'])
  expect(await names({ facet: 'motivation', text: '奶茶' })).toEqual(['tea'])
  expect(await names({ facet: 'unsuitable', text: '不想提 RAIN' })).toEqual(['rain'])
  expect(await names({ text: '不想提', motion: 'moving' })).toEqual(['rain'])
  expect(await names({ tag: '没有' })).toEqual([])
})

test('words find what they are written in, the caption before the facets, and meaning ranks the rest', async () => {
  const { list, names } = await serve([...ALL, meme('late', '迟到', { tags: ['加班之后'] })])
  const { items } = await list({ q: '加班' })
  expect(items.slice(0, 2).map(({ matched }) => matched)).toEqual([expect.arrayContaining(['caption']), ['tags']])
  expect(items.slice(2).every(({ matched }) => matched.length === 0)).toBe(true)
  const scores = items.slice(2).map(({ score }) => score ?? -1)
  expect(scores).toEqual([...scores].sort((a, b) => b - a))
  expect(await names({ q: '加班', by: 'words' })).toEqual(['overtime', 'late'])
  expect((await names({ q: '又是加班', by: 'meaning' }))[0]).toBe('overtime')
  expect(await names({ q: '又是加班', by: 'meaning', motion: 'moving' })).toEqual(['rain'])
  expect(await names({ q: RAIN.id.slice(0, 8), by: 'words' })).toEqual(['rain'])
})

test('pages of any size join to the whole list, without a gap or a repetition', async () => {
  const many = Array.from({ length: 57 }, (_, number) => meme(`m${number}`, `话题${number}`))
  const { list, url } = await serve(many)
  const whole = (await request(url, listIds, { q: '话题' })).body.ids
  expect(new Set(whole).size).toBe(57)
  for (const limit of [1, 10, 57, 200]) {
    const joined: string[] = []
    for (let offset = 0; offset < 57; offset += limit)
      joined.push(...(await list({ q: '话题', offset, limit })).items.map(({ id }) => id))
    expect(joined).toEqual(whole)
  }
  expect((await list({ offset: 1e6 })).items).toEqual([])
})

test('the overview counts what each filter lists', async () => {
  const { url, list } = await serve()
  const { body } = await request(url, showOverview, {})
  expect(body).toMatchObject({ total: 4, moving: 1, tags: { 上班: 1, 累: 1 } })
  for (const state of Object.keys(body.states) as Array<'review'>)
    expect((await list({ state })).total, state).toBe(body.states[state])
  for (const scope of Object.keys(body.scopes)) expect((await list({ scope })).total).toBe(body.scopes[scope])
})

test('the detail shows all facets, neighbours, usage, feedback and what was changed', async () => {
  const page = await serve([...ALL, meme('overtime-2', '又加班')])
  const { database } = page.brain
  for (const channel of ['a', 'b'])
    saveDelivery(database, channel, freshChannel(), {
      memeId: OVERTIME.id,
      score: 1,
      threshold: 0,
      at: channel === 'a' ? 5 : 9,
    })
  saveFeedback(database, 'a', freshChannel(), { memeId: OVERTIME.id, reaction: 'up', at: 1 })
  const { body } = await request(page.url, showMeme, { id: OVERTIME.id })
  expect(body).toMatchObject({
    slug: 'overtime',
    annotation: OVERTIME.annotation,
    tags: ['上班', '累'],
    embedded: true,
    present: true,
    usage: { sent: 2, channels: 2, last: 9 },
    feedback: { up: 1, down: 0, another: 0, deleted: 0 },
    edits: [],
  })
  expect(body.neighbours[0]!.item.caption).toBe('又加班')
  const alike = body.neighbours.map(({ similarity }) => similarity)
  expect(alike).toEqual([...alike].sort((a, b) => b - a))
  expect(body.neighbours.map(({ item }) => item.id)).not.toContain(GONE.id)
  expect(await page.names({ sort: 'most-sent' })).toEqual(expect.arrayContaining(['overtime']))
  expect((await page.names({ sort: 'most-sent' }))[0]).toBe('overtime')
  expect((await page.names({ sort: 'best-liked' }))[0]).toBe('overtime')
})

test('a facet that is changed decides on the very next message, and undone it decides as before', async () => {
  const page = await serve([OVERTIME, RAIN])
  expect(await answer(page, '奶茶')).not.toBe('rain')
  const { scenario, emotion, motivation, examples } = memeAbout('x', '奶茶').annotation
  const changed = await request(page.url, changeMeme, { id: RAIN.id, scenario, emotion, motivation, examples })
  expect(changed).toMatchObject({
    status: 200,
    body: { changed: [RAIN.id], meme: { annotation: { scenario: '奶茶' } } },
  })
  expect(await answer(page, '奶茶')).toBe('rain')
  expect(changed.body.meme.edits.map(({ field }) => field).sort()).toEqual([
    'emotion',
    'examples',
    'motivation',
    'scenario',
  ])
  const undone = await request(page.url, undoChange, { batch: changed.body.batch })
  expect(undone.body).toMatchObject({ changed: [RAIN.id], stale: [] })
  expect((await request(page.url, showMeme, { id: RAIN.id })).body.annotation).toEqual(RAIN.annotation)
  expect(await answer(page, '下雨')).toBe('rain')
  // The undoing is a change as well.
  await request(page.url, undoChange, { batch: undone.body.batch })
  expect(await answer(page, '奶茶')).toBe('rain')
})

test('what is no meme is refused and changes nothing', async () => {
  const { url, brain } = await serve()
  const { id } = OVERTIME
  const wrong = [
    { id, scenario: '' },
    { id, emotion: '   ' },
    { id, examples: ['一句'] },
    { id, examples: Array(8).fill(' ') },
    { id, rating: 'fine' },
    { id, scope: 'guild:../..' },
    { id, caption: 'x'.repeat(2001) },
    { id, tags: [''] },
    { id, slug: 'other' },
    { id, file: '/etc/passwd' },
    { id },
    { id: 'nothing', caption: 'x' },
    { id: '../../x', caption: 'x' },
  ]
  for (const input of wrong) expect((await request(url, changeMeme, input)).status, JSON.stringify(input)).toBe(400)
  expect((await request(url, changeMeme, { id: NO_ID, caption: 'x' })).status).toBe(404)
  expect(brain.database.prepare('SELECT count(*) FROM edits').pluck().get()).toBe(0)
})

test('many are blocked, deleted, restored at once, are silent at once, and one undo takes several steps back', async () => {
  const page = await serve([OVERTIME, RAIN, { ...TEA, rating: 'safe', scope: 'global' }])
  const act = async (action: string, ids: string[], batch?: string) =>
    (await request(page.url, actOnMemes, { action, ids, ...(batch && { batch }) })).body
  const first = await act('block', [OVERTIME.id, RAIN.id])
  await act('block', [TEA.id], first.batch)
  expect(await page.names({ state: 'approved' })).toEqual([])
  expect(await answer(page, '加班')).toBe('nothing-allowed')
  const { body } = await request(page.url, undoChange, { batch: first.batch })
  expect(body.changed).toHaveLength(3)
  expect(await answer(page, '加班')).toBe('overtime')
  await act('delete', [OVERTIME.id])
  expect(await page.names()).not.toContain('overtime')
  expect(existsSync(memePath(OVERTIME, page.brain.config.dataFolder))).toBe(true)
  await act('restore', [OVERTIME.id])
  expect(await answer(page, '加班')).toBe('overtime')
})

test('what was changed again since stays, and that is said', async () => {
  const { url } = await serve()
  const change = async (caption: string) => (await request(url, changeMeme, { id: RAIN.id, caption })).body.batch
  const [first] = [await change('一'), await change('二')]
  expect((await request(url, undoChange, { batch: first })).body).toMatchObject({ changed: [], stale: [RAIN.id] })
  expect((await request(url, showMeme, { id: RAIN.id })).body.caption).toBe('二')
})

test('a change by another site is refused, whatever it changes', async () => {
  const { url, brain } = await serve()
  const origin = 'https://evil.example'
  const tries = [
    ['PATCH', `/api/library/memes/${RAIN.id}`, '{"caption":"x"}'],
    ['POST', '/api/library/actions', JSON.stringify({ action: 'delete', ids: [RAIN.id] })],
    ['POST', '/api/library/undo', '{"batch":"x"}'],
  ] as const
  for (const [method, path, body] of tries) {
    const send = (headers: Record<string, string>) => fetch(`${url}${path}`, { method, body, headers })
    expect((await send({ 'content-type': 'application/json', origin })).status).toBe(403)
    expect((await send({ 'content-type': 'text/plain' })).status).toBe(403)
  }
  expect(brain.library().memes.find(({ id }) => id === RAIN.id)).toMatchObject({ caption: '下雨', state: 'approved' })
})

test('hostile words are kept and given back as they are, and no search breaks the server', async () => {
  const page = await serve([meme('bad', HOSTILE, { tags: [HOSTILE.slice(0, 40)] })])
  expect((await page.list()).items[0]!.caption).toBe(HOSTILE)
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ maxLength: 20 }), async (q, text) => {
      expect((await request(page.url, listMemes, { q, text })).status).toBe(200)
    }),
    { numRuns: 40, seed: 4 },
  )
  for (const wrong of [
    { state: 'x' },
    { limit: 0 },
    { limit: 1e9 },
    { offset: -1 },
    { q: 'x'.repeat(401) },
    { sort: 'x' },
  ])
    expect((await request(page.url, listMemes, wrong)).status, JSON.stringify(wrong)).toBe(400)
})

test('a thumbnail is small, still, drawn once, and of no image there is none', async () => {
  const { url, brain } = await serve()
  const { dataFolder } = brain.config
  const path = memePath(RAIN, dataFolder)
  const frame = { width: 600, height: 300, channels: 3 as const, background: 'red' }
  const [one, two] = await Promise.all(
    ['red', 'blue'].map(background =>
      sharp({ create: { ...frame, background } })
        .png()
        .toBuffer(),
    ),
  )
  writeFileSync(
    path,
    await sharp([one!, two!], { join: { animated: true } })
      .gif()
      .toBuffer(),
  )
  brain.database.prepare("UPDATE memes SET frames = 2 WHERE slug = 'rain'").run()
  await brain.refresh()
  const answers = await Promise.all([1, 2, 3].map(() => fetch(`${url}${thumbnailOf(RAIN.id)}`)))
  const pictures = await Promise.all(answers.map(async one => Buffer.from(await one.arrayBuffer())))
  expect(answers.map(({ status, headers }) => [status, headers.get('content-type')])).toEqual(
    Array(3).fill([200, 'image/webp']),
  )
  const { pages = 1, ...size } = await sharp(pictures[0]).metadata()
  expect([pages, size.width, size.height]).toEqual([1, 224, 112])
  expect(readdirSync(join(dataFolder, 'thumbnails'))).toEqual([`${RAIN.id}.webp`])
  // Kept: it is there even where the image is not.
  rmSync(path)
  expect((await fetch(`${url}${thumbnailOf(RAIN.id)}`)).status).toBe(200)
  for (const id of [OVERTIME.id, NO_ID, '..%2f..%2fdoutu.db', '%00']) {
    const { status } = await fetch(`${url}${thumbnailOf(id)}`)
    expect(status, id).toBe(404)
  }
  expect((await fetch(`${url}${imageOf(NO_ID)}`)).status).toBe(404)
  expect((await fetch(`${url}${imageOf(EXAM.id)}`)).status).toBe(200)
})

test('while an import runs nothing is changed, and that is said', async () => {
  const { url, brain } = await serve()
  // Another process that lives holds the lock.
  writeFileSync(join(brain.config.dataFolder, 'library.lock'), String(process.ppid))
  const { status, body } = await request(url, changeMeme, { id: RAIN.id, caption: 'x' })
  expect([status, body.code]).toEqual([409, 'busy'])
  rmSync(join(brain.config.dataFolder, 'library.lock'))
  expect((await request(url, changeMeme, { id: RAIN.id, caption: 'x' })).status).toBe(200)
})

test('changes that come at once are made one after another, and none is lost', async () => {
  const { url } = await serve()
  const facets = ['scenario', 'unsuitable', 'emotion', 'motivation', 'caption', 'source'] as const
  const answers = await Promise.all(
    facets.map(name => request(url, changeMeme, { id: RAIN.id, [name]: `新的${name}` })),
  )
  expect(answers.map(({ status }) => status)).toEqual(facets.map(() => 200))
  const { body } = await request(url, showMeme, { id: RAIN.id })
  const all = { ...body, ...body.annotation }
  expect(facets.map(name => all[name])).toEqual(facets.map(name => `新的${name}`))
})
