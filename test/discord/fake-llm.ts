import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { onTestFinished } from 'vitest'

interface ChatRequest {
  readonly stream?: boolean
  readonly messages: ReadonlyArray<{ readonly role: string; readonly content: unknown }>
}

/** A language model on loopback that says what a test tells it to. */
export interface FakeLanguageModel {
  /** Settings under which the bot finds it. */
  readonly env: Record<string, string>
  /** Everything that it was asked, oldest first. */
  readonly asked: ChatRequest[]
  /** What it says from now on; `delay` in milliseconds before the first word. */
  answer(text: string, delay?: number): void
}

/** An OpenAI-compatible server of this test's own. */
export async function fakeLanguageModel(): Promise<FakeLanguageModel> {
  let [words, wait] = ['好的', 0]
  const asked: ChatRequest[] = []
  const app = new Hono()
  app.post('/v1/chat/completions', async c => {
    const request: ChatRequest = await c.req.json()
    asked.push(request)
    await sleep(wait)
    if (!request.stream) {
      return c.json({
        id: 'x',
        object: 'chat.completion',
        choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: words } }],
      })
    }
    return streamSSE(c, async stream => {
      const piece = (delta: object, finish_reason: string | null) =>
        stream.writeSSE({
          data: JSON.stringify({
            id: 'x',
            object: 'chat.completion.chunk',
            choices: [{ index: 0, delta, finish_reason }],
          }),
        })
      for (const part of words.match(/[\s\S]{1,8}/gu) ?? []) await piece({ content: part }, null)
      await piece({}, 'stop')
      await stream.writeSSE({ data: '[DONE]' })
    })
  })
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }) as Server
  if (!server.listening) await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return {
    env: { LLM_BASE_URL: `http://127.0.0.1:${port}/v1`, LLM_API_KEY: 'none', LLM_MODEL: 'fake' },
    asked,
    answer(text, delay = 0) {
      words = text
      wait = delay
    },
  }
}
