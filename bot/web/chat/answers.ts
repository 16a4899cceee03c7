import type { Conversations, DecisionRecord } from '../../../src/conversations.ts'
import type { Locale } from '../../../src/pipeline/reasons.ts'
import type { Turn } from '../../../src/schemas/context.ts'
import type { Speaker } from '../../words/speaker.ts'
import type { PageListeners } from './listeners.ts'
import { presentDecision } from './present.ts'

/** Words that come sooner than this need no "typing": it would only flash. */
const TYPING_MILLISECONDS = 150
/** How long the bot's words wait to be remembered behind its meme, for the page to show it. */
const DELIVERY_MILLISECONDS = 2000
/** Conversations whose language is remembered. */
const REMEMBERED_LOCALES = 10_000

/** What answers stand on. */
export interface AnswerParts {
  readonly speaker: Speaker
  readonly listeners: PageListeners
  readonly onError: (error: unknown) => void
  readonly isDelivered: (channel: string, decision: string) => boolean
  /** Told what the bot said. */
  readonly said: Conversations['said']
}

/** Tells the page each decision and then the words that go with it. */
export class Answers {
  private readonly locales = new Map<string, Locale>()
  // Words may take a language model many seconds: they are said one after another, and reactions do not wait for them.
  private readonly talking = new Map<string, Promise<void>>()

  /** Words that are said and wait for their meme. */
  private readonly waiting = new Map<string, { readonly channel: string; readonly release: () => void }>()

  constructor(private readonly parts: AnswerParts) {}

  /** A person's line came in, on a page of this language: what the bot has said so far becomes context before it. */
  beforeLine(channel: string, locale: Locale): void {
    for (const words of this.waiting.values()) if (words.channel === channel) words.release()
    this.locales.set(channel, locale)
    if (this.locales.size > REMEMBERED_LOCALES) this.locales.delete(this.locales.keys().next().value!)
  }

  /** The meme of a decision is on the screen: the words that go with it are remembered after it. */
  delivered(decision: string): void {
    this.waiting.get(decision)?.release()
  }

  /** Answers a decision. */
  answer(record: DecisionRecord, turns: readonly Turn[]): void {
    const { channel } = record
    this.parts.listeners.tell(channel, { type: 'decision', decision: presentDecision(record) })
    const said = (this.talking.get(channel) ?? Promise.resolve()).then(() => this.talk(record, turns))
    this.talking.set(channel, said)
    void said.finally(() => this.talking.get(channel) === said && this.talking.delete(channel))
  }

  private async talk({ channel, id, decision }: DecisionRecord, turns: readonly Turn[]): Promise<void> {
    const { listeners, speaker, onError, said } = this.parts
    const tell = (type: 'words-start' | 'words-end') => listeners.tell(channel, { type, decision: id })
    let started = false
    const start = () => {
      if (!started) tell('words-start')
      started = true
    }
    const timer = setTimeout(start, TYPING_MILLISECONDS)
    let words = ''
    try {
      for await (const piece of speaker.speak(turns, decision, this.locales.get(channel) ?? 'zh')) {
        start()
        words += piece
        listeners.tell(channel, { type: 'words-piece', decision: id, text: piece })
      }
    } catch (error) {
      onError(error)
      listeners.tell(channel, { type: 'problem', code: 'no-answer' })
    }
    clearTimeout(timer)
    tell('words-end')
    if (!words) return
    if (decision.kind === 'send' && !this.parts.isDelivered(channel, id)) await this.delivery(channel, id)
    said(channel, words)
  }

  private delivery(channel: string, decision: string): Promise<void> {
    return new Promise(resolve => {
      const release = () => {
        clearTimeout(timer)
        this.waiting.delete(decision)
        resolve()
      }
      const timer = setTimeout(release, DELIVERY_MILLISECONDS)
      this.waiting.set(decision, { channel, release })
    })
  }
}
