import type { Operation } from './operations.ts'
import type { RestRequest } from './rest/context.ts'

/** So many requests in so many seconds. */
export interface Pace {
  readonly requests: number
  readonly seconds: number
}

interface Bucket {
  used: number
  resetAt: number
}

/** What a client is told of its bucket, and whether this request is one too many. */
export interface Allowance {
  readonly headers: Record<string, string>
  /** Seconds to wait, when the request came too soon. */
  readonly retryAfter: number | undefined
}

/** Discord's buckets: per operation and per channel, guild or webhook, over fixed windows. */
export class RateLimits {
  private readonly buckets = new Map<string, Bucket>()
  /** Requests that came too soon so far. */
  exceeded = 0

  constructor(
    private readonly now: () => number,
    private readonly pace: (operation: Operation) => Pace,
  ) {}

  use(operation: Operation, { params }: RestRequest): Allowance {
    const { requests, seconds } = this.pace(operation)
    const major = params.channel_id ?? params.guild_id ?? params.webhook_token ?? params.interaction_token ?? ''
    const key = `${operation} ${major}`
    const now = this.now()
    const known = this.buckets.get(key)
    const bucket = known && known.resetAt > now ? known : { used: 0, resetAt: now + seconds * 1000 }
    this.buckets.set(key, bucket)
    bucket.used += 1
    const tooMany = bucket.used > requests
    if (tooMany) this.exceeded += 1
    const after = (bucket.resetAt - now) / 1000
    return {
      headers: {
        'x-ratelimit-limit': String(requests),
        'x-ratelimit-remaining': String(Math.max(0, requests - bucket.used)),
        'x-ratelimit-reset': String(bucket.resetAt / 1000),
        'x-ratelimit-reset-after': after.toFixed(3),
        'x-ratelimit-bucket': Buffer.from(operation).toString('hex').slice(0, 32),
      },
      retryAfter: tooMany ? after : undefined,
    }
  }
}
