import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { soundPicture } from '../scripts/measure/hostile-files.ts'
import { PROGRAM } from './command-line.ts'
import { temporaryFolder } from './helpers.ts'

const POLL_MILLISECONDS = 5

/** Starts an import, sends it a signal once something is so, and waits for its end. */
async function interrupted(signal: NodeJS.Signals, when: (dataFolder: string) => boolean) {
  const folder = temporaryFolder()
  const [images, dataFolder] = [join(folder, 'in'), join(folder, 'data')]
  mkdirSync(images)
  writeFileSync(join(images, 'a.png'), await soundPicture(1, 'still.png'))
  const child = spawn(process.execPath, [PROGRAM, 'library', 'import', images, '--no-ocr'], {
    cwd: folder,
    env: { ...process.env, DATA_DIR: dataFolder },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const closed = once(child, 'close')
  let err = ''
  child.stderr.on('data', data => {
    err += data
  })
  while (!when(dataFolder) && child.exitCode === null) await sleep(POLL_MILLISECONDS)
  child.kill(signal)
  const [code] = await closed
  return {
    code,
    err,
    locks: existsSync(dataFolder) ? readdirSync(dataFolder).filter(name => name.endsWith('.lock')) : [],
  }
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)(
  '%s while an import gets ready ends it with a sentence and code %i, and leaves no lock',
  async (signal, code) => {
    const ended = await interrupted(signal, dataFolder => existsSync(join(dataFolder, 'library.lock')))
    expect(ended).toEqual({ code, err: expect.stringMatching(/已停止.*Stopped/), locks: [] })
  },
)
