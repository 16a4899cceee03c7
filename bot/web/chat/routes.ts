import type { Context, Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Conversations } from '../../../src/conversations.ts'
import type { Locale } from '../../../src/pipeline/reasons.ts'
import { conversationOf } from '../access.ts'
import { answer, Refusal } from '../answer.ts'
import type { PageListeners } from './listeners.ts'
import { presentMeme } from './present.ts'
import { acknowledgeDelivery, MAXIMUM_MESSAGE, type PageEvent, reactToMeme, sendMessage } from './protocol.ts'

const HEARTBEAT_MILLISECONDS = 15_000

/** What the routes of the chat stand on. */
export interface ChatRoutes {
  readonly conversations: Conversations
  readonly listeners: PageListeners
  /** Told which language a conversation's page speaks. */
  readonly speaks: (conversation: string, locale: Locale) => void
}

/** The chat's requests, and the stream of events that answers them. */
export function chatRoutes(app: Hono, { conversations, listeners, speaks }: ChatRoutes): void {
  app.get('/api/events', context => stream(context, listeners))

  answer(
    app,
    sendMessage,
    ({ text, id, locale }, context) => {
      if (text.length > MAXIMUM_MESSAGE)
        throw new Refusal(413, 'too-long', `A message has at most ${MAXIMUM_MESSAGE} characters.`)
      if (!text.trim()) throw new Refusal(400, 'empty', 'The message is empty.')
      const conversation = conversationOf(context)
      speaks(conversation, locale)
      conversations.hear(conversation, 'A', text, id)
      return { heard: true as const }
    },
    202,
  )

  answer(app, acknowledgeDelivery, async ({ decision }, context) => ({
    delivered: await conversations.acknowledge(conversationOf(context), decision),
  }))

  answer(app, reactToMeme, async ({ decision, reaction }, context) => {
    const conversation = conversationOf(context)
    if (reaction !== 'another') return { taken: await conversations.react(conversation, decision, reaction) }
    const taken = conversations.record(conversation, decision)?.shown !== undefined
    const meme = await conversations.another(conversation, decision)
    return { taken, meme: meme ? presentMeme(meme) : null }
  })
}

function stream(context: Context, listeners: PageListeners): Response {
  const conversation = conversationOf(context)
  context.header('x-accel-buffering', 'no')
  return streamSSE(context, async events => {
    const send = (event: PageEvent, id: string) =>
      void events.writeSSE({ id, data: JSON.stringify(event) }).catch(() => {})
    const stop = listeners.listen(conversation, send, context.req.header('last-event-id'))
    events.onAbort(stop)
    while (!events.aborted && !events.closed) {
      await events.writeSSE({ event: 'heartbeat', data: '' })
      await events.sleep(HEARTBEAT_MILLISECONDS)
    }
    stop()
  })
}
