import * as z from 'zod'
import { addLine as addToBurst, type Burst, mergeBurst } from '../../../../src/conversations/memory.ts'
import {
  heardLineSchema,
  MAXIMUM_MESSAGE,
  type PageEvent,
  type PageMeme,
  pageDecisionSchema,
  pageMemeSchema,
} from '../../chat/protocol.ts'
import { type ConversationEvent, conversationEventSchema, MAXIMUM_THOUGHTS } from '../../whatif/protocol.ts'

/** A line that the person at this page typed. */
export const lineSchema = heardLineSchema.extend({
  kind: z.literal('line'),
  state: z.enum(['sending', 'heard', 'failed']),
})
export type Line = z.infer<typeof lineSchema>

/** What the bot decided on some lines, and what came of it. */
export const replySchema = z.object({
  kind: z.literal('reply'),
  decision: pageDecisionSchema,
  /** The meme on display: the decided one, or what took its place. */
  shown: pageMemeSchema.nullable(),
  vote: z.enum(['up', 'down']).nullable(),
  /** 换一张 found nothing else. */
  exhausted: z.boolean(),
  words: z.string(),
  typing: z.boolean(),
})
export type Reply = z.infer<typeof replySchema>

const entrySchema = z.discriminatedUnion('kind', [lineSchema, replySchema])
export type Entry = z.infer<typeof entrySchema>

/** A conversation as the page keeps it: what it shows, what a replay needs, and which of the server's events it saw last. */
export const conversationSchema = z.object({
  entries: z.array(entrySchema),
  events: z.array(conversationEventSchema),
  lastEvent: z.string(),
})
export type Conversation = z.infer<typeof conversationSchema>

export const EMPTY: Conversation = { entries: [], events: [], lastEvent: '' }
/** Of a longer conversation the beginning is forgotten. */
const KEPT_ENTRIES = 600

/** All that changes a conversation. Times are in epoch milliseconds. */
export type Action =
  | { readonly type: 'typed'; readonly id: string; readonly text: string; readonly at: number }
  | { readonly type: 'failed'; readonly id: string }
  | { readonly type: 'told'; readonly event: PageEvent; readonly eventId: string }
  | { readonly type: 'delivered'; readonly decision: string; readonly at: number }
  /** `taken`: whether the server counted it; each meme takes each reaction once. */
  | {
      readonly type: 'voted'
      readonly decision: string
      readonly vote: 'up' | 'down'
      readonly taken: boolean
      readonly at: number
    }
  | { readonly type: 'replaced'; readonly decision: string; readonly meme: PageMeme | null; readonly at: number }

/** The conversation after something happened. Pure. */
export function reduce(so: Conversation, action: Action): Conversation {
  switch (action.type) {
    case 'typed':
      return addLine(so, { kind: 'line', state: 'sending', id: action.id, text: action.text, at: action.at })
    case 'failed':
      return changeLine(so, action.id, { state: 'failed' })
    case 'told':
      return told(action.eventId ? { ...so, lastEvent: action.eventId } : so, action.event)
    case 'delivered':
      return delivered(so, action.decision, action.at)
    case 'voted':
      if (!action.taken) return changeReply(so, action.decision, { vote: action.vote })
      return reacted(so, action.decision, { vote: action.vote }, { reaction: action.vote, at: action.at })
    case 'replaced': {
      const { meme, at } = action
      const change = meme ? { shown: meme, vote: null } : { exhausted: true }
      return reacted(so, action.decision, change, { reaction: 'another', at, ...(meme && { instead: meme.id }) })
    }
  }
}

function told(so: Conversation, event: PageEvent): Conversation {
  switch (event.type) {
    case 'heard':
      return so.entries.some(entry => entry.kind === 'line' && entry.id === event.line.id)
        ? changeLine(so, event.line.id, { state: 'heard', at: event.line.at })
        : addLine(so, { kind: 'line', state: 'heard', ...event.line })
    case 'decision':
      return replyOf(so, event.decision.id) ? so : addReply(so, event.decision)
    case 'words-start':
      return changeReply(so, event.decision, { typing: true })
    case 'words-piece': {
      const words = (replyOf(so, event.decision)?.words ?? '') + event.text
      return changeReply(so, event.decision, { typing: false, words })
    }
    case 'words-end':
      return said(changeReply(so, event.decision, { typing: false }), event.decision)
    case 'restarted':
      return { ...EMPTY, lastEvent: so.lastEvent }
    case 'hello':
    case 'problem':
      return so
  }
}

/** The reply that a decision led to. */
export function replyOf(so: Conversation, decision: string): Reply | undefined {
  return so.entries.find((entry): entry is Reply => entry.kind === 'reply' && entry.decision.id === decision)
}

/** All replies, oldest first. */
export const repliesOf = (so: Conversation) => so.entries.filter(entry => entry.kind === 'reply')

function addLine(so: Conversation, line: Line): Conversation {
  return { ...so, entries: [...so.entries, line].slice(-KEPT_ENTRIES) }
}

function changeLine(so: Conversation, id: string, change: Partial<Line>): Conversation {
  const changed = (entry: Entry) => (entry.kind === 'line' && entry.id === id ? { ...entry, ...change } : entry)
  return { ...so, entries: so.entries.map(changed) }
}

function changeReply(so: Conversation, decision: string, change: Partial<Reply>): Conversation {
  const changed = (entry: Entry) =>
    entry.kind === 'reply' && entry.decision.id === decision ? { ...entry, ...change } : entry
  return { ...so, entries: so.entries.map(changed) }
}

function addReply(so: Conversation, decision: Reply['decision']): Conversation {
  const shown = decision.meme
  const reply: Reply = { kind: 'reply', decision, shown, vote: null, exhausted: false, words: '', typing: false }
  const isAnswered = (entry: Entry): entry is Line => entry.kind === 'line' && decision.messages.includes(entry.id)
  const lines = so.entries.filter(isAnswered)
  // Merged just as the server does it: of an endless burst the last lines are kept.
  const burst = lines.reduce<Burst>(addToBurst, { speaker: '', lines: [], at: lines[0]?.at ?? decision.at })
  const { turn } = mergeBurst(burst, decision.at)
  const thought: ConversationEvent = {
    kind: 'thought',
    decision: decision.id,
    text: turn.text,
    spokenAt: burst.at,
    at: decision.at,
    draw: decision.draw,
    sent: decision.kind === 'send',
  }
  return note({ ...so, entries: [...so.entries, reply].slice(-KEPT_ENTRIES) }, thought)
}

function delivered(so: Conversation, decision: string, at: number): Conversation {
  const reply = replyOf(so, decision)
  const known = so.events.some(event => event.kind === 'delivered' && event.decision === decision)
  if (!reply?.decision.meme || known) return so
  const event: ConversationEvent = { kind: 'delivered', decision, meme: reply.decision.meme.id, at }
  // The server remembers a meme before the words that go with it, whichever comes first.
  const words = so.events.findIndex(other => other.kind === 'words' && other.decision === decision)
  return words === -1 ? note(so, event) : { ...so, events: so.events.toSpliced(words, 0, event) }
}

function said(so: Conversation, decision: string): Conversation {
  const reply = replyOf(so, decision)
  const known = so.events.some(event => event.kind === 'words' && event.decision === decision)
  if (!reply?.words || known) return so
  return note(so, { kind: 'words', decision, text: reply.words.slice(0, MAXIMUM_MESSAGE), at: reply.decision.at })
}

function reacted(
  so: Conversation,
  decision: string,
  change: Partial<Reply>,
  { reaction, at, instead }: { reaction: 'up' | 'down' | 'another'; at: number; instead?: string },
): Conversation {
  const reply = replyOf(so, decision)
  if (!reply?.shown) return so
  const event: ConversationEvent = {
    kind: 'reaction',
    decision,
    reaction,
    meme: reply.shown.id,
    at,
    ...(instead && { instead }),
  }
  return note(changeReply(so, decision, change), event)
}

function note(so: Conversation, event: ConversationEvent): Conversation {
  const events = [...so.events, event]
  const thoughts = events.filter(({ kind }) => kind === 'thought').length
  const first = events.findIndex(({ kind }) => kind === 'thought')
  if (thoughts <= MAXIMUM_THOUGHTS) return { ...so, events }
  // The oldest thought leaves with all that followed it.
  const { decision } = events[first]!
  return { ...so, events: events.filter(other => other.decision !== decision) }
}
