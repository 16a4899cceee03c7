import { execFileSync } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { openPool, type PoolOptions } from './pool.ts'

type Request = { echo?: string; hang?: boolean; crash?: boolean; fail?: string; swell?: boolean; pid?: boolean }

function pool(options: Partial<PoolOptions> = {}) {
  const opened = openPool<Request, unknown>({
    entry: new URL('./pool.fixture.ts', import.meta.url),
    size: 1,
    timeoutMilliseconds: 10_000,
    maximumRss: 400 * 2 ** 20,
    ...options,
  })
  onTestFinished(() => opened.close())
  return opened
}

test('every request gets its own answer, whatever fails beside it', async () => {
  const { run } = pool({ size: 2 })
  const outcomes = await Promise.allSettled([
    run({ echo: 'a' }),
    run({ fail: 'no picture' }),
    run({ crash: true }),
    run({ echo: 'b' }),
  ])
  expect(outcomes).toMatchObject([
    { status: 'fulfilled', value: 'a' },
    { status: 'rejected', reason: { kind: 'error', message: 'no picture' } },
    { status: 'rejected', reason: { kind: 'crash' } },
    { status: 'fulfilled', value: 'b' },
  ])
})

test('what is urgent comes before all that wait', async () => {
  const { run } = pool()
  const order: string[] = []
  const ask = async (echo: string, urgent: boolean) => order.push((await run({ echo }, { urgent })) as string)
  await Promise.all([ask('first', false), ask('second', false), ask('urgent', true)])
  expect(order).toEqual(['urgent', 'first', 'second'])
})

test('a worker that hangs is ended in time, also in a loop that nothing interrupts', async () => {
  const { run } = pool({ timeoutMilliseconds: 500 })
  await run({ echo: 'warm' })
  const begun = Date.now()
  await expect(run({ hang: true })).rejects.toMatchObject({ kind: 'timeout' })
  expect(Date.now() - begun).toBeLessThan(3000)
  expect(await run({ echo: 'again' })).toBe('again')
})

test('a worker that swells ends itself and says so', async () => {
  const { run } = pool()
  await expect(run({ swell: true })).rejects.toMatchObject({ kind: 'memory' })
  expect(await run({ echo: 'again' })).toBe('again')
})

test('a worker that holds on to much is replaced between two answers', async () => {
  const { run } = pool({ recycleRss: 1 })
  expect(await run({ pid: true })).not.toBe(await run({ pid: true }))
})

test('a worker that cannot start fails the requests instead of being started for ever', async () => {
  const { run } = pool({ entry: new URL('./nowhere.ts', import.meta.url) })
  await expect(Promise.all([run({}), run({})])).rejects.toMatchObject({ kind: 'crash' })
})

test('closing ends what is under way', async () => {
  const { run, close } = pool()
  const open = run({ hang: true })
  const outcome = expect(open).rejects.toMatchObject({ kind: 'closed' })
  await close()
  await outcome
  await expect(run({})).rejects.toMatchObject({ kind: 'closed' })
})

test('Ctrl-C, which reaches the workers as well, is no crash of one that is getting ready', async () => {
  const { run } = pool()
  const answer = run({ echo: 'a' })
  for (let time = 0; time < 12; time += 1) {
    await pause(25)
    for (const pid of childrenOf(process.pid)) process.kill(pid, 'SIGINT')
  }
  expect(await answer).toBe('a')
})

function childrenOf(pid: number): number[] {
  const list = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n')
  const rows = list.map(line => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
  return rows.flatMap(row => (row && Number(row[2]) === pid && row[3]!.includes('launch.mjs') ? [Number(row[1])] : []))
}
