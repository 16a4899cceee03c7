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
import { makeWatch, type Watched } from './watch.ts'

const PUBLIC_FOLDER = fileURLToPath(new URL('./public', import.meta.url))
const HEARTBEAT_MILLISECONDS = 15_000
/** Much more than any message, so that one that is too long is read to its end and gets its sentence. */
const BODY_BYTES = 1024 * 1024

const NO_ANSWER: Record<Locale, string> = {
  zh: '这一条没能答上来，再说一遍试试。',
  en: 'This one could not be answered; please say it again.',
}
/** Why a request was refused: the page says it in its own language, other programs read the sentence. */
const REFUSALS = {
  'too-long': `A message has at most ${MAXIMUM_MESSAGE} characters.`,
  empty: 'The message is empty.',
  'bad-request': 'This request is not what the page would send; see bot/web/protocol.ts.',
}

/** What the page's server stands on. */
export interface WebParts {
  readonly brain: Brain
  readonly speaker: Speaker
  readonly token: string
  readonly quietMilliseconds: number
  readonly now: () => number
  readonly onError: (error: unknown) => void
  /** What else is running beside the page, for health checks and metrics. */
  readonly watched?: Omit<Watched, 'memes'>
}

/** The page's server: static files, one stream of events per conversation, and a few small requests. */
export function makeWeb({ brain, speaker, token, quietMilliseconds, now, onError, watched = {} }: WebParts): {
  app: Hono
  conversations: Conversations
} {
  const listeners = new PageListeners()
  const locales = new Map<string, Locale>()
  const conversations = new Conversations(brain, { now, quietMilliseconds, onDecision: answer, onError })

  // Words may take a language model many seconds: they are said one after another, and reactions do not wait for them.
  const talking = new Map<string, Promise<void>>()

  function answer(record: DecisionRecord, turns: readonly Turn[]): void {
    const { channel } = record
    const locale = locales.get(channel) ?? 'zh'
    listeners.tell(channel, { type: 'decision', decision: presentDecision(record, locale) })
    const said = (talking.get(channel) ?? Promise.resolve()).then(() => talk(record, turns, locale))
    talking.set(channel, said)
    void said.finally(() => talking.get(channel) === said && talking.delete(channel))
  }

  async function talk({ channel, id, decision }: DecisionRecord, turns: readonly Turn[], locale: Locale) {
    listeners.tell(channel, { type: 'words-start', decision: id })
    let words = ''
    try {
      for await (const piece of speaker.speak(turns, decision, locale)) {
        words += piece
        listeners.tell(channel, { type: 'words-piece', decision: id, text: piece })
      }
    } catch (error) {
      onError(error)
      listeners.tell(channel, { type: 'problem', message: NO_ANSWER[locale] })
    }
    listeners.tell(channel, { type: 'words-end', decision: id })
    if (words) conversations.said(channel, words)
  }

  const app = new Hono()
  app.route('/', makeWatch({ ...watched, memes: () => brain.library().byId.size }, token))
  app.use(headers())
  app.use(guard(token))
  app.use('/api/*', bodyLimit({ maxSize: BODY_BYTES, onError: context => refuse(context, 413, 'too-long') }))
  app.onError((error, context) => {
    onError(error)
    return context.json({ code: 'failed', message: describeError(error) }, 500)
  })

  app.get('/api/events', context => {
    const conversation = conversationOf(context)
    context.header('x-accel-buffering', 'no')
    return streamSSE(context, async stream => {
      const send = (event: PageEvent, id: string) =>
        void stream.writeSSE({ id, data: JSON.stringify(event) }).catch(() => {})
      const stop = listeners.listen(conversation, send, context.req.header('last-event-id'))
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
    if (!body) return refuse(context, 400, 'bad-request')
    if (body.text.length > MAXIMUM_MESSAGE) return refuse(context, 413, 'too-long')
    if (!body.text.trim()) return refuse(context, 400, 'empty')
    const conversation = conversationOf(context)
    locales.set(conversation, body.locale)
    if (locales.size > 10_000) locales.delete(locales.keys().next().value!)
    conversations.hear(conversation, 'A', body.text)
    return context.json({ heard: true }, 202)
  })

  app.post('/api/deliveries', async context => {
    const body = await read(context, deliveryBodySchema)
    if (!body) return refuse(context, 400, 'bad-request')
    return context.json({ delivered: await conversations.acknowledge(conversationOf(context), body.decision) })
  })

  app.post('/api/reactions', async context => {
    const body = await read(context, reactionBodySchema)
    if (!body) return refuse(context, 400, 'bad-request')
    const conversation = conversationOf(context)
    if (body.reaction !== 'another')
      return context.json({ taken: await conversations.react(conversation, body.decision, body.reaction) })
    const taken = conversations.record(conversation, body.decision)?.shown !== undefined
    const meme = await conversations.another(conversation, body.decision)
    return context.json({ taken, meme: meme ? presentMeme(meme) : null })
  })

  app.get('/memes/:id', async context => {
    const found = brain.meme(context.req.param('id'))
    if (found?.meme.state !== 'approved') return context.text('There is no such meme.\n', 404)
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
  // A page of an older version must not outlive an update.
  const onFound = (_path: string, context: Context) => context.header('cache-control', 'no-cache')
  app.use('/*', serveStatic({ root: PUBLIC_FOLDER, onFound }))
  app.notFound(context => context.text('There is nothing here.\n', 404))
  return { app, conversations }
}

function refuse(context: Context, status: 400 | 413, code: keyof typeof REFUSALS): Response {
  return context.json({ code, message: REFUSALS[code] }, status)
}

async function read<T>(context: Context, schema: z.ZodType<T>): Promise<T | undefined> {
  const json: unknown = await context.req.json().catch(() => undefined)
  const parsed = schema.safeParse(json)
  return parsed.success ? parsed.data : undefined
}
