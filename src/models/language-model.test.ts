import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { DoutuError } from '../errors.ts'
import { type LanguageModel, openLanguageModel } from './language-model.ts'

interface Received {
  readonly at: number
  readonly path: string
  readonly authorization: string | undefined
  readonly body: { model: string; stream: boolean; messages: unknown[] }
}
type Answer = (response: ServerResponse, request: IncomingMessage) => void

// Watched from the start, because the client keeps the functions that it finds at its first use.
const terminal = (['error', 'warn', 'info', 'log'] as const).map(name => vi.spyOn(console, name))
const HELLO = [{ role: 'user' as const, content: '你好' }]
let answers: Answer[] = []
let received: Received[] = []
let base = ''
const server = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += chunk
  received.push({
    at: Date.now(),
    path: request.url ?? '',
    authorization: request.headers.authorization,
    body: JSON.parse(body),
  })
  const answer = answers.length > 1 ? answers.shift() : answers[0]
  answer?.(response, request)
})

beforeEach(async () => {
  ;[answers, received] = [[], []]
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
})
afterEach(() => {
  server.closeAllConnections()
  return new Promise<void>(resolve => server.close(() => resolve()))
})

const chunk = (content: string | null, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`
const opened = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' })
const says =
  (...pieces: string[]): Answer =>
  response =>
    void opened(response).end(`${pieces.map(piece => chunk(piece)).join('')}${chunk(null, 'stop')}data: [DONE]\n\n`)
const refuses =
  (status: number, headers: Record<string, string> = {}): Answer =>
  response =>
    void response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end('{"error":{"message":"no"}}')
const bare =
  (body: string): Answer =>
  response =>
    void opened(response).end(body)

function model(seconds = 20): LanguageModel {
  const opened = openLanguageModel({
    LLM_BASE_URL: base,
    LLM_API_KEY: 'key',
    LLM_MODEL: 'tiny',
    LLM_TIMEOUT_SECONDS: seconds,
  })
  if (!opened) throw new Error('a configured model must open')
  return opened
}

/** Everything that came, and the failure after it. */
async function drain(from: LanguageModel, signal?: AbortSignal): Promise<{ pieces: string[]; error: unknown }> {
  const pieces: string[] = []
  try {
    for await (const piece of from.stream(HELLO, signal)) pieces.push(piece)
  } catch (error) {
    return { pieces, error }
  }
  return { pieces, error: undefined }
}

test('without an address or a model name there is no language model', () => {
  const settings = { LLM_BASE_URL: base, LLM_API_KEY: '', LLM_MODEL: 'tiny', LLM_TIMEOUT_SECONDS: 1 }
  expect(openLanguageModel({ ...settings, LLM_BASE_URL: '' })).toBeUndefined()
  expect(openLanguageModel({ ...settings, LLM_MODEL: '' })).toBeUndefined()
})

test('an answer arrives piece by piece, each before the next is written', async () => {
  let write: ((text: string) => void) | undefined
  answers = [
    response => {
      write = text => opened(response).write(text)
    },
  ]
  const stream = model().stream(HELLO)
  const first = stream.next()
  await expect.poll(() => write).toBeDefined()
  // The second piece does not exist yet when the first is here.
  answers = []
  write?.(chunk('在'))
  expect(await first).toEqual({ done: false, value: '在' })
  expect(received[0]).toMatchObject({
    path: '/v1/chat/completions',
    authorization: 'Bearer key',
    body: { model: 'tiny', stream: true, messages: HELLO },
  })
  await stream.return(undefined)
})

test('a listener who leaves ends the request at the server', async () => {
  let closed = false
  answers = [
    response => {
      response.on('close', () => {
        closed = true
      })
      opened(response).write(chunk('在'))
    },
  ]
  for await (const _piece of model().stream(HELLO)) break
  await expect.poll(() => closed).toBe(true)
})

test('a busy server is asked again, and not before the time that its Retry-After names', async () => {
  answers = [refuses(429, { 'retry-after': '1' }), says('在', '呢')]
  expect(await drain(model())).toEqual({ pieces: ['在', '呢'], error: undefined })
  expect(received[1]!.at - received[0]!.at).toBeGreaterThanOrEqual(950)
})

test('a Retry-After that is longer than the limit ends at the limit', async () => {
  answers = [refuses(429, { 'retry-after': '3600' })]
  const begun = Date.now()
  const { pieces, error } = await drain(model(1))
  expect(pieces).toEqual([])
  expect(error).toMatchObject({ code: 'language-model' })
  expect(Date.now() - begun).toBeLessThan(4000)
})

test('one internal error is survived; a server that always fails is given up after three requests', async () => {
  answers = [refuses(500, { 'retry-after-ms': '5' }), says('好')]
  expect((await drain(model())).pieces).toEqual(['好'])
  received = []
  answers = [refuses(500, { 'retry-after-ms': '5' })]
  expect((await drain(model())).error).toMatchObject({ code: 'language-model' })
  expect(received).toHaveLength(3)
})

test('a wrong key is not tried again, and the sentence names the settings to check', async () => {
  answers = [refuses(401)]
  const { error } = await drain(model())
  expect(received).toHaveLength(1)
  expect(error).toBeInstanceOf(DoutuError)
  expect((error as DoutuError).hint).toContain('LLM_API_KEY')
  expect(String(error)).not.toContain('Bearer')
})

test('a server that never answers is left at the limit', async () => {
  answers = [() => {}]
  const begun = Date.now()
  expect((await drain(model(1))).error).toMatchObject({ code: 'language-model' })
  expect(Date.now() - begun).toBeLessThan(4000)
})

test('a stream that stalls ends at the limit, and what came before is kept', async () => {
  answers = [response => void opened(response).write(chunk('半'))]
  const { pieces, error } = await drain(model(1))
  expect(pieces).toEqual(['半'])
  expect(error).toMatchObject({ code: 'language-model', message: expect.stringContaining('1 s') })
})

test.each<[string, Answer]>([
  ['ends without saying that it is done', bare(chunk('半'))],
  [
    'loses its connection',
    response => void opened(response).write(chunk('半'), () => setTimeout(() => response.destroy(), 50)),
  ],
])('an answer that %s is an error after the pieces that came', async (_how, answer) => {
  answers = [answer]
  const { pieces, error } = await drain(model())
  expect(pieces).toEqual(['半'])
  expect(error).toMatchObject({ code: 'language-model' })
})

test.each<[string, Answer]>([
  ['no piece', bare('data: [DONE]\n\n')],
  ['empty pieces only', says('', '')],
  ['no body', bare('')],
  ['broken JSON', bare('data: {"choices": [{"delta"\n\n')],
  ['JSON of another shape', bare('data: {"hello": 1}\n\n')],
  ['pieces that are no text', bare('data: {"choices":[{"delta":{"content":{"a":1}},"finish_reason":"stop"}]}\n\n')],
  ['a page of a portal', bare('<!doctype html><title>Log in</title>')],
  ['an error inside the stream', bare('data: {"error": {"message": "overloaded"}}\n\n')],
])('an answer with %s is an error, never silence', async (_what, answer) => {
  answers = [answer]
  const { pieces, error } = await drain(model())
  expect(pieces).toEqual([])
  expect(error).toMatchObject({ code: 'language-model' })
})

test('whatever bytes a server streams, the answer ends in text or in a DoutuError', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(fc.string(), fc.json()), { maxLength: 4 }), async lines => {
      answers = [bare(lines.map(line => `data: ${line}\n\n`).join(''))]
      const { error } = await drain(model(5))
      expect(error).toBeInstanceOf(DoutuError)
    }),
    { numRuns: 40 },
  )
})

test('nothing that a server says is written to the terminal', async () => {
  answers = [bare('data: a secret of a chat\n\n')]
  await drain(model())
  expect(terminal.flatMap(spy => spy.mock.calls)).toEqual([])
})

test('the caller can stop waiting', async () => {
  answers = [() => {}]
  const stop = new AbortController()
  const drained = drain(model(), stop.signal)
  await expect.poll(() => received.length).toBe(1)
  stop.abort()
  expect((await drained).error).toMatchObject({ code: 'language-model' })
})
