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
  /** Processor time of all of them, in seconds: what a loaded machine does not falsify. */
  readonly cpuSeconds: number
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
  const times = new Map<number, number>()
  child.stdout.on('data', data => {
    out += data
  })
  child.stderr.on('data', data => {
    err += data
  })
  begun(child.pid!)
  const watch = setInterval(() => {
    const tree = processTree(child.pid!)
    memory = Math.max(
      memory,
      tree.reduce((sum, { pages }) => sum + pages / 256, 0),
    )
    for (const { pid, seconds } of tree) times.set(pid, seconds)
  }, 100)
  const code = await new Promise<number | null>(resolve => child.on('close', resolve))
  clearInterval(watch)
  const cpuSeconds = [...times.values()].reduce((sum, seconds) => sum + seconds, 0)
  return { out, err, code, seconds: (Date.now() - started) / 1000, memory, cpuSeconds }
}

interface ProcessFigures {
  readonly pid: number
  readonly parent: number
  /** Resident memory in pages of 4 KiB; pages that are shared count for each process. */
  readonly pages: number
  readonly seconds: number
}

/** A process and its descendants; empty where /proc does not tell. */
function processTree(root: number): ProcessFigures[] {
  try {
    const all = new Map<number, ProcessFigures>()
    for (const name of readdirSync('/proc').filter(entry => /^\d+$/.test(entry))) {
      const figures = figuresOf(Number(name))
      if (figures) all.set(figures.pid, figures)
    }
    const isOurs = (pid: number): boolean => pid === root || (all.has(pid) && isOurs(all.get(pid)!.parent))
    return [...all.values()].filter(({ pid }) => isOurs(pid))
  } catch {
    return []
  }
}

const TICKS_PER_SECOND = 100

function figuresOf(pid: number): ProcessFigures | undefined {
  try {
    // The name, which stands in brackets, may hold anything.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ').map(Number)
    return { pid, parent: fields[1]!, pages: fields[21]!, seconds: (fields[11]! + fields[12]!) / TICKS_PER_SECOND }
  } catch {
    return undefined
  }
}
