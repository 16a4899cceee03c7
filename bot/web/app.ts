import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { serveStatic } from '@hono/node-server/serve-static'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { streamSSE } from 'hono/streaming'
import type { z } from 'zod'
import type { Brain } from '../../src/brain.ts'
import { Conversations, type DecisionRecord } from '../../src/conversations.ts'
import { describeError } from '../../src/errors.ts'
import type { Locale } from '../../src/pipeline/reasons.ts'
import type { Turn } from '../../src/schemas/context.ts'
import type { Speaker } from '../words/speaker.ts'
import { conversationOf, guard, headers } from './access.ts'
import { PageListeners } from './listeners.ts'
import { presentDecision, presentMeme } from './present.ts'
import {
  deliveryBodySchema,
  MAXIMUM_MESSAGE,
  messageBodySchema,
  type PageEvent,
  reactionBodySchema,
} from './protocol.ts'

const PUBLIC_FOLDER = fileURLToPath(new URL('./public', import.meta.url))
const HEARTBEAT_MILLISECONDS = 15_000
const BODY_BYTES = 64 * 1024

/** What the page's server stands on. */
export interface WebParts {
  readonly brain: Brain
  readonly speaker: Speaker
  readonly token: string
  readonly quietMilliseconds: number
  readonly now: () => number
  readonly onError: (error: unknown) => void
}

/** The page's server: static files, one stream of events per conversation, and a few small requests. */
export function makeWeb({ brain, speaker, token, quietMilliseconds, now, onError }: WebParts): {
  app: Hono
  conversations: Conversations
} {
  const listeners = new PageListeners()
  const locales = new Map<string, Locale>()
  const conversations = new Conversations(brain, { now, quietMilliseconds, onDecision: answer, onError: fail })

  async function answer(record: DecisionRecord, turns: readonly Turn[]): Promise<void> {
    const { channel } = record
    const locale = locales.get(channel) ?? 'zh'
    listeners.tell(channel, { type: 'decision', decision: presentDecision(record, locale) })
    const words: string[] = []
    for await (const piece of speaker.speak(turns, record.decision, locale)) {
      // "Typing" is shown before words only, so nothing starts until there is a first one.
      if (words.length === 0) listeners.tell(channel, { type: 'words-start' })
      words.push(piece)
      listeners.tell(channel, { type: 'words-piece', text: piece })
    }
    if (words.length === 0) return
    listeners.tell(channel, { type: 'words-end' })
    conversations.said(channel, words.join(''))
  }

  function fail(error: unknown): void {
    onError(error)
  }

  const app = new Hono()
  app.get('/healthz', context => context.json({ status: 'ok', memes: brain.library().byId.size }))
  app.use(headers())
  app.use(guard(token))
  app.use(
    '/api/*',
    bodyLimit({ maxSize: BODY_BYTES, onError: context => context.json({ message: 'The message is too long.' }, 413) }),
  )
  app.onError((error, context) => {
    onError(error)
    return context.json({ message: describeError(error) }, 500)
  })

  app.get('/api/events', context => {
    const conversation = conversationOf(context)
    context.header('x-accel-buffering', 'no')
    return streamSSE(context, async stream => {
      const send = (event: PageEvent) => void stream.writeSSE({ data: JSON.stringify(event) }).catch(() => {})
      const stop = listeners.listen(conversation, send)
      stream.onAbort(stop)
      while (!stream.aborted && !stream.closed) {
        await stream.writeSSE({ event: 'heartbeat', data: '' })
        await stream.sleep(HEARTBEAT_MILLISECONDS)
      }
      stop()
    })
  })

  app.post('/api/messages', async context => {
    const body = await read(context, messageBodySchema)
    if (!body) return context.json({ message: `A message is text of at most ${MAXIMUM_MESSAGE} characters.` }, 400)
    if (!body.text.trim()) return context.json({ message: 'The message is empty.' }, 400)
    const conversation = conversationOf(context)
    locales.set(conversation, body.locale)
    if (locales.size > 10_000) locales.delete(locales.keys().next().value!)
    conversations.hear(conversation, 'A', body.text)
    return context.json({ heard: true }, 202)
  })

  app.post('/api/deliveries', async context => {
    const body = await read(context, deliveryBodySchema)
    if (!body) return context.json({ message: 'A delivery names a decision.' }, 400)
    return context.json({ delivered: await conversations.acknowledge(conversationOf(context), body.decision) })
  })

  app.post('/api/reactions', async context => {
    const body = await read(context, reactionBodySchema)
    if (!body) return context.json({ message: 'A reaction names a decision, and up, down or another.' }, 400)
    const conversation = conversationOf(context)
    if (body.reaction !== 'another')
      return context.json({ taken: await conversations.react(conversation, body.decision, body.reaction) })
    const meme = await conversations.another(conversation, body.decision)
    return context.json({ taken: true, meme: meme ? presentMeme(meme) : null })
  })

  app.get('/memes/:id', async context => {
    const found = brain.meme(context.req.param('id'))
    if (!found || found.meme.state !== 'approved') return context.text('There is no such meme.\n', 404)
    const bytes = await readFile(found.path).catch(() => undefined)
    if (!bytes) return context.text('The image of this meme is missing.\n', 404)
    return context.body(new Uint8Array(bytes), 200, {
      'content-type': found.meme.mime,
      'cache-control': 'private, max-age=31536000, immutable',
      etag: `"${found.meme.id}"`,
    })
  })

  app.get('/', async (context, next) => {
    conversationOf(context)
    await next()
  })
  app.use('/*', serveStatic({ root: PUBLIC_FOLDER }))
  app.notFound(context => context.text('There is nothing here.\n', 404))
  return { app, conversations }
}

async function read<T>(context: Context, schema: z.ZodType<T>): Promise<T | undefined> {
  const json: unknown = await context.req.json().catch(() => undefined)
  const parsed = schema.safeParse(json)
  return parsed.success ? parsed.data : undefined
}
