/** What a pool sends to a worker. */
export interface WorkerRequest<Request> {
  readonly id: number
  readonly request: Request
}

/** What a worker sends back: that it is ready, or an answer, or why there is none. */
export type WorkerReply<Answer> =
  | { readonly ready: true }
  | { readonly id: number; readonly answer: Answer; readonly rss: number }
  | { readonly id: number; readonly error: string; readonly rss: number }

/** How often a worker looks at its own memory. */
const MEMORY_CHECK_MILLISECONDS = 100
/** Exit code of a worker that has taken more memory than it may. */
export const MEMORY_EXIT = 86

/**
 * The worker's side of a pool: answers requests one after another until the parent goes away, and ends itself when it holds more
 * memory than its pool allows. Whatever hooks packages have put on the process are taken off: a crash is to be a crash.
 */
export function serve<Request, Answer>(handle: (request: Request) => Promise<Answer>): void {
  const maximumRss = Number(process.argv[3])
  process.removeAllListeners('uncaughtException')
  process.removeAllListeners('unhandledRejection')
  const reply = (message: WorkerReply<Answer>) => void process.send?.(message)
  process.on('disconnect', () => process.exit(0))
  setInterval(() => {
    if (process.memoryUsage.rss() > maximumRss) process.exit(MEMORY_EXIT)
  }, MEMORY_CHECK_MILLISECONDS).unref()
  process.on('message', async ({ id, request }: WorkerRequest<Request>) => {
    try {
      const answer = await handle(request)
      reply({ id, answer, rss: process.memoryUsage.rss() })
    } catch (error) {
      reply({ id, error: error instanceof Error ? error.message : String(error), rss: process.memoryUsage.rss() })
    }
  })
  reply({ ready: true })
}
