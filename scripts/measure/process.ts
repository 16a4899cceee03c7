import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../doutu.mjs', import.meta.url))

/** What a run of the program did. */
export interface Finished {
  readonly out: string
  readonly err: string
  readonly code: number | null
  readonly seconds: number
  /** Most memory that the program and all its processes held at one moment, in MiB; 0 where /proc does not tell. */
  readonly memory: number
}

/** Runs the command line in a process of its own and watches its memory. @param begun is told the process's number */
export async function runProgram(
  args: readonly string[],
  environment: Record<string, string>,
  begun: (pid: number) => void = () => {},
): Promise<Finished> {
  const started = Date.now()
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err, memory] = ['', '', 0]
  child.stdout.on('data', data => {
    out += data
  })
  child.stderr.on('data', data => {
    err += data
  })
  begun(child.pid!)
  const watch = setInterval(() => {
    memory = Math.max(memory, treeMemory(child.pid!))
  }, 100)
  const code = await new Promise<number | null>(resolve => child.on('close', resolve))
  clearInterval(watch)
  return { out, err, code, seconds: (Date.now() - started) / 1000, memory }
}

/** Memory of a process and its descendants, in MiB, each page of shared memory counted for each. */
function treeMemory(root: number): number {
  try {
    const parents = new Map<number, { parent: number; pages: number }>()
    for (const name of readdirSync('/proc').filter(entry => /^\d+$/.test(entry))) {
      const fields = stat(name)
      if (fields) parents.set(Number(name), fields)
    }
    const isOurs = (pid: number): boolean => pid === root || (parents.has(pid) && isOurs(parents.get(pid)!.parent))
    return [...parents].filter(([pid]) => isOurs(pid)).reduce((sum, [, { pages }]) => sum + pages / 256, 0)
  } catch {
    return 0
  }
}

function stat(pid: string): { parent: number; pages: number } | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
    return { parent: Number(fields[1]), pages: Number(fields[21]) }
  } catch {
    return undefined
  }
}
