import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { MEMORY_EXIT, type WorkerReply } from './serve.ts'

const LAUNCHER = fileURLToPath(new URL('./launch.mjs', import.meta.url))

/** Why a worker gave no answer: it said so itself, took too long, took too much memory, or its process ended. */
export type WorkerFailureKind = 'error' | 'timeout' | 'memory' | 'crash' | 'closed'

/** A request that got no answer. The worker's process, where it ended, has been replaced. */
export class WorkerFailure extends Error {
  readonly kind: WorkerFailureKind

  constructor(kind: WorkerFailureKind, message: string) {
    super(message)
    this.name = 'WorkerFailure'
    this.kind = kind
  }
}

/** How a pool is set up. */
export interface PoolOptions {
  /** The worker's module, which calls `serve`. */
  readonly entry: URL
  /** Most processes at once; each is started when it is first needed. */
  readonly size: number
  /** Longest time for one answer; the process is killed after it. */
  readonly timeoutMilliseconds: number
  /** Longest time for a process to get ready. */
  readonly startMilliseconds?: number
  /** A process that holds more memory than this, in bytes, ends. */
  readonly maximumRss: number
  /** A process that holds more than this after an answer, in bytes, is replaced by a fresh one. */
  readonly recycleRss?: number
  /** Packages that the worker loads before its own code. */
  readonly packages?: readonly string[]
}

/** What one request may ask for. */
export interface RunOptions {
  /** Longest time for its answer, where it is not the pool's. */
  readonly timeoutMilliseconds?: number
  /** Comes before all that wait: for what others wait for. */
  readonly urgent?: boolean
}

/** Child processes that answer requests; one that crashes, hangs or swells is ended and replaced, and harms nothing else. */
export interface Pool<Request, Answer> {
  /**
   * The answer of a free worker, in the order of asking, within the pool's time or the one given.
   * @throws WorkerFailure when there is none
   */
  run(request: Request, options?: RunOptions): Promise<Answer>
  /** Ends all processes; requests still open fail with kind `closed`. */
  close(): Promise<void>
}

interface Job<Request, Answer> {
  readonly request: Request
  readonly timeout: number
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: WorkerFailure) => void
}

interface Worker<Request, Answer> {
  readonly child: ChildProcess
  job: (Job<Request, Answer> & { id: number }) | undefined
  timer: NodeJS.Timeout | undefined
  /** Why we ended it, where we did. */
  ended: WorkerFailure | undefined
  ready: boolean
}

const START_MILLISECONDS = 60_000

/** Opens a pool; no process is started before the first request. */
export function openPool<Request, Answer>(options: PoolOptions): Pool<Request, Answer> {
  const { timeoutMilliseconds, startMilliseconds = START_MILLISECONDS, recycleRss = Number.POSITIVE_INFINITY } = options
  const queue: Array<Job<Request, Answer>> = []
  const workers = new Set<Worker<Request, Answer>>()
  let closed = false
  let lastId = 0

  function start(): Worker<Request, Answer> {
    const child = fork(LAUNCHER, [options.entry.href, String(options.maximumRss), ...(options.packages ?? [])], {
      serialization: 'advanced',
      execArgv: [],
      // The memory of many threads' arenas is never given back; of two it is.
      env: { ...process.env, MALLOC_ARENA_MAX: '2' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    const worker: Worker<Request, Answer> = { child, job: undefined, timer: undefined, ended: undefined, ready: false }
    workers.add(worker)
    watch(worker, startMilliseconds)
    child.on('message', (reply: WorkerReply<Answer>) => received(worker, reply))
    child.on('error', () => end(worker, new WorkerFailure('crash', 'the worker process could not be used')))
    child.on('exit', (code, signal) => gone(worker, code, signal))
    return worker
  }

  function watch(worker: Worker<Request, Answer>, milliseconds: number): void {
    clearTimeout(worker.timer)
    const seconds = Math.round(milliseconds / 100) / 10
    worker.timer = setTimeout(
      () => end(worker, new WorkerFailure('timeout', `no answer within ${seconds} s`)),
      milliseconds,
    )
  }

  function end(worker: Worker<Request, Answer>, why: WorkerFailure): void {
    worker.ended ??= why
    worker.child.kill('SIGKILL')
  }

  function received(worker: Worker<Request, Answer>, reply: WorkerReply<Answer>): void {
    if ('ready' in reply) {
      worker.ready = true
      clearTimeout(worker.timer)
    } else if (worker.job?.id === reply.id) {
      const { job } = worker
      clearTimeout(worker.timer)
      worker.job = undefined
      if ('error' in reply) job.reject(new WorkerFailure('error', reply.error))
      else job.resolve(reply.answer)
      if (reply.rss > recycleRss) {
        workers.delete(worker)
        end(worker, new WorkerFailure('closed', 'the worker was replaced'))
      }
    }
    dispatch()
  }

  function gone(worker: Worker<Request, Answer>, code: number | null, signal: NodeJS.Signals | null): void {
    clearTimeout(worker.timer)
    workers.delete(worker)
    const why = worker.ended ?? failureOf(code, signal)
    worker.job?.reject(why)
    // A worker that cannot even start would be started for ever; the first in line learns why instead. Ctrl-C before it could take
    // notice of it is nobody's fault: another is started.
    if (!worker.ready && signal !== 'SIGINT') queue.shift()?.reject(why)
    worker.job = undefined
    dispatch()
  }

  function dispatch(): void {
    if (closed) return
    for (const worker of workers) {
      if (!worker.ready || worker.job || worker.ended) continue
      const next = queue.shift()
      if (!next) return
      lastId += 1
      worker.job = { ...next, id: lastId }
      watch(worker, next.timeout)
      worker.child.send({ id: lastId, request: next.request }, error => {
        if (error) end(worker, new WorkerFailure('crash', 'the worker process went away'))
      })
    }
    const starting = [...workers].filter(worker => !worker.ready).length
    for (let more = queue.length - starting; more > 0 && workers.size < options.size; more -= 1) start()
  }

  return {
    run(request, { timeoutMilliseconds: timeout = timeoutMilliseconds, urgent = false } = {}) {
      if (closed) return Promise.reject(new WorkerFailure('closed', 'the workers have been closed'))
      return new Promise((resolve, reject) => {
        const job = { request, timeout, resolve, reject }
        if (urgent) queue.unshift(job)
        else queue.push(job)
        dispatch()
      })
    },
    async close() {
      closed = true
      const why = new WorkerFailure('closed', 'the workers have been closed')
      for (const job of queue.splice(0)) job.reject(why)
      await Promise.all(
        [...workers].map(
          worker =>
            new Promise<void>(resolve => {
              worker.child.once('exit', () => resolve())
              end(worker, why)
              if (worker.child.exitCode !== null || worker.child.signalCode !== null) resolve()
            }),
        ),
      )
    },
  }
}

function failureOf(code: number | null, signal: NodeJS.Signals | null): WorkerFailure {
  if (code === MEMORY_EXIT) return new WorkerFailure('memory', 'it takes too much memory')
  return new WorkerFailure('crash', `the worker process ended (${signal ?? `code ${code}`})`)
}
