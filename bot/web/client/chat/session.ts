import { computed, effect, signal } from '@preact/signals'
import {
  acknowledgeDelivery,
  MAXIMUM_MESSAGE,
  pageEventSchema,
  reactToMeme,
  recallConversation,
  restartConversation,
  sendMessage,
} from '../../chat/protocol.ts'
import { call } from '../call.ts'
import { locale, say } from '../locale.ts'
import { problemOf } from '../shell/problem.ts'
import { store, stored } from '../storage.ts'
import {
  type Action,
  type Conversation,
  conversationSchema,
  EMPTY,
  reduce,
  repliesOf,
  replyOf,
} from './conversation.ts'
import { chatWords } from './words.ts'

const STORED_AS = 'conversation'
const STORE_MILLISECONDS = 300
const RECALLED_TURNS = 12

/** The conversation of this browser; it outlives a reload. */
export const conversation = signal<Conversation>(load())
/** Whether the server is listening: no, for now, or never again without a reload. */
export const connection = signal<'connecting' | 'connected' | 'lost' | 'refused'>('connecting')
/** What went wrong last, in words; empty when nothing did. */
export const problem = signal('')
const chosen = signal<string | undefined>(undefined)

/** The reply that is explained: the one that was chosen, else the last. */
export const selected = computed(() => {
  const so = conversation.value
  return (chosen.value !== undefined ? replyOf(so, chosen.value) : undefined) ?? repliesOf(so).at(-1)
})

/** Explains one decision; undefined follows the last one again. */
export function select(decision: string | undefined): void {
  chosen.value = decision
}

function load(): Conversation {
  try {
    return conversationSchema.parse(JSON.parse(stored(STORED_AS) ?? 'null'))
  } catch {
    return EMPTY
  }
}

function save(): void {
  const so = conversation.peek()
  store(STORED_AS, so.entries.length > 0 ? JSON.stringify(so) : undefined)
}

let timer: ReturnType<typeof setTimeout> | undefined
effect(() => {
  conversation.value
  clearTimeout(timer)
  timer = setTimeout(save, STORE_MILLISECONDS)
})
addEventListener('pagehide', save)

function act(action: Action): void {
  conversation.value = reduce(conversation.peek(), action)
}

/** Shows a problem instead of throwing it. */
async function telling(work: () => Promise<void>): Promise<void> {
  try {
    await work()
    problem.value = ''
  } catch (error) {
    problem.value = problemOf(error)
  }
}

/** Opens the stream of the server's events; the browser reconnects by itself. */
export function connect(): () => void {
  const events = new EventSource(`/api/events?after=${encodeURIComponent(conversation.peek().lastEvent)}`)
  events.onmessage = ({ data, lastEventId }) => {
    const event = pageEventSchema.parse(JSON.parse(data))
    if (event.type === 'hello') void greet(event)
    if (event.type === 'problem') problem.value = say(chatWords).noAnswer
    if (event.type === 'restarted') chosen.value = undefined
    act({ type: 'told', event, eventId: lastEventId })
  }
  events.onerror = () => {
    connection.value = events.readyState === EventSource.CLOSED ? 'refused' : 'lost'
  }
  return () => events.close()
}

/** A server that was started again is told what was said last; one that remembers what this page has forgotten begins anew. */
async function greet({ remembers, messages }: { remembers: boolean; messages: number }): Promise<void> {
  const { entries } = conversation.peek()
  await telling(async () => {
    if (entries.length === 0 && messages > 0) await call(restartConversation, {})
    if (entries.length > 0 && !remembers) await call(recallConversation, { turns: lastTurns() })
  })
  connection.value = 'connected'
}

function lastTurns() {
  const turns = conversation.peek().entries.flatMap(entry => {
    if (entry.kind === 'line') return [{ text: entry.text, own: false, at: entry.at }]
    const { at } = entry.decision
    const meme = entry.shown ? [{ text: `[表情：${entry.shown.caption}]`, own: true, at }] : []
    const words = entry.words.slice(0, MAXIMUM_MESSAGE)
    return [...meme, ...(words ? [{ text: words, own: true, at }] : [])]
  })
  return turns.slice(-RECALLED_TURNS)
}

// `crypto.randomUUID` is missing where the page is served over plain HTTP to another machine.
const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')

/** Sends a line; resolves when the server has heard it. @returns its id */
export async function sendLine(text: string, id: string = newId()): Promise<string> {
  act({ type: 'typed', id, text, at: Date.now() })
  chosen.value = undefined
  await post(id, text)
  return id
}

/** Sends a line again that did not arrive. */
export async function sendAgain(id: string): Promise<void> {
  const line = conversation.peek().entries.find(entry => entry.kind === 'line' && entry.id === id)
  if (line?.kind === 'line') await post(id, line.text)
}

async function post(id: string, text: string): Promise<void> {
  await telling(async () => {
    try {
      await call(sendMessage, { text, id, locale: locale.peek() })
    } catch (error) {
      act({ type: 'failed', id })
      throw error
    }
  })
}

/** A chosen meme counts as sent only once it is on the screen. */
export async function acknowledge(decision: string): Promise<void> {
  await telling(async () => {
    const { delivered } = await call(acknowledgeDelivery, { decision })
    if (delivered) act({ type: 'delivered', decision, at: Date.now() })
  })
}

/** 👍 or 👎; the vote that stands is not counted again. */
export async function vote(decision: string, reaction: 'up' | 'down'): Promise<void> {
  if (replyOf(conversation.peek(), decision)?.vote === reaction) return
  await telling(async () => {
    const { taken } = await call(reactToMeme, { decision, reaction })
    act({ type: 'voted', decision, vote: reaction, taken, at: Date.now() })
  })
}

/** 换一张. */
export async function another(decision: string): Promise<void> {
  await telling(async () => {
    const { meme } = await call(reactToMeme, { decision, reaction: 'another' })
    act({ type: 'replaced', decision, meme: meme ?? null, at: Date.now() })
  })
}

/** Begins anew. */
export async function restart(): Promise<void> {
  await telling(async () => {
    await call(restartConversation, {})
    conversation.value = { ...EMPTY, lastEvent: conversation.peek().lastEvent }
    chosen.value = undefined
    save()
  })
}
