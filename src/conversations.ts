import { randomUUID } from 'node:crypto'
import PQueue from 'p-queue'
import type { Brain } from './brain.ts'
import { similarity } from './pipeline/samplers.ts'
import { type ChannelEvent, next, type Reaction } from './pipeline/threshold.ts'
import type { Turn } from './schemas/context.ts'
import type { Candidate, Decision } from './schemas/decision.ts'
import type { StoredMeme } from './schemas/meme.ts'
import { readChannel, saveChannel, saveDelivery, saveFeedback } from './storage/channels.ts'

/** Turns of a channel that stay in memory, and nowhere else. */
const CONTEXT_TURNS = 12
/** Decisions per channel that can still be explained, acknowledged or reacted to. */
const REMEMBERED_DECISIONS = 50
const REMEMBERED_CHANNELS = 2000
/** Memes this much alike share a reaction. */
const NEIGHBOUR_SIMILARITY = 0.6

/** A decision with what happened to it. */
export interface DecisionRecord {
  readonly id: string
  readonly channel: string
  readonly at: number
  readonly decision: Decision
  readonly candidates: readonly Candidate[]
  /** The meme on display now: the decided one, or what took its place. */
  readonly shown: StoredMeme | undefined
  readonly delivered: boolean
  /** Reactions taken already, as `meme/reaction`. */
  readonly reactions: ReadonlySet<string>
}

interface Conversation {
  readonly queue: PQueue
  turns: Turn[]
  records: DecisionRecord[]
  burst: { speaker: string; lines: string[]; at: number; timer: NodeJS.Timeout | undefined } | undefined
}

/** What a surface is told. */
export type DecisionListener = (record: DecisionRecord, turns: readonly Turn[]) => void | Promise<void>

/** How conversations run; time is injected. */
export interface ConversationOptions {
  readonly now: () => number
  /** How long one speaker must be quiet before the lines are merged and decided on. */
  readonly quietMilliseconds: number
  readonly onDecision: DecisionListener
  /** Told of a failure while nobody waits for an answer. */
  readonly onError: (error: unknown) => void
}

/**
 * Several live conversations at once: merges one speaker's consecutive lines, asks the brain, and keeps each channel's state.
 * Work of one channel is done strictly in order; channels never wait for each other and never mix.
 */
export class Conversations {
  private readonly channels = new Map<string, Conversation>()

  constructor(
    private readonly brain: Brain,
    private readonly options: ConversationOptions,
  ) {}

  /** A person's line. Decides once the speaker has been quiet for a while, or somebody else speaks. */
  hear(channel: string, speaker: string, text: string): void {
    const conversation = this.open(channel)
    if (conversation.burst && conversation.burst.speaker !== speaker) this.flush(channel)
    const burst = conversation.burst ?? { speaker, lines: [], at: this.options.now(), timer: undefined }
    conversation.burst = burst
    burst.lines.push(text)
    clearTimeout(burst.timer)
    burst.timer = setTimeout(() => this.flush(channel), this.options.quietMilliseconds)
  }

  /** Ends the burst now and decides on it; resolves when the listener is done. */
  async flush(channel: string): Promise<void> {
    const conversation = this.open(channel)
    const burst = conversation.burst
    if (!burst) return
    clearTimeout(burst.timer)
    conversation.burst = undefined
    const turn: Turn = { speaker: burst.speaker, text: burst.lines.join('\n'), at: burst.at }
    await conversation.queue.add(() => this.decide(channel, conversation, turn)).catch(this.options.onError)
  }

  private async decide(channel: string, conversation: Conversation, turn: Turn): Promise<void> {
    this.remember(conversation, turn)
    const at = this.options.now()
    const { decision, candidates, state } = await this.brain.choose({
      turns: conversation.turns,
      unseen: 1,
      state: readChannel(this.brain.database, channel),
      now: at,
    })
    saveChannel(this.brain.database, channel, state, at)
    const record: DecisionRecord = {
      id: randomUUID(),
      channel,
      at,
      decision,
      candidates,
      shown: decision.kind === 'send' ? decision.meme : undefined,
      delivered: false,
      reactions: new Set(),
    }
    conversation.records = [...conversation.records, record].slice(-REMEMBERED_DECISIONS)
    await this.options.onDecision(record, conversation.turns)
  }

  /** What the bot itself said: it becomes context, as words. */
  said(channel: string, text: string): void {
    this.remember(this.open(channel), { speaker: 'doutu', text, at: this.options.now(), own: true })
  }

  /** The surface says that the meme of a decision arrived. Only this spends budget; a second time changes nothing. */
  async acknowledge(channel: string, id: string): Promise<boolean> {
    return this.change(channel, id, (record, conversation) => {
      if (!record.shown || record.delivered || record.decision.kind !== 'send') return undefined
      const at = this.options.now()
      const state = this.reduce(channel, { kind: 'delivered', meme: record.shown.id, at })
      const { score, threshold } = record.decision
      saveDelivery(this.brain.database, channel, state, { memeId: record.shown.id, score, threshold, at })
      this.remember(conversation, { speaker: 'doutu', text: `[表情：${record.shown.caption}]`, at, own: true })
      return { ...record, delivered: true }
    })
  }

  /** A person's reaction to a meme; it moves the channel's rate, that meme and its neighbours, within bounds. */
  async react(channel: string, id: string, reaction: Reaction): Promise<boolean> {
    return this.change(channel, id, record => {
      // Each meme takes each reaction once; pressing again changes nothing.
      const vote = `${record.shown?.id}/${reaction}`
      if (!record.shown || record.reactions.has(vote)) return undefined
      const memes = this.neighbours(record.shown.id)
      const at = this.options.now()
      saveFeedback(this.brain.database, channel, this.reduce(channel, { kind: 'reaction', reaction, memes }), {
        memeId: record.shown.id,
        reaction,
        at,
      })
      return { ...record, reactions: new Set([...record.reactions, vote]) }
    })
  }

  /** 换一张: the next best of that decision that was not shown yet; undefined when there is none, or memes are off. */
  async another(channel: string, id: string): Promise<StoredMeme | undefined> {
    await this.react(channel, id, 'another')
    const runnersUp = this.record(channel, id)?.decision.runnersUp ?? []
    const showable = await this.brain.showable(runnersUp.map(candidate => candidate.meme))
    let found: StoredMeme | undefined
    await this.change(channel, id, (record, conversation) => {
      if (!record.shown || this.brain.policy.targetRate <= 0) return undefined
      const seen = new Set([
        record.shown.id,
        ...readChannel(this.brain.database, channel).delivered.map(delivery => delivery.id),
      ])
      found = runnersUp.find(
        ({ meme, score }) => score >= this.brain.policy.floor && !seen.has(meme.id) && showable.has(meme.id),
      )?.meme
      if (!found) return undefined
      const at = this.options.now()
      saveChannel(this.brain.database, channel, this.reduce(channel, { kind: 'replaced', meme: found.id, at }), at)
      this.remember(conversation, { speaker: 'doutu', text: `[表情：${found.caption}]`, at, own: true })
      return { ...record, shown: found }
    })
    return found
  }

  record(channel: string, id: string): DecisionRecord | undefined {
    return this.channels.get(channel)?.records.find(record => record.id === id)
  }

  /** Waits until nothing is under way; bursts that still wait for quiet are dropped. */
  async close(): Promise<void> {
    for (const conversation of this.channels.values()) clearTimeout(conversation.burst?.timer)
    await Promise.all([...this.channels.values()].map(conversation => conversation.queue.onIdle()))
  }

  private reduce(channel: string, event: ChannelEvent) {
    return next(readChannel(this.brain.database, channel), event, this.brain.policy)
  }

  private async change(
    channel: string,
    id: string,
    work: (record: DecisionRecord, conversation: Conversation) => DecisionRecord | undefined,
  ): Promise<boolean> {
    const conversation = this.channels.get(channel)
    if (!conversation) return false
    return conversation.queue.add(async () => {
      const record = conversation.records.find(item => item.id === id)
      const changed = record && work(record, conversation)
      if (changed) conversation.records = conversation.records.map(item => (item.id === id ? changed : item))
      return changed !== undefined
    })
  }

  private neighbours(id: string): Array<readonly [string, number]> {
    const library = this.brain.library()
    const near = [...library.byId.keys()].map(
      other => [other, other === id ? 1 : similarity(id, other, library)] as const,
    )
    return near.filter(([, alike]) => alike >= NEIGHBOUR_SIMILARITY)
  }

  private remember(conversation: Conversation, turn: Turn): void {
    conversation.turns = [...conversation.turns, turn].slice(-CONTEXT_TURNS)
  }

  private open(channel: string): Conversation {
    const known = this.channels.get(channel)
    const conversation = known ?? { queue: new PQueue({ concurrency: 1 }), turns: [], records: [], burst: undefined }
    // Re-inserting keeps the map in order of use, so that the first is the one longest unused.
    this.channels.delete(channel)
    this.channels.set(channel, conversation)
    if (this.channels.size > REMEMBERED_CHANNELS) this.forgetOldest(conversation)
    return conversation
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
