import type { Operation } from './operations.ts'
import type { RestRequest } from './rest/context.ts'

/** What goes wrong with a request. */
export type Behaviour = (
  | { readonly status: 429; readonly retryAfter: number; readonly global?: boolean }
  /** A failure of the server, 500 to 599. */
  | { readonly status: number }
  /** One of Discord's error codes. */
  | { readonly code: number }
  /** Milliseconds to wait before the request is handled as ever. */
  | { readonly delay: number }
  /** It is done at once, and the answer comes this many milliseconds later. */
  | { readonly late: number }
  /** The connection is reset before anything was done. */
  | { readonly reset: true }
  /** Everything is done, and then the connection is reset: the client never learns. */
  | { readonly lost: true }
) & {
  /** How many requests it holds for; 1 unless given. */
  readonly times?: number
  readonly where?: (request: RestRequest) => boolean
}

/** The troubles that a test has ordered. */
export class Scripts {
  private readonly entries: Array<{ route: Operation; behaviour: Behaviour; left: number }> = []

  add(route: Operation, behaviour: Behaviour): void {
    this.entries.push({ route, behaviour, left: behaviour.times ?? 1 })
  }

  /** The trouble that this request meets, used up by one; undefined for none. */
  take(route: Operation, request: RestRequest): Behaviour | undefined {
    const entry = this.entries.find(
      ({ route: wanted, behaviour, left }) => wanted === route && left > 0 && (behaviour.where?.(request) ?? true),
    )
    if (entry) entry.left -= 1
    return entry?.behaviour
  }

  clear(): void {
    this.entries.length = 0
  }
}
