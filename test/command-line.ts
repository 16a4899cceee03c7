import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { run } from '../src/cli.ts'

/** The program itself. */
export const PROGRAM = fileURLToPath(new URL('../scripts/doutu.mjs', import.meta.url))

/** What a command wrote, and its exit code. */
export interface Outcome {
  readonly out: string
  readonly err: string
  readonly code: number
}

/** Runs a command in this process, which is fast. */
export async function doutu(...args: string[]): Promise<Outcome> {
  const written = { out: '', err: '' }
  const collect = (name: 'out' | 'err') => (text: string | Uint8Array) => {
    written[name] += String(text)
    return true
  }
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation(collect('out'))
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(collect('err'))
  try {
    await run(args)
    return { ...written, code: Number(process.exitCode ?? 0) }
  } finally {
    stdout.mockRestore()
    stderr.mockRestore()
    process.exitCode = undefined
  }
}

/** Runs any program in a process of its own, with something on its standard input. */
export function spawned(folder: string, input: string, program: string, ...args: string[]): Promise<Outcome> {
  return new Promise(resolve => {
    const child = execFile(program, args, { cwd: folder }, (error, out, err) =>
      resolve({ out, err, code: error ? Number(error.code) : 0 }),
    )
    child.stdin?.end(input)
  })
}

export const lines = (text: string) => text.trimEnd().split('\n').filter(Boolean)
export const json = (text: string) => lines(text).map(line => JSON.parse(line))

/** Every command of this test file runs in a folder of its own, on an index that is built once. */
export function withCommandLine(): {
  folder: string
  dataFolder: string
  file: (name: string, content: string) => string
} {
  const here = process.cwd()
  const folder = mkdtempSync(join(tmpdir(), 'doutu-cli-'))
  const dataFolder = join(folder, 'data')
  beforeAll(async () => {
    // No .env of a developer may reach the tests.
    process.chdir(folder)
    for (const [name, value] of Object.entries({ DATA_DIR: dataFolder, LOCALE: 'zh', SEED: '1' }))
      vi.stubEnv(name, value)
    const { code, err } = await doutu('index', '--json')
    expect(code, err).toBe(0)
  })
  afterAll(() => {
    process.chdir(here)
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    folder,
    dataFolder,
    file(name, content) {
      writeFileSync(join(folder, name), content)
      return join(folder, name)
    },
  }
}

/** What the contract promises of a decision and of a candidate. */
export const decision = {
  kind: expect.stringMatching(/^(send|hold)$/),
  reason: expect.any(String),
  score: expect.any(Number),
  threshold: expect.any(Number),
}
export const candidate = {
  id: expect.stringMatching(/^[0-9a-f]{64}$/),
  caption: expect.any(String),
  score: expect.any(Number),
  parts: expect.objectContaining({ scenario: expect.any(Number), lexical: expect.any(Number) }),
  annotation: {
    scenario: expect.any(String),
    unsuitable: expect.any(String),
    emotion: expect.any(String),
    motivation: expect.any(String),
    examples: Array(8).fill(expect.any(String)),
  },
}
