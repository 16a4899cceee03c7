import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../test/helpers.ts'
import { withBuildLock } from './lock.ts'

const lockOf = (folder: string) => join(folder, 'index', 'build.lock')

function leaveLock(content: string, folder = temporaryFolder()): string {
  mkdirSync(dirname(lockOf(folder)), { recursive: true })
  writeFileSync(lockOf(folder), content)
  return folder
}

test('only one build runs at a time, and each gets its turn', async () => {
  const folder = temporaryFolder()
  let [inside, most, done] = [0, 0, 0]
  const work = async () => {
    inside += 1
    most = Math.max(most, inside)
    await sleep(20)
    inside -= 1
    done += 1
  }
  await Promise.all([1, 2, 3].map(() => withBuildLock(folder, work)))
  expect([most, done]).toEqual([1, 3])
})

test('the lock is signed while it is held and gone afterwards, also when the build fails', async () => {
  const folder = temporaryFolder()
  const seen = await withBuildLock(folder, async () => readFileSync(lockOf(folder), 'utf8'))
  expect(seen).toBe(String(process.pid))
  expect(existsSync(lockOf(folder))).toBe(false)
  await expect(withBuildLock(folder, () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk')
  expect(existsSync(lockOf(folder))).toBe(false)
})

test('a lock left behind by a process that is gone is taken over', async () => {
  const gone = spawnSync('true').pid
  expect(await withBuildLock(leaveLock(String(gone)), async () => 'built')).toBe('built')
})

test('a lock left behind by a killed process that had our own id is taken over', async () => {
  expect(await withBuildLock(leaveLock(String(process.pid)), async () => 'built')).toBe('built')
})

test.each(['', 'not a number'])('an old lock that nobody signed (%j) is taken over', async content => {
  const folder = leaveLock(content)
  const minuteAgo = Date.now() / 1000 - 60
  utimesSync(lockOf(folder), minuteAgo, minuteAgo)
  expect(await withBuildLock(folder, async () => 'built')).toBe('built')
})

test('a process that lives is waited for', async () => {
  const folder = leaveLock(String(process.ppid))
  let built = false
  const building = withBuildLock(folder, async () => {
    built = true
  })
  await sleep(600)
  expect(built).toBe(false)
  rmSync(lockOf(folder))
  await building
  expect(built).toBe(true)
})
