import { randomUUID } from 'node:crypto'
import type { Context, Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Conversations } from '../../../src/conversations.ts'
import { conversationOf } from '../access.ts'
import { answer, Refusal } from '../answer.ts'
import type { Answers } from './answers.ts'
import type { PageListeners } from './listeners.ts'
import { presentMeme } from './present.ts'
import {
  acknowledgeDelivery,
  MAXIMUM_MESSAGE,
  type PageEvent,
  reactToMeme,
  recallConversation,
  restartConversation,
  sendMessage,
} from './protocol.ts'

const HEARTBEAT_MILLISECONDS = 15_000
/** The person at the page, as the brain knows them. */
const PERSON = 'A'

/** What the routes of the chat stand on. */
export interface ChatRoutes {
  readonly conversations: Conversations
  readonly listeners: PageListeners
  readonly answers: Answers
  readonly now: () => number
  /** How many messages a channel's threshold knows, and forgetting them. */
  readonly messages: (channel: string) => number
  readonly forget: (channel: string) => void
}

/** The chat's requests, and the stream of events that answers them. */
export function chatRoutes(app: Hono, { conversations, listeners, answers, now, messages, forget }: ChatRoutes): void {
  app.get('/api/events', context => {
    const conversation = conversationOf(context)
    const remembers = conversations.remembers(conversation)
    return stream(context, conversation, listeners, {
      type: 'hello',
      remembers,
      messages: messages(conversation),
    })
  })

  answer(
    app,
    sendMessage,
    ({ text, id = randomUUID(), locale }, context) => {
      if (text.length > MAXIMUM_MESSAGE)
        throw new Refusal(413, 'too-long', `A message has at most ${MAXIMUM_MESSAGE} characters.`)
      if (!text.trim()) throw new Refusal(400, 'empty', 'The message is empty.')
      const conversation = conversationOf(context)
      answers.beforeLine(conversation, locale)
      listeners.tell(conversation, { type: 'heard', line: { id, text, at: now() } })
      conversations.hear(conversation, PERSON, text, id)
      return { heard: true as const }
    },
    202,
  )

  answer(app, acknowledgeDelivery, async ({ decision }, context) => {
    const delivered = await conversations.acknowledge(conversationOf(context), decision)
    answers.delivered(decision)
    return { delivered }
  })

  answer(app, reactToMeme, async ({ decision, reaction }, context) => {
    const conversation = conversationOf(context)
    if (reaction !== 'another') return { taken: await conversations.react(conversation, decision, reaction) }
    const taken = conversations.record(conversation, decision)?.shown !== undefined
    const meme = await conversations.another(conversation, decision)
    return { taken, meme: meme ? presentMeme(meme) : null }
  })

  answer(app, restartConversation, (_input, context) => {
    const conversation = conversationOf(context)
    conversations.drop(conversation)
    forget(conversation)
    listeners.tell(conversation, { type: 'restarted' })
    return { restarted: true as const }
  })

  answer(app, recallConversation, ({ turns }, context) => {
    const conversation = conversationOf(context)
    const recalled = !conversations.remembers(conversation)
    if (recalled) {
      for (const { text, own, at } of turns)
        conversations.recall(conversation, own ? { speaker: 'doutu', text, at, own } : { speaker: PERSON, text, at })
    }
    return { recalled }
  })
}

function stream(context: Context, conversation: string, listeners: PageListeners, hello: PageEvent): Response {
  context.header('x-accel-buffering', 'no')
  return streamSSE(context, async events => {
    const send = (event: PageEvent, id?: string) =>
      void events.writeSSE({ ...(id && { id }), data: JSON.stringify(event) }).catch(() => {})
    send(hello)
    // A page that was loaded anew says in the address what it saw last: the browser sends the header on reconnecting only.
    const seen = context.req.header('last-event-id') ?? context.req.query('after')
    const stop = listeners.listen(conversation, send, seen)
    events.onAbort(stop)
    while (!events.aborted && !events.closed) {
      await events.writeSSE({ event: 'heartbeat', data: '' })
      await events.sleep(HEARTBEAT_MILLISECONDS)
    }
    stop()
  })
}
