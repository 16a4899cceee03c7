import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { completionOfEvents } from './event-stream.ts'
import { openVisionModel } from './vision-model.ts'

const QUESTION = { system: 's', text: 't', image: 'data:image/png;base64,', maximumTokens: 10 }
const USAGE = { prompt_tokens: 7, completion_tokens: 5 }
const saying = (content: unknown, usage: unknown = USAGE) => ({
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
  usage,
})

const modelAt = (url: string) =>
  openVisionModel({
    ...{ LLM_BASE_URL: url, LLM_MODEL: 'eye', LLM_API_KEY: '' },
    ...{ VISION_BASE_URL: '', VISION_MODEL: '', VISION_API_KEY: '', LLM_TIMEOUT_SECONDS: 5 },
  })!

/** A server on loopback, and its address. */
async function serve(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** Asks a server that answers with this, whatever it is asked. */
async function ask(body: unknown, type = 'application/json') {
  const { url } = await serve((_, response) => {
    response.writeHead(200, { 'content-type': type }).end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  return modelAt(url).ask(QUESTION)
}

test('a server that is not there was sent nothing; one that hangs up may have been', async () => {
  const gone = await serve(() => {})
  await new Promise(resolve => gone.server.close(resolve))
  await expect(modelAt(gone.url).ask(QUESTION)).rejects.toMatchObject({ kind: 'unreachable' })
  const rude = await serve(request => request.socket.destroy())
  await expect(modelAt(rude.url).ask(QUESTION)).rejects.toMatchObject({ kind: 'connection' })
})

test('the words come in one piece or in parts', async () => {
  expect(await ask(saying('猫'))).toEqual({ text: '猫', tokensIn: 7, tokensOut: 5 })
  const parts = [{ type: 'text', text: '一只' }, { type: 'image' }, null, { type: 'text', text: '猫' }]
  expect(await ask(saying(parts))).toMatchObject({ text: '一只猫' })
})

test.each([
  ['null', saying(null)],
  ['blanks', saying(' \n')],
  ['a call of a tool', { choices: [{ message: { content: null, tool_calls: [{}] } }], usage: USAGE }],
  ['no choice', { choices: [], usage: USAGE }],
])('%s is an answer without words, which was paid for', async (_, body) => {
  expect(await ask(body)).toEqual({ text: '', tokensIn: 7, tokensOut: 5 })
})

test.each([
  ['a page', '<html></html>', 'text/html'],
  ['an error', { error: { message: 'upstream failed' } }, 'application/json'],
  ['an error among pieces', 'data: {"error":{"message":"upstream failed"}}\n\ndata: [DONE]\n\n', 'text/event-stream'],
])('%s is no answer', async (_, body, type) => {
  await expect(ask(body, type)).rejects.toMatchObject({ kind: 'server' })
})

test('figures that no request can take are not believed', async () => {
  for (const prompt_tokens of [1e15, -1, null, '7'])
    expect(await ask(saying('猫', { prompt_tokens, completion_tokens: 5 }))).toMatchObject({
      tokensIn: undefined,
      tokensOut: 5,
    })
})

test('an answer that is streamed unasked is put together', async () => {
  const piece = (choice: object, more: object = {}) => `data: ${JSON.stringify({ choices: [choice], ...more })}\r\n\r\n`
  const events = [
    ': a comment\r\n\r\n',
    piece({ delta: { role: 'assistant', content: '一只' } }),
    piece({ delta: { content: '猫' } }),
    'data: {"choi\r\n\r\n',
    piece({ delta: {}, finish_reason: 'stop' }, { usage: USAGE }),
    'data: [DONE]\r\n\r\n',
  ].join('')
  expect(await ask(events, 'text/event-stream; charset=utf-8')).toEqual({ text: '一只猫', tokensIn: 7, tokensOut: 5 })
  const refused = `${piece({ delta: { refusal: '不行' } })}`
  await expect(ask(refused, 'text/event-stream')).rejects.toMatchObject({ kind: 'refused' })
  expect(completionOfEvents('')).toMatchObject({ choices: [{ message: { content: '' } }] })
})
