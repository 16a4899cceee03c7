import type { PageEvent } from './protocol.ts'

/** Receives the events of one conversation. */
export type PageListener = (event: PageEvent) => void

/** Events kept for a page that is just reconnecting. */
const KEPT_EVENTS = 100
const KEPT_CONVERSATIONS = 2000

/** Hands events to the open pages of a conversation; what no page has seen waits a while for the next one. */
export class PageListeners {
  private readonly listeners = new Map<string, Set<PageListener>>()
  private readonly waiting = new Map<string, PageEvent[]>()

  /** Starts listening; what waited comes at once. @returns how to stop */
  listen(conversation: string, listener: PageListener): () => void {
    const set = this.listeners.get(conversation) ?? new Set()
    this.listeners.set(conversation, set.add(listener))
    for (const event of this.waiting.get(conversation) ?? []) listener(event)
    this.waiting.delete(conversation)
    return () => {
      set.delete(listener)
      if (set.size === 0) this.listeners.delete(conversation)
    }
  }

  tell(conversation: string, event: PageEvent): void {
    const open = this.listeners.get(conversation)
    if (open) return open.forEach(listener => listener(event))
    this.waiting.set(conversation, [...(this.waiting.get(conversation) ?? []), event].slice(-KEPT_EVENTS))
    if (this.waiting.size > KEPT_CONVERSATIONS) this.waiting.delete(this.waiting.keys().next().value!)
  }
}
