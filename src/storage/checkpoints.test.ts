import { statSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { temporaryDatabase } from '../../test/helpers.ts'
import { checkpointAside } from './checkpoints.ts'

test('what is written reaches the database file by another thread, which nobody takes for a change', async () => {
  const db = await temporaryDatabase()
  const stop = await checkpointAside(db)
  const size = () => statSync(db.path).size
  const before = size()
  const version = db.version()
  const write = db.prepare('INSERT INTO settings (key, value) VALUES (?, ?)')
  for (let index = 0; index < 300; index += 1) write.run(String(index), 'x'.repeat(4000))
  expect(size()).toBe(before)
  await vi.waitFor(() => expect(size()).toBeGreaterThan(before + 300 * 4000), { timeout: 20_000 })
  expect(db.version()).toBe(version)
  await stop()
  expect(db.driver.pragma('wal_autocheckpoint', { simple: true })).toBe(1000)
  write.run('last', 'x')
  expect(db.driver.pragma('integrity_check', { simple: true })).toBe('ok')
})
