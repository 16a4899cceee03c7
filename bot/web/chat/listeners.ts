import { randomUUID } from 'node:crypto'
import type { PageEvent } from './protocol.ts'

/** Receives the events of one conversation, each with the id that a reconnecting page names. */
export type PageListener = (event: PageEvent, id: string) => void

/** Events kept per conversation for a page that is just reconnecting, and conversations for which any are. */
const KEPT_EVENTS = 60
const KEPT_CONVERSATIONS = 500

interface Kept {
  readonly number: number
  readonly event: PageEvent
}

/**
 * Hands events to the open pages of a conversation, and keeps the last ones: a page that comes back names the last event it saw
 * and gets what followed, for a connection may be dead long before anybody notices; a fresh page gets what no page has seen.
 */
export class PageListeners {
  private readonly listeners = new Map<string, Set<PageListener>>()
  private readonly kept = new Map<string, Kept[]>()
  /** Number of the last event of each conversation that was handed to a page. */
  private readonly handed = new Map<string, number>()
  /** Numbers of an earlier process mean nothing here, so ids carry which one they are of. */
  private readonly era = randomUUID().slice(0, 8)
  private last = 0

  /** Starts listening; what was missed comes at once. @returns how to stop */
  listen(conversation: string, listener: PageListener, lastSeen?: string): () => void {
    const set = this.listeners.get(conversation) ?? new Set()
    this.listeners.set(conversation, set.add(listener))
    const seen = this.numberOf(lastSeen) ?? this.handed.get(conversation) ?? 0
    for (const { event, number } of this.kept.get(conversation) ?? []) {
      if (number > seen) this.hand(conversation, listener, event, number)
    }
    return () => {
      set.delete(listener)
      if (set.size === 0 && this.listeners.get(conversation) === set) this.listeners.delete(conversation)
    }
  }

  tell(conversation: string, event: PageEvent): void {
    this.last += 1
    const number = this.last
    const kept = [...(this.kept.get(conversation) ?? []), { number, event }].slice(-KEPT_EVENTS)
    // Re-inserting keeps the map in order of use.
    this.kept.delete(conversation)
    this.kept.set(conversation, kept)
    if (this.kept.size > KEPT_CONVERSATIONS) this.forget(this.kept.keys().next().value!)
    for (const listener of this.listeners.get(conversation) ?? []) this.hand(conversation, listener, event, number)
  }

  private hand(conversation: string, listener: PageListener, event: PageEvent, number: number): void {
    this.handed.set(conversation, Math.max(number, this.handed.get(conversation) ?? 0))
    listener(event, `${this.era}-${number}`)
  }

  private forget(conversation: string): void {
    this.kept.delete(conversation)
    this.handed.delete(conversation)
  }

  private numberOf(id: string | undefined): number | undefined {
    const [era, number] = id?.split('-') ?? []
    return era === this.era && /^\d{1,15}$/.test(number ?? '') ? Number(number) : undefined
  }
}
