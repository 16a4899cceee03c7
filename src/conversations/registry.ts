import PQueue from 'p-queue'
import type { Burst, Heard } from './memory.ts'
import type { DecisionRecord } from './record.ts'

const REMEMBERED_CHANNELS = 2000
/** Priority in a channel's queue: what has happened is noted before anything else is decided. */
export const BEFORE_DECISIONS = 1

/** What is in memory of one channel. Work on it goes through its queue, one thing at a time. */
export interface Conversation {
  readonly queue: PQueue
  context: readonly Heard[]
  /** Thoughts that wait to be decided on, oldest first. */
  waiting: readonly Heard[]
  records: readonly DecisionRecord[]
  burst: Burst | undefined
  timer: NodeJS.Timeout | undefined
}

/** The channels in memory; of too many, the ones longest unused are forgotten. */
export class ConversationRegistry {
  private readonly channels = new Map<string, Conversation>()

  /** The conversation of a channel; a new one where there is none. */
  open(channel: string): Conversation {
    const known = this.channels.get(channel)
    const conversation = known ?? fresh()
    // Re-inserting keeps the map in order of use, so that the first is the one longest unused.
    this.channels.delete(channel)
    this.channels.set(channel, conversation)
    if (this.channels.size > REMEMBERED_CHANNELS) this.forgetOldest(conversation)
    return conversation
  }

  get(channel: string): Conversation | undefined {
    return this.channels.get(channel)
  }

  /** Conversations of one channel by its name, or of all whose names start with a prefix that ends in a colon; of all for ''. */
  within(scope: string): Array<readonly [channel: string, conversation: Conversation]> {
    const isPrefix = scope === '' || scope.endsWith(':')
    return [...this.channels].filter(([channel]) => (isPrefix ? channel.startsWith(scope) : channel === scope))
  }

  delete(channel: string): void {
    this.channels.delete(channel)
  }

  /** Replaces one record of a channel, in order with the channel's other work. @returns whether there was one to replace */
  async change(
    channel: string,
    id: string,
    work: (record: DecisionRecord) => DecisionRecord | undefined,
  ): Promise<boolean> {
    const conversation = this.channels.get(channel)
    if (!conversation) return false
    const step = async () => {
      const record = conversation.records.find(item => item.id === id)
      const changed = record && work(record)
      if (changed) conversation.records = conversation.records.map(item => (item.id === id ? changed : item))
      return changed !== undefined
    }
    return conversation.queue.add(step, { priority: BEFORE_DECISIONS })
  }

  private forgetOldest(opened: Conversation): void {
    for (const [channel, conversation] of this.channels) {
      if (conversation === opened || conversation.burst || conversation.queue.size + conversation.queue.pending > 0)
        continue
      this.channels.delete(channel)
      return
    }
  }
}

/** Ends the burst of a conversation. @returns what was in it */
export function endBurst(conversation: Conversation): Burst | undefined {
  const { burst } = conversation
  clearTimeout(conversation.timer)
  conversation.burst = undefined
  return burst
}

function fresh(): Conversation {
  return {
    queue: new PQueue({ concurrency: 1 }),
    context: [],
    waiting: [],
    records: [],
    burst: undefined,
    timer: undefined,
  }
}
