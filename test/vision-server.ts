import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

// A vision server that misbehaves by script; nothing here needs vitest.

/** How a request is answered. */
export type Manner =
  | 'sound'
  | 'fenced'
  | 'busy'
  | 'error'
  | 'hang'
  | 'stall'
  | 'truncated'
  | 'wrong-keys'
  | 'refusal'
  | 'refusal-field'
  | 'filtered'
  | 'no-json'
  | 'empty'
  | 'endless'
  | 'reset'
  | 'unauthorized'

/** A request as the server saw it. */
export interface SeenRequest {
  readonly subject: string
  readonly repair: boolean
  readonly manner: Manner
  readonly tokensIn: number
  readonly tokensOut: number
  readonly at: number
}

export interface VisionServer {
  readonly url: string
  readonly seen: SeenRequest[]
  /** Most requests that were open at once. */
  readonly most: () => number
  close(): Promise<void>
}

/** An annotation that says something about a subject. */
export function soundAnswer(subject: string): Record<string, unknown> {
  return {
    caption: subject,
    scenario: `有人在群里提起${subject}，大家正聊得热闹`,
    unsuitable: `对方因为${subject}真的难过的时候`,
    emotion: '好笑、无奈',
    motivation: `想用${subject}逗大家一下`,
    examples: ['怎么又是', '今天看到', '谁还记得', '你们说说', '我刚想起', '别提了', '周末聊聊', '真的会谢'].map(
      start => `${start}${subject}`,
    ),
    tags: ['测试', subject],
    rating: 'safe',
  }
}

interface Asked {
  readonly subject: string
  readonly repair: boolean
}

/**
 * Starts a server on loopback. The subject of a request is what stands between 「」 in its text.
 * @param choose how a request is answered; `nth` counts the requests for this subject and attempt from 0
 */
export async function startVisionServer(
  choose: (asked: Asked, nth: number) => Manner,
  usage: { tokensIn: number; tokensOut: number } = { tokensIn: 1500, tokensOut: 300 },
  delay: () => number = () => 0,
): Promise<VisionServer> {
  const seen: SeenRequest[] = []
  const counts = new Map<string, number>()
  let [open, most] = [0, 0]
  const server = createServer(async (request, response) => {
    open += 1
    most = Math.max(most, open)
    response.on('close', () => {
      open -= 1
    })
    const asked = await readAsked(request)
    const key = `${asked.subject} ${asked.repair}`
    const nth = counts.get(key) ?? 0
    counts.set(key, nth + 1)
    const manner = choose(asked, nth)
    seen.push({ ...asked, manner, ...usage, at: Date.now() })
    await sleep(delay())
    answer(response, manner, asked.subject, usage)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/v1`, seen, most: () => most, close: () => close(server) }
}

async function readAsked(request: IncomingMessage): Promise<Asked> {
  let body = ''
  for await (const chunk of request) body += chunk
  const { messages } = JSON.parse(body) as { messages: Array<{ content: unknown }> }
  const text = JSON.stringify(messages[1]?.content ?? '')
  return { subject: /「(.*?)」/.exec(text)?.[1] ?? '', repair: messages.length > 2 }
}

function answer(
  response: ServerResponse,
  manner: Manner,
  subject: string,
  usage: { tokensIn: number; tokensOut: number },
): void {
  const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  const says = (content: string | null, message: object = {}, finish = 'stop') =>
    json(200, {
      id: 'x',
      object: 'chat.completion',
      choices: [{ index: 0, finish_reason: finish, message: { role: 'assistant', content, ...message } }],
      usage: { prompt_tokens: usage.tokensIn, completion_tokens: usage.tokensOut },
    })
  const sound = JSON.stringify(soundAnswer(subject))
  const fail = (status: number, headers = {}) => json(status, { error: { message: 'no' } }, headers)
  if (manner === 'sound') says(sound)
  else if (manner === 'fenced') says(`好的，标注如下：\n\`\`\`json\n${sound}\n\`\`\``)
  else if (manner === 'busy') fail(429, { 'retry-after': '0.05' })
  else if (manner === 'error') fail(500, { 'retry-after-ms': '5' })
  else if (manner === 'unauthorized') fail(401)
  else if (manner === 'truncated') says(sound.slice(0, sound.length / 2), {}, 'length')
  else if (manner === 'wrong-keys') says(JSON.stringify({ text: subject, mood: '好笑', lines: ['a'] }))
  else if (manner === 'refusal') says('抱歉，我无法处理这张图片。')
  else if (manner === 'refusal-field') says(null, { refusal: 'no' })
  else if (manner === 'filtered')
    json(400, { error: { message: 'Input data may contain inappropriate content.', code: 'data_inspection_failed' } })
  else if (manner === 'no-json')
    void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Log in</title>')
  else if (manner === 'empty') says('')
  else if (manner === 'endless') says('{'.repeat(4_000_000))
  else if (manner === 'reset') response.destroy()
  else if (manner === 'stall') response.writeHead(200, { 'content-type': 'application/json' }).write('{"choices": [')
}

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise(resolve => server.close(() => resolve()))
}
