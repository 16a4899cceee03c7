import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { PROGRAM } from '../../test/command-line.ts'
import { temporaryFolder } from '../../test/helpers.ts'
import { streamOf } from '../random.ts'
import { pathsOf } from './store.ts'

const KILLS = 10
const COUNT = 80

test(`killed at ${KILLS} random moments and resumed each time, a run yields the very set of an uninterrupted one`, async () => {
  const folder = temporaryFolder()
  const random = streamOf('kills')
  const run = (out: string, ...more: string[]): ChildProcess =>
    spawn(
      process.execPath,
      [PROGRAM, 'dialogues', 'generate', '--count', String(COUNT), '--seed', 'kill', '--out', out, ...more],
      {
        cwd: folder,
        env: { ...process.env, DATA_DIR: join(folder, 'data'), LLM_BASE_URL: '' },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    )
  let said = ''
  const ended = (child: ChildProcess) => {
    child.stderr!.on('data', text => {
      said = `${said}${text}`.slice(-2000)
    })
    return new Promise<number | string>(resolve => child.once('exit', (code, signal) => resolve(signal ?? code ?? -1)))
  }
  const whole = join(folder, 'whole.jsonl')
  expect(await ended(run(whole)), said).toBe(0)

  const broken = join(folder, 'broken.jsonl')
  const size = () => (existsSync(broken) ? statSync(broken).size : 0)
  const total = statSync(whole).size
  for (let kill = 0; kill < KILLS; kill += 1) {
    const child = run(
      broken,
      ...(existsSync(pathsOf(broken).run) ? ['--resume'] : []),
      '--concurrency',
      String(1 + (kill % 6)),
    )
    const end = ended(child)
    // Somewhere in what is left, and then at any instant of the next few dialogues.
    const until = size() + ((total - size()) / (KILLS - kill + 1)) * 2 * random()
    let over = false
    void end.then(() => {
      over = true
    })
    while (!over && size() < until) await sleep(5)
    await sleep(random() * 60)
    child.kill('SIGKILL')
    await end
  }
  expect(await ended(run(broken, '--resume')), said).toBe(0)
  expect(readFileSync(broken, 'utf8') === readFileSync(whole, 'utf8')).toBe(true)
  expect(readFileSync(pathsOf(broken).rejected, 'utf8') === readFileSync(pathsOf(whole).rejected, 'utf8')).toBe(true)
  expect(existsSync(pathsOf(broken).lock)).toBe(false)
}, 600_000)
