import type { Turn } from '../schemas/context.ts'
import { addLine, amendLines, amendTurns, type Heard, mergeBurst, remember } from './memory.ts'
import type { ConversationOptions } from './record.ts'
import { type Conversation, ConversationRegistry, endBurst } from './registry.ts'

/** Thoughts per channel that may wait to be decided on; of more, the oldest are dropped. */
const WAITING_THOUGHTS = 256

/** Listens in several channels: merges one speaker's consecutive lines, remembers the last turns, and asks for a decision in order. */
export abstract class Listening {
  protected readonly registry = new ConversationRegistry()

  constructor(protected readonly options: ConversationOptions) {}

  /** Decides on what waits in a channel; called in the channel's queue. */
  protected abstract decide(channel: string, conversation: Conversation): Promise<void>

  /** A person's line. Decides once the speaker has been quiet for a while, or somebody else speaks. @param id of the message, if any */
  hear(channel: string, speaker: string, text: string, id?: string): void {
    const conversation = this.registry.open(channel)
    if (conversation.burst && conversation.burst.speaker !== speaker) this.flush(channel)
    const burst = conversation.burst ?? { speaker, lines: [], at: this.options.now() }
    conversation.burst = addLine(burst, { id, text })
    clearTimeout(conversation.timer)
    conversation.timer = setTimeout(() => this.flush(channel), this.options.quietMilliseconds)
  }

  /** Something said before this process began, or that is only read along: it becomes context, and nothing is decided. */
  recall(channel: string, turn: Turn, id?: string): void {
    this.remember(this.registry.open(channel), { turn, lines: [{ id, text: turn.text }] })
  }

  /** Whether anything that was said in a channel is in memory. */
  remembers(channel: string): boolean {
    const conversation = this.registry.get(channel)
    return conversation !== undefined && (conversation.context.length > 0 || conversation.burst !== undefined)
  }

  /** A message was edited, or deleted where there is no text: what is still in memory follows. */
  amend(channel: string, id: string, text: string | undefined): void {
    const conversation = this.registry.get(channel)
    if (!conversation) return
    conversation.context = amendTurns(conversation.context, id, text)
    conversation.waiting = amendTurns(conversation.waiting, id, text)
    if (!conversation.burst) return
    const lines = amendLines(conversation.burst.lines, id, text)
    conversation.burst = { ...conversation.burst, lines }
    if (lines.length === 0) endBurst(conversation)
  }

  /** Forgets everything that one speaker said. @param scope one channel, or a prefix of several that ends in a colon; all by default */
  forget(speaker: string, scope = ''): void {
    const others = (heard: Heard) => heard.turn.own || heard.turn.speaker !== speaker
    for (const [, conversation] of this.registry.within(scope)) {
      conversation.context = conversation.context.filter(others)
      conversation.waiting = conversation.waiting.filter(others)
      if (conversation.burst?.speaker === speaker) endBurst(conversation)
    }
  }

  /** Forgets what was said and decided in one channel, or in all with a prefix that ends in a colon. Their state in storage stays. */
  drop(scope: string): void {
    for (const [channel, conversation] of this.registry.within(scope)) {
      endBurst(conversation)
      conversation.waiting = []
      this.registry.delete(channel)
    }
  }

  /** Ends the burst now and decides on it; resolves when the listener is done. */
  async flush(channel: string): Promise<void> {
    const conversation = this.registry.open(channel)
    const burst = endBurst(conversation)
    if (!burst) return
    conversation.waiting = [...conversation.waiting, mergeBurst(burst, this.options.now())].slice(-WAITING_THOUGHTS)
    await conversation.queue.add(() => this.decide(channel, conversation)).catch(this.options.onError)
  }

  /** Takes what is to be decided on now: the oldest thought, or all of them where too many wait. */
  protected takeWaiting(conversation: Conversation): readonly Heard[] {
    const { waiting } = conversation
    const count = waiting.length > (this.options.maximumBacklog ?? Number.POSITIVE_INFINITY) ? waiting.length : 1
    conversation.waiting = waiting.slice(count)
    return waiting.slice(0, count)
  }

  /** How many thoughts, of all channels, wait to be decided on. */
  backlog(): number {
    return this.registry.within('').reduce((sum, [, conversation]) => sum + conversation.waiting.length, 0)
  }

  /** Waits until nothing is under way; bursts that still wait for quiet are dropped. */
  async close(): Promise<void> {
    const all = this.registry.within('').map(([, conversation]) => conversation)
    for (const conversation of all) endBurst(conversation)
    await Promise.all(all.map(conversation => conversation.queue.onIdle()))
  }

  protected remember(conversation: Conversation, heard: Heard): void {
    conversation.context = remember(conversation.context, heard)
  }
}
