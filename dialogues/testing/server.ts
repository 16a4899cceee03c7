import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'

/** One request as the test server saw it. */
export interface SeenRequest {
  readonly at: number
  readonly body: {
    messages: Array<{ role: string; content: string }>
    stream?: boolean
    response_format?: { type: string }
    stream_options?: unknown
  }
  readonly authorization: string | undefined
}

/** How the server behaves to a request. */
export type Behaviour =
  | {
      readonly kind: 'say'
      readonly text: string
      readonly refusal?: boolean
      readonly slow?: number
      readonly finish?: string
    }
  | {
      readonly kind: 'status'
      readonly status: number
      readonly headers?: Record<string, string>
      readonly message?: string
    }
  | { readonly kind: 'hang' }
  | { readonly kind: 'break'; readonly text: string }
  | { readonly kind: 'whole'; readonly text: string }

/** A test server. */
export interface ScriptedServer {
  readonly url: string
  readonly seen: SeenRequest[]
  /** Requests that are being answered. */
  readonly open: () => number
  readonly mostOpen: () => number
}

/** An OpenAI-compatible server on loopback that does to each request what the script says. */
export async function scriptedServer(
  script: (request: SeenRequest, number: number) => Behaviour | Promise<Behaviour>,
): Promise<ScriptedServer> {
  const seen: SeenRequest[] = []
  let [open, most] = [0, 0]
  const server = createServer(async (request, response) => {
    open += 1
    most = Math.max(most, open)
    response.on('close', () => {
      open -= 1
    })
    const found: SeenRequest = {
      at: Date.now(),
      body: JSON.parse(await bodyOf(request)),
      authorization: request.headers.authorization,
    }
    seen.push(found)
    await behave(await script(found, seen.length - 1), found, response)
  })
  server.listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    seen,
    open: () => open,
    mostOpen: () => most,
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

async function behave(behaviour: Behaviour, request: SeenRequest, response: ServerResponse): Promise<void> {
  switch (behaviour.kind) {
    case 'hang':
      return
    case 'status':
      response.writeHead(behaviour.status, { 'content-type': 'application/json', ...behaviour.headers })
      response.end(JSON.stringify({ error: { message: behaviour.message ?? 'no', type: 'test' } }))
      return
    case 'whole':
      return whole(behaviour.text, response)
    case 'break':
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(event({ content: behaviour.text }, null))
      await sleep(2)
      response.destroy()
      return
    case 'say':
      return request.body.stream ? stream(behaviour, response) : whole(behaviour.text, response)
  }
}

function whole(text: string, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(
    JSON.stringify({
      id: 'x',
      object: 'chat.completion',
      created: 0,
      model: 'm',
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: text } }],
      usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
    }),
  )
}

async function stream(
  { text, refusal, slow = 0, finish = 'stop' }: Extract<Behaviour, { kind: 'say' }>,
  response: ServerResponse,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const pieces = slow > 0 ? [...text] : (text.match(/[\s\S]{1,12}/gu) ?? [])
  for (const piece of pieces) {
    if (response.destroyed) return
    response.write(event(refusal ? { refusal: piece } : { content: piece }, null))
    if (slow > 0) await sleep(slow)
  }
  response.write(event({}, finish))
  response.write(
    `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 0, model: 'm', choices: [], usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 } })}\n\n`,
  )
  response.end('data: [DONE]\n\n')
}

function event(delta: object, finish: string | null): string {
  return `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 0, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`
}

/** An answer in the form that is asked for. */
export const answer = (text: string, given: object = {}) =>
  JSON.stringify({
    text,
    scenario: '两人在聊天',
    emotion: '开心、轻松',
    motivation: '想接住对方的话',
    meme: 'after',
    more: false,
    ...given,
  })
