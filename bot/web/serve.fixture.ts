import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { onTestFinished } from 'vitest'
import type { Turn } from '../../src/schemas/context.ts'
import type { IncomingMeme } from '../../src/storage/memes.ts'
import { type TinyBrain, temporaryBrain } from '../../test/helpers.ts'
import type { Speaker } from '../words/speaker.ts'
import { makeWeb } from './app.ts'
import type { PageDecision, PageEvent } from './chat/protocol.ts'

// What tests of the page's server share: the server on a free port, and browsers that keep their cookie and hear events.

export const HOSTILE = '<img src=x onerror="document.title=1">&amp;</script><b>'

type Json = Record<string, unknown> & { message?: string; code?: string; meme?: unknown; delivered?: boolean }

/** What a test may change of the page's server. */
export interface PageOptions {
  readonly speaker?: Speaker
  readonly token?: string
  readonly quietMilliseconds?: number
  /** Settings over those of `testConfig`. */
  readonly settings?: Record<string, string>
}

/** A server with a tiny brain; without a speaker of its own it repeats the last line in brackets. */
export async function servePage(memes: readonly IncomingMeme[], options: PageOptions = {}) {
  const brain: TinyBrain = await temporaryBrain(memes, { settings: options.settings ?? {} })
  const failures: unknown[] = []
  const heard: Array<readonly Turn[]> = []
  const echo: Speaker = {
    async *speak(turns) {
      heard.push(turns.filter(turn => !turn.own))
      yield `(${turns.at(-1)?.text})`
    },
  }
  const { app, conversations } = makeWeb({
    config: brain.config,
    brain,
    speaker: options.speaker ?? echo,
    token: options.token ?? '',
    quietMilliseconds: options.quietMilliseconds ?? 5,
    now: () => 1_700_000_000_000,
    onError: error => failures.push(error),
  })
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 })
  await new Promise(resolve => server.once('listening', resolve))
  onTestFinished(async () => {
    if ('closeAllConnections' in server) server.closeAllConnections()
    server.close()
    await conversations.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    app,
    url,
    brain,
    failures,
    heard,
    /** @param session of 22 characters; a fixed one makes the same draws each time */
    open: (session?: string) => openBrowser(url, session),
  }
}

/** One browser: its cookie, what it posts, and the events that it heard. */
export interface Browser {
  readonly channel: string
  readonly events: PageEvent[]
  readonly greetings: PageEvent[]
  readonly lastId: string
  post(path: string, body: unknown): Promise<[status: number, body: Json]>
  listen(lastEventId?: string): Promise<void>
  leave(): Promise<void>
  decisions(): PageDecision[]
  words(decision: string): string
}

async function openBrowser(url: string, session?: string): Promise<Browser> {
  const known = session && `doutu-session=${session}`
  const cookie = known ?? (await fetch(url)).headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const events: PageEvent[] = []
  const greetings: PageEvent[] = []
  let [lastId, connection] = ['', new AbortController()]
  let ended: Promise<void> = Promise.resolve()

  async function listen(lastEventId?: string): Promise<void> {
    connection = new AbortController()
    const headers = { cookie, ...(lastEventId ? { 'last-event-id': lastEventId } : {}) }
    const { body } = await fetch(`${url}/api/events`, { headers, signal: connection.signal })
    const reader = body!.pipeThrough(new TextDecoderStream()).getReader()
    // The first bytes are the heartbeat, or what waited: from here on nothing is missed.
    let text = (await reader.read()).value ?? ''
    ended = (async () => {
      for (;;) {
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          take(text.slice(0, end))
          text = text.slice(end + 2)
        }
        const { value, done } = await reader.read()
        if (done) return
        text += value
      }
    })().catch(() => {})
  }

  function take(block: string): void {
    const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1] ?? ''
    if (!field('data')) return
    const event = JSON.parse(field('data')) as PageEvent
    // What greets every page, and what it said itself, is looked at apart.
    ;(event.type === 'hello' || event.type === 'heard' ? greetings : events).push(event)
    lastId = field('id') || lastId
  }

  const browser: Browser = {
    channel: `web:${cookie.split('=')[1]}`,
    events,
    greetings,
    get lastId() {
      return lastId
    },
    async post(path, body) {
      const headers = { cookie, 'content-type': 'application/json' }
      const sent = typeof body === 'string' ? body : JSON.stringify(body)
      const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: sent })
      return [response.status, (await response.json()) as Json]
    },
    listen,
    async leave() {
      connection.abort()
      await ended
      // The server learns of it a moment later.
      await new Promise(resolve => setTimeout(resolve, 50))
    },
    decisions: () => events.flatMap(event => (event.type === 'decision' ? [event.decision] : [])),
    words: decision =>
      events
        .flatMap(event => (event.type === 'words-piece' && event.decision === decision ? [event.text] : []))
        .join(''),
  }
  await listen()
  onTestFinished(() => browser.leave())
  return browser
}
