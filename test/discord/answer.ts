import type { Json, Message } from './model/types.ts'

/** What a person sees of the bot's reaction to what they did; it goes on changing while the bot does. */
export class Answer {
  /** The answer itself: a message in the channel, or one for their eyes only. */
  message: Message | undefined
  /** The message whose button was pressed, once the bot has changed it. */
  updated: Message | undefined
  modal: Json | undefined
  choices: Array<{ name: string; value: string | number }> | undefined
  /** True when the bot first asked for patience (「正在思考…」). */
  deferred = false
  /** Milliseconds from the interaction to the first callback. */
  latency = Number.NaN
  readonly followups: Message[] = []
  private waiting: Array<() => void> = []

  /** True when only that person sees it. */
  get ephemeral(): boolean {
    return ((this.message?.flags ?? 0) & 64) !== 0
  }

  /** All words of the answer and its follow-ups: content, embeds, labels. */
  get text(): string {
    const seen = [this.message, this.updated, ...this.followups].filter(message => message !== undefined)
    return [...seen.map(wordsOf), ...(this.modal ? [...words(this.modal)] : [])].join('\n')
  }

  /** Resolves at the bot's next word on it: an edit, or a follow-up. */
  next(): Promise<void> {
    return new Promise(resolve => this.waiting.push(resolve))
  }

  /** Called by the fake when something changed. */
  changed(): void {
    const waiting = this.waiting
    this.waiting = []
    for (const resolve of waiting) resolve()
  }
}

/** All words of a message: its content, and those in its embeds and components. */
export const wordsOf = (message: Message): string =>
  [message.content, ...words(message.embeds), ...words(message.components)].filter(Boolean).join('\n')

const WORDS = new Set(['content', 'title', 'description', 'name', 'value', 'label', 'text', 'placeholder'])

function* words(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'string') {
      if (WORDS.has(key)) yield inner
    } else yield* words(inner)
  }
}
