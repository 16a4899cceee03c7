import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context } from 'hono'
import { DiscordRefusal } from './errors.ts'
import type { Json } from './model/types.ts'
import type { Validator } from './openapi/validate.ts'
import { type Operation, partsOf } from './operations.ts'
import type { RateLimits } from './rate-limits.ts'
import type { Handler, RestAnswer, RestRequest, RestTools, UploadedFile } from './rest/context.ts'
import type { Behaviour, Scripts } from './scripts.ts'

/** A request as it came, and what became of it. */
export interface RecordedRequest {
  readonly method: string
  /** Path with the ids in it, after `/api/v10`. */
  readonly path: string
  readonly route: Operation
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly json: Json
  readonly files: readonly UploadedFile[]
  /** When its body had arrived, in epoch milliseconds. */
  readonly at: number
  /** When its head had arrived. */
  readonly startedAt: number
  /** Undefined until it is answered, and for connections that were reset. */
  status: number | undefined
  answer: unknown
}

/** What the desk needs to answer requests. */
export interface DeskParts {
  readonly tools: () => RestTools
  readonly validator: Validator | undefined
  readonly scripts: Scripts
  readonly limits: RateLimits
  readonly violations: string[]
  readonly requests: RecordedRequest[]
  readonly changed: () => void
}

type NodeContext = Context<{ Bindings: { incoming: IncomingMessage } }>

/** Takes one request of an operation through its checks: token, description, ordered trouble, rate limit, handler, description. */
export async function serveOperation(c: NodeContext, operation: Operation, handler: Handler, parts: DeskParts) {
  const { tools, scripts, violations } = parts
  const { state } = tools()
  const startedAt = state.now()
  const { request, media } = await readRequest(c)
  const recorded: RecordedRequest = {
    method: c.req.method,
    path: c.req.path.replace('/api/v10', ''),
    route: operation,
    headers: c.req.header(),
    at: state.now(),
    startedAt,
    status: undefined,
    answer: undefined,
    ...request,
  }
  parts.requests.push(recorded)
  const sent = { ...request, media, files: request.files.map(({ field }) => field) }
  violations.push(...(parts.validator?.request(operation, sent) ?? []))
  const trouble = scripts.take(operation, request)
  if (trouble && 'delay' in trouble) await sleep(trouble.delay)
  if (trouble && 'reset' in trouble) return reset(c, parts)
  const { headers, retryAfter } = parts.limits.use(operation, request)
  const answer =
    troubled(trouble) ??
    tooSoon(retryAfter) ??
    refusedToken(c, operation, state.token) ??
    decide(request, handler, tools())
  recorded.status = answer.status
  recorded.answer = answer.body
  violations.push(...(parts.validator?.answer(operation, answer.status, answer.body) ?? []))
  if (trouble && 'lost' in trouble) return reset(c, parts)
  if (trouble && 'late' in trouble) await sleep(trouble.late)
  // After this turn of the loop, so that the answer is on its way before a waiting test goes on.
  setImmediate(parts.changed)
  return respond(c, answer, { ...headers, ...answer.headers })
}

interface DeskAnswer extends RestAnswer {
  readonly headers?: Record<string, string>
}

function respond(c: NodeContext, { status, body }: DeskAnswer, headers: Record<string, string>): Response {
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  // A 204 with a media type makes discord.js read a body that is not there.
  if (body === undefined) return c.body(null, status as 204)
  return c.json(body as object, status as 200)
}

function reset(c: NodeContext, { changed }: DeskParts): Response {
  c.env.incoming.socket.resetAndDestroy()
  setImmediate(changed)
  return RESPONSE_ALREADY_SENT
}

function decide(request: RestRequest, handler: Handler, tools: RestTools): DeskAnswer {
  try {
    return handler(request, tools)
  } catch (error) {
    if (error instanceof DiscordRefusal) return { status: error.status, body: error.body }
    throw error
  }
}

function troubled(trouble: Behaviour | undefined): DeskAnswer | undefined {
  if (!trouble) return undefined
  if ('retryAfter' in trouble) return limited(trouble.retryAfter, trouble.global ?? false)
  if ('code' in trouble) {
    const { status, body } = new DiscordRefusal(trouble.code)
    return { status, body }
  }
  return 'status' in trouble ? { status: trouble.status, body: { message: 'upstream', code: 0 } } : undefined
}

const tooSoon = (retryAfter: number | undefined) => (retryAfter === undefined ? undefined : limited(retryAfter, false))

const limited = (retryAfter: number, global: boolean): DeskAnswer => ({
  status: 429,
  body: { code: 0, message: 'You are being rate limited.', retry_after: retryAfter, global },
  headers: {
    'retry-after': String(Math.ceil(retryAfter)),
    'x-ratelimit-scope': global ? 'global' : 'user',
    ...(global ? { 'x-ratelimit-global': 'true' } : {}),
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset-after': String(retryAfter),
  },
})

/** Interactions and their webhooks are proved by their own token, all else by the bot's. */
function refusedToken(c: NodeContext, operation: Operation, token: string): DeskAnswer | undefined {
  const { path } = partsOf(operation)
  if (path.includes('_token}') || c.req.header('authorization') === `Bot ${token}`) return undefined
  return { status: 401, body: { code: 0, message: '401: Unauthorized' } }
}

async function readRequest(c: NodeContext): Promise<{ request: RestRequest; media: string | undefined }> {
  const media = c.req.header('content-type')?.split(';')[0]?.trim()
  const empty =
    c.req.header('content-length') === '0' || (!c.req.header('content-length') && !c.req.header('transfer-encoding'))
  const common = { params: c.req.param(), query: c.req.query() }
  if (!media || empty) return { request: { ...common, json: {}, files: [] }, media: undefined }
  if (media !== 'multipart/form-data') {
    return { request: { ...common, json: await c.req.json(), files: [] }, media }
  }
  const form = await c.req.raw.formData()
  const files: UploadedFile[] = []
  let json: Json = {}
  for (const [field, value] of form) {
    if (typeof value === 'string') json = field === 'payload_json' ? JSON.parse(value) : { ...json, [field]: value }
    else files.push({ field, name: value.name, type: mediaType(value), bytes: Buffer.from(await value.arrayBuffer()) })
  }
  return { request: { ...common, json, files }, media }
}

/** Discord goes by the name where the client does not say what a file is. */
function mediaType({ type, name }: { readonly type: string; readonly name: string }): string {
  const known: Record<string, string> = {
    png: 'image/png',
    gif: 'image/gif',
    webp: 'image/webp',
    jpg: 'image/jpeg',
    json: 'application/json',
  }
  const guessed = known[name.split('.').at(-1)?.toLowerCase() ?? '']
  return (type && type !== 'application/octet-stream' ? type : guessed) ?? 'application/octet-stream'
}
