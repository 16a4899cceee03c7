import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, watch } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { buildIndex, libraryContent } from '../indexer/build.ts'
import { withBuildLock } from '../indexer/lock.ts'
import { readChannel } from '../src/storage/channels.ts'
import { type Database, openDatabase } from '../src/storage/database.ts'
import { readMemes, saveMemes } from '../src/storage/memes.ts'
import { indexFolder, openVectorIndex } from '../src/storage/vector-index.ts'
import { BIG_LIBRARY, bigLibrary, fakeEncoder, temporaryFolder } from './helpers.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const ENCODER = { key: 'fake@1', dimension: 32 }

/** A process of our own, and the lines that it has printed. */
interface Started {
  readonly child: ChildProcess
  readonly lines: string[]
  /** Resolves once a line is printed; rejects when the process ends without it. */
  line(wanted: (line: string) => boolean): Promise<void>
  /** kill -9, and all that was printed until then. */
  kill(): Promise<string[]>
}

function start(script: string, ...given: string[]): Started {
  const path = join(ROOT, 'test/processes', script)
  const child = spawn(process.execPath, ['--import', 'tsx', path, ...given], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const closed = once(child, 'close')
  const lines: string[] = []
  let [rest, errors] = ['', '']
  const waiting = new Set<() => void>()
  child.stderr!.on('data', data => {
    errors += data
  })
  child.stdout!.on('data', data => {
    const parts = `${rest}${data}`.split('\n')
    rest = parts.pop()!
    lines.push(...parts)
    for (const look of waiting) look()
  })
  const kill = async () => {
    child.kill('SIGKILL')
    await closed
    return lines
  }
  onTestFinished(async () => void (await kill()))
  return {
    child,
    lines,
    kill,
    line: wanted =>
      new Promise((resolve, reject) => {
        const look = () => lines.some(wanted) && resolve()
        waiting.add(look)
        look()
        void closed.then(() => reject(new Error(`${script} ended: ${errors}`)))
      }),
  }
}

/** Resolves once a file of such a name comes to be in a folder. */
function fileAppears(folder: string, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  return new Promise(resolve => {
    const watcher = watch(folder, (_, file) => file === name && resolve())
    onTestFinished(() => watcher.close())
  })
}

function expectSound(db: Database): void {
  expect(db.driver.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(db.driver.pragma('foreign_key_check')).toEqual([])
}

const contentOf = async (db: Database) => libraryContent(await readMemes(db), fakeEncoder())

test('a build killed at any moment leaves the old or the new index, and the next build goes on from there', async () => {
  const folder = temporaryFolder()
  const db = await openDatabase(folder)
  onTestFinished(() => db.close())
  await saveMemes(db, bigLibrary('0'), 0)
  await buildIndex(db, fakeEncoder(), folder, { full: false, now: 0 })
  const printed = (line: string) => (build: Started) => build.line(found => found === line)
  const moments: Array<(build: Started) => Promise<void>> = [
    printed('embedded 96'),
    ({ child }) => fileAppears(indexFolder(folder), `building-${child.pid}.tmp`),
    ({ child }) => fileAppears(indexFolder(folder), `index.json.${child.pid}.tmp`),
  ]
  for (const [version, moment] of moments.entries()) {
    const before = await contentOf(db)
    const build = start('build.ts', folder, String(version + 1))
    await Promise.race([moment(build), build.line(line => line === 'built')])
    const lines = await build.kill()

    expectSound(db)
    const after = await contentOf(db)
    const found = openVectorIndex(folder, ENCODER)
    expect([before, after]).toContain(found.pointer.content)
    expect(found.search(new Array(128).fill(0.1), BIG_LIBRARY, () => true)).toHaveLength(BIG_LIBRARY)

    const encoder = fakeEncoder()
    await withBuildLock(folder, () => buildIndex(db, encoder, folder, { full: false, now: 1 }))
    expect(openVectorIndex(folder, ENCODER, after).pointer.count).toBe(BIG_LIBRARY)
    const embedded = Math.max(...lines.map(line => Number(/^embedded (\d+)/.exec(line)?.[1] ?? 0)))
    expect(encoder.passages.length).toBeLessThanOrEqual((BIG_LIBRARY / 2 - embedded) * 12)
    expect(existsSync(join(indexFolder(folder), 'build.lock'))).toBe(false)
  }
}, 120_000)

test('a chat killed at any moment has lost nothing that was acknowledged, and states and deliveries agree', async () => {
  const folder = temporaryFolder()
  const acknowledged: string[] = []
  for (const [kills, moment] of [7, 60].entries()) {
    const chat = start('chat.ts', folder)
    await chat.line(() => chat.lines.length >= moment)
    acknowledged.push(...(await chat.kill()))

    const db = await openDatabase(folder)
    expectSound(db)
    for (const channel of ['a', 'b', 'c']) {
      const delivered = db
        .prepare<[string], string>('SELECT meme_id FROM deliveries WHERE channel = ? ORDER BY id')
        .pluck()
        .all(channel) as string[]
      const told = acknowledged.filter(line => line.startsWith(`${channel} `)).map(line => line.slice(2))
      // Of each killed chat at most one delivery per channel was noted and not told any more.
      expect(delivered.length - told.length).toBeLessThanOrEqual(kills + 1)
      expect(isSubsequence(told, delivered)).toBe(true)
      const state = readChannel(db, channel)
      expect(state.delivered.map(({ id }) => id)).toEqual(delivered.slice(-60))
      expect(state.messages).toBeGreaterThanOrEqual(delivered.length)
    }
    await db.close()
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(60)
})

test('processes that open the same new folder at once all get a complete database', async () => {
  const folder = temporaryFolder()
  const openers = [1, 2, 3].map(() => start('open.ts', folder))
  await Promise.all(openers.map(opener => opener.line(line => line === 'ready')))
  for (const { child } of openers) child.stdin!.write('go\n')
  await Promise.all(openers.map(opener => opener.line(line => line === 'opened')))
})

test('a process killed while it makes a new database leaves one that opens', async () => {
  const folder = temporaryFolder()
  const opener = start('open.ts', folder)
  await opener.line(line => line === 'ready')
  const made = fileAppears(folder, 'doutu.db-wal')
  opener.child.stdin!.write('go\n')
  await made
  await opener.kill()
  const db = await openDatabase(folder)
  expectSound(db)
  expect(db.prepare('SELECT count(*) AS n FROM feedback').get()).toEqual({ n: 0 })
  await db.close()
})

function isSubsequence(some: readonly string[], all: readonly string[]): boolean {
  let at = 0
  for (const item of all) if (item === some[at]) at += 1
  return at === some.length
}
