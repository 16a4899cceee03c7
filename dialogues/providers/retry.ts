import { setTimeout as sleep } from 'node:timers/promises'

/** What a failed try says about the next one. */
export interface Failure {
  readonly error: unknown
  readonly again: boolean
  /** Milliseconds that the server asked to wait, if it did. */
  readonly wait: number | undefined
}

/** How tries are repeated; time and chance are injected. */
export interface RetryOptions {
  readonly tries: number
  readonly random: () => number
  readonly now: () => number
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

const FIRST_WAIT = 500
const LONGEST_WAIT = 20_000
/** A server that wants longer than this is as good as gone. */
export const LONGEST_RETRY_AFTER = 5 * 60_000

export const realSleep: RetryOptions['sleep'] = async (milliseconds, signal) =>
  void (await sleep(milliseconds, undefined, { signal }))

/** Requests to one server: when it asks for a pause, all of them keep it. */
export class Retrier {
  private pausedUntil = 0

  constructor(private readonly options: RetryOptions) {}

  /** Repeats some work while its failures say that another try makes sense. @throws what the last try threw */
  async run<T>(work: () => Promise<T>, judge: (error: unknown) => Failure, signal: AbortSignal): Promise<T> {
    for (let number = 1; ; number += 1) {
      await this.keepPause(signal)
      try {
        return await work()
      } catch (error) {
        signal.throwIfAborted()
        const failure = judge(error)
        const wait = failure.wait ?? this.backoff(number)
        if (!failure.again || number >= this.options.tries || wait > LONGEST_RETRY_AFTER) throw failure.error
        if (failure.wait !== undefined) this.pausedUntil = Math.max(this.pausedUntil, this.options.now() + wait)
        else await this.options.sleep(wait, signal)
      }
    }
  }

  private async keepPause(signal: AbortSignal): Promise<void> {
    for (let left = this.pausedUntil - this.options.now(); left > 0; left = this.pausedUntil - this.options.now())
      await this.options.sleep(left, signal)
  }

  /** Exponential backoff with full jitter in its upper half. */
  private backoff(number: number): number {
    return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (number - 1)) * (0.5 + 0.5 * this.options.random())
  }
}

/** Reads Retry-After: seconds or a date (RFC 9110), or `retry-after-ms`. @returns milliseconds, or undefined */
export function retryAfter(headers: Headers | undefined, now: number): number | undefined {
  const milliseconds = Number(headers?.get('retry-after-ms') ?? Number.NaN)
  if (Number.isFinite(milliseconds) && milliseconds >= 0) return milliseconds
  const text = headers?.get('retry-after')?.trim()
  if (!text) return undefined
  const seconds = Number(text)
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1000 : undefined
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
