import { randomUUID } from 'node:crypto'
import type { Brain } from './brain.ts'
import { Ledger, type Replacement, type Scores } from './conversations/ledger.ts'
import { Listening } from './conversations/listening.ts'
import { CONTEXT_TURNS, type Heard, upTo } from './conversations/memory.ts'
import type { ConversationOptions, DecisionRecord } from './conversations/record.ts'
import { BEFORE_DECISIONS, type Conversation } from './conversations/registry.ts'
import type { Choice } from './pipeline/choose.ts'
import type { Reaction } from './pipeline/threshold.ts'
import type { Turn } from './schemas/context.ts'
import type { HoldReason } from './schemas/decision.ts'
import type { StoredMeme } from './schemas/meme.ts'
import { saveChannel } from './storage/channels.ts'

export type { ConversationOptions, DecisionListener, DecisionRecord, Terms } from './conversations/record.ts'

/** Decisions per channel that can still be explained, acknowledged or reacted to. */
const REMEMBERED_DECISIONS = 50

/** A meme that has arrived: with the platform's id of its message, and what must be written in the same transaction. */
export interface Arrival {
  readonly meme: StoredMeme
  readonly scores: Scores
  readonly message?: string
  readonly also?: () => void
}

/** How a meme that was sent is remembered in the context. */
export const memoryText = (meme: StoredMeme) => `[表情：${meme.caption}]`

/**
 * Several live conversations at once: merges one speaker's consecutive lines, asks the brain, and keeps each channel's state.
 * Work of one channel is done strictly in order; channels never wait for each other and never mix.
 */
export class Conversations extends Listening {
  private readonly ledger: Ledger

  constructor(
    private readonly brain: Brain,
    options: ConversationOptions,
  ) {
    super(options)
    this.ledger = new Ledger(brain, options)
  }

  protected async decide(channel: string, conversation: Conversation): Promise<void> {
    const batch = this.takeWaiting(conversation)
    // What was deleted meanwhile, or decided on together with an earlier thought, leaves nothing to do.
    if (batch.length === 0) return
    const turns = [...conversation.context, ...batch].map(heard => heard.turn)
    for (const heard of batch) this.remember(conversation, heard)
    const { speaker } = turns.at(-1)!
    const question = this.ledger.question(channel, speaker)
    const choice = await this.brain.choose({ turns, unseen: batch.length, ...question })
    saveChannel(this.brain.database, channel, choice.state, question.now)
    const record = this.note(channel, conversation, speaker, batch, choice, question)
    await this.options.onDecision(record, turns.slice(-CONTEXT_TURNS))
  }

  /**
   * A person asks for a meme on one message: the same policy, except that threshold, gap and budget yield. The message is looked up
   * in the context by its id; where it is not there, the given turn is decided on alone. The listener is not told.
   */
  async ask(channel: string, turn: Turn, id?: string): Promise<DecisionRecord> {
    const conversation = this.registry.open(channel)
    return conversation.queue.add(async () => {
      const known = id === undefined ? undefined : upTo(conversation.context, id)
      const context = known ?? [{ turn, lines: [{ id, text: turn.text }] }]
      const turns = context.map(heard => heard.turn)
      const question = this.ledger.question(channel, turn.speaker)
      const choice = await this.brain.choose({ turns, unseen: 1, ...question, requested: true })
      return this.note(channel, conversation, turn.speaker, context.slice(-1), choice, question)
    })
  }

  private note(
    channel: string,
    conversation: Conversation,
    speaker: string,
    heard: readonly Heard[],
    { decision, candidates }: Choice,
    { draw, weights }: Pick<DecisionRecord, 'draw' | 'weights'>,
  ): DecisionRecord {
    const record: DecisionRecord = {
      id: randomUUID(),
      channel,
      at: this.options.now(),
      endedAt: heard.at(-1)?.endedAt ?? this.options.now(),
      speaker,
      messages: heard.flatMap(({ lines }) => lines.flatMap(line => line.id ?? [])),
      decision,
      candidates,
      shown: decision.kind === 'send' ? decision.meme : undefined,
      delivered: false,
      draw,
      weights,
      reactions: new Set(),
    }
    conversation.records = [...conversation.records, record].slice(-REMEMBERED_DECISIONS)
    return record
  }

  /** What the bot itself said: it becomes context, as words. @param id of its message, if any */
  said(channel: string, text: string, id?: string): void {
    this.recall(channel, { speaker: 'doutu', text, at: this.options.now(), own: true }, id)
  }

  /**
   * The surface says that the meme of a decision arrived. Only this spends budget; a second time changes nothing. Never await it in
   * the listener: the channel's queue would wait for itself.
   * @param sent id of the platform's message, the meme that went in place of the chosen one, which could not, and what must be written
   * in the same transaction
   */
  async acknowledge(
    channel: string,
    id: string,
    sent: { readonly message?: string; readonly instead?: StoredMeme | undefined; readonly also?: () => void } = {},
  ): Promise<boolean> {
    return this.registry.change(channel, id, record => {
      const shown = sent.instead ?? record.shown
      if (!shown || record.delivered || record.decision.kind !== 'send') return undefined
      this.ledger.deliver(channel, shown.id, record.decision, sent.also)
      this.said(channel, memoryText(shown), sent.message)
      return { ...record, shown, delivered: true }
    })
  }

  /** A meme arrived that no decision here stands behind: a person chose it. */
  async delivered(channel: string, arrival: Arrival): Promise<void> {
    await this.recover(channel, async () => arrival)
  }

  /** Finds out whether a meme has arrived that a process which has ended was sending; the channel's decisions wait for that. */
  async recover(channel: string, find: () => Promise<Arrival | undefined>): Promise<void> {
    const work = async () => {
      const found = await find()
      if (!found) return
      this.ledger.deliver(channel, found.meme.id, found.scores, found.also)
      this.said(channel, memoryText(found.meme), found.message)
    }
    await this.registry.open(channel).queue.add(work, { priority: BEFORE_DECISIONS })
  }

  /** A person's reaction to a meme; it moves the channel's rate, that meme and its neighbours, within bounds. */
  async react(channel: string, id: string, reaction: Reaction): Promise<boolean> {
    return this.registry.change(channel, id, record => {
      // Each meme takes each reaction once; pressing again changes nothing.
      const vote = `${record.shown?.id}/${reaction}`
      if (!record.shown || record.reactions.has(vote)) return undefined
      this.ledger.react(channel, record.shown.id, reaction)
      return { ...record, reactions: new Set([...record.reactions, vote]) }
    })
  }

  /** A reaction to a meme whose voter the surface has counted itself. */
  async vote(channel: string, meme: string, reaction: Reaction): Promise<void> {
    await this.registry.open(channel).queue.add(async () => this.ledger.react(channel, meme, reaction))
  }

  /** 换一张: the next best of that decision that was not shown yet; undefined when there is none, or memes are off. */
  async another(channel: string, id: string): Promise<StoredMeme | undefined> {
    await this.react(channel, id, 'another')
    const record = this.record(channel, id)
    if (!record?.shown) return undefined
    const found = await this.replace(channel, record.speaker, record.shown.id, record.decision.runnersUp)
    if (found) await this.registry.change(channel, id, current => ({ ...current, shown: found }))
    return found
  }

  /**
   * The best of some candidates that may take a meme's place in this channel now; it costs nothing, and is never one that the
   * channel saw lately. @param speaker whom the meme answers @param message id of the platform's message that shows it
   */
  async replace(
    channel: string,
    speaker: string,
    shown: string,
    candidates: readonly Replacement[],
    message?: string,
  ): Promise<StoredMeme | undefined> {
    const showable = await this.ledger.showable(channel, speaker, candidates)
    return this.registry.open(channel).queue.add(async () => {
      const found = this.ledger.replace(channel, speaker, shown, candidates, showable)
      if (found && message) this.amend(channel, message, memoryText(found))
      else if (found) this.said(channel, memoryText(found))
      return found
    })
  }

  /** Why a meme that a person picked may not be sent in a channel now; undefined where it may. */
  refuse(channel: string, meme: StoredMeme): Promise<HoldReason | undefined> {
    return this.ledger.refuse(channel, meme)
  }

  record(channel: string, id: string): DecisionRecord | undefined {
    return this.records(channel).find(record => record.id === id)
  }

  /** Decisions of a channel that are still remembered, oldest first. */
  records(channel: string): readonly DecisionRecord[] {
    return this.registry.get(channel)?.records ?? []
  }
}
