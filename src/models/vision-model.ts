import OpenAI from 'openai'
import type { Config } from '../config/load.ts'
import { messageOf } from '../errors.ts'
import { completionOfEvents } from './event-stream.ts'

/** One question about a picture. */
export interface VisionQuestion {
  readonly system: string
  readonly text: string
  /** The picture as a `data:` URL. */
  readonly image: string
  /** What was answered before and why that will not do. */
  readonly previous?: { readonly answer: string; readonly complaint: string }
  /** Longest answer, in tokens. */
  readonly maximumTokens: number
}

/** What a model answered, and what it took; figures are undefined where the server gives none. */
export interface VisionAnswer {
  readonly text: string
  readonly tokensIn: number | undefined
  readonly tokensOut: number | undefined
}

/**
 * Why there is no answer: `busy` (429), `server` (5xx, or no sound answer), `timeout`, `connection` (it broke), `unreachable` (there was none), `unauthorized` (401, 403, or
 * no credit), `refused` (the model or a filter will not), `bad-request` (any other 4xx), `stopped` (by the caller).
 */
export type VisionFailure =
  | 'busy'
  | 'server'
  | 'timeout'
  | 'connection'
  | 'unreachable'
  | 'unauthorized'
  | 'refused'
  | 'bad-request'
  | 'stopped'

/** A question that got no answer. */
export class VisionError extends Error {
  readonly kind: VisionFailure
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfter: number | undefined

  constructor(kind: VisionFailure, message: string, retryAfter?: number) {
    super(message)
    this.name = 'VisionError'
    this.kind = kind
    this.retryAfter = retryAfter
  }
}

/** Looks at pictures. Behind it is any OpenAI-compatible server. */
export interface VisionModel {
  readonly name: string
  /** One request, never repeated by itself. @throws VisionError */
  ask(question: VisionQuestion, signal?: AbortSignal): Promise<VisionAnswer>
}

type VisionConfig = Pick<
  Config,
  | 'LLM_BASE_URL'
  | 'LLM_API_KEY'
  | 'LLM_MODEL'
  | 'LLM_TIMEOUT_SECONDS'
  | 'VISION_BASE_URL'
  | 'VISION_API_KEY'
  | 'VISION_MODEL'
>

/** The configured vision model, or undefined where none is. */
export function openVisionModel(config: VisionConfig): VisionModel | undefined {
  const baseURL = config.VISION_BASE_URL || config.LLM_BASE_URL
  const model = config.VISION_MODEL || config.LLM_MODEL
  if (!baseURL || !model) return undefined
  // The one server's key is nothing that another server should get.
  const shared = config.VISION_BASE_URL && config.VISION_BASE_URL !== config.LLM_BASE_URL ? '' : config.LLM_API_KEY
  const client = new OpenAI({
    baseURL,
    apiKey: config.VISION_API_KEY || shared || 'none',
    maxRetries: 0,
    organization: null,
    project: null,
    logLevel: 'off',
    fetch: fetchBounded,
  })
  const milliseconds = config.LLM_TIMEOUT_SECONDS * 1000
  return {
    name: model,
    async ask(question, signal) {
      // The client's own timeout ends with the headers; a body that stalls must end too.
      const limit = AbortSignal.timeout(milliseconds)
      const end = signal ? AbortSignal.any([signal, limit]) : limit
      try {
        const response = await unlessEnded(
          client.chat.completions.create(bodyOf(model, question), { signal: end }),
          end,
        )
        return readAnswer(response)
      } catch (error) {
        if (error instanceof VisionError) throw error
        if (signal?.aborted) throw new VisionError('stopped', 'it was stopped')
        if (limit.aborted) throw new VisionError('timeout', `no answer within ${config.LLM_TIMEOUT_SECONDS} s`)
        throw failureOf(error)
      }
    },
  }
}

function bodyOf(model: string, { system, text, image, previous, maximumTokens }: VisionQuestion) {
  const messages: OpenAI.ChatCompletionMessageParam[] = [
    { role: 'system', content: system },
    {
      role: 'user',
      content: [
        { type: 'image_url', image_url: { url: image } },
        { type: 'text', text },
      ],
    },
  ]
  if (previous)
    messages.push({ role: 'assistant', content: previous.answer }, { role: 'user', content: previous.complaint })
  return { model, messages, max_tokens: maximumTokens } as const
}

/** No annotation is longer; what is would only fill memory, the database and the next request. */
const LARGEST_RESPONSE = 2 ** 20

/** `fetch`, whose body fails once it has become too long. */
async function fetchBounded(...request: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(...request)
  let length = 0
  const bound = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      length += piece.length
      if (length > LARGEST_RESPONSE) controller.error(new Error('the answer was too long'))
      else controller.enqueue(piece)
    },
  })
  const { status, statusText, headers } = response
  const bounded = new Response(response.body?.pipeThrough(bound) ?? null, { status, statusText, headers })
  // Some servers stream although nobody asked for it.
  return /^text\/event-stream/i.test(headers.get('content-type') ?? '') && response.ok
    ? Response.json(completionOfEvents(await bounded.text()))
    : bounded
}

/** No model reads or writes more at once: what a server counts beyond it is a mistake. */
const MOST_TOKENS = 10_000_000

/**
 * A server may send anything that is JSON; only what has the right shape is believed. An answer without words is one all the same: it
 * is paid for, and what becomes of it is not decided here.
 */
function readAnswer(response: unknown): VisionAnswer {
  const completion = response as (Partial<OpenAI.ChatCompletion> & { error?: unknown }) | null
  if (!Array.isArray(completion?.choices) || completion.error)
    throw new VisionError('server', 'the answer was not sound')
  const choice: OpenAI.ChatCompletion.Choice | undefined = completion.choices[0]
  if (choice?.message?.refusal || choice?.finish_reason === 'content_filter')
    throw new VisionError('refused', 'the model refused')
  const figure = (value: unknown) =>
    typeof value === 'number' && value >= 0 && value <= MOST_TOKENS ? value : undefined
  return {
    text: wordsOf(choice?.message?.content).trim(),
    tokensIn: figure(completion.usage?.prompt_tokens),
    tokensOut: figure(completion.usage?.completion_tokens),
  }
}

/** The words of a message, which some servers send in parts. */
function wordsOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map((part: { text?: unknown } | null) => (typeof part?.text === 'string' ? part.text : '')).join('')
}

/** Codes of connections that never came about: nothing was sent. */
const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/** What an error is caused by, and what that is caused by, and so on. */
function causesOf(error: Error): Error[] {
  return error.cause instanceof Error ? [error.cause, ...causesOf(error.cause)] : []
}

function failureOf(error: unknown): VisionError {
  if (error instanceof OpenAI.APIConnectionTimeoutError)
    return new VisionError('timeout', 'the server did not answer in time')
  if (error instanceof OpenAI.APIConnectionError) {
    const causes = causesOf(error)
    const isUnreachable = causes.some(cause => UNREACHABLE.has(String((cause as NodeJS.ErrnoException).code)))
    const last = causes.at(-1)
    const why = last
      ? `no connection (${messageOf(last) || String((last as NodeJS.ErrnoException).code)})`
      : 'no connection'
    return new VisionError(isUnreachable ? 'unreachable' : 'connection', why)
  }
  if (!(error instanceof OpenAI.APIError) || error.status === undefined)
    return new VisionError('server', 'the answer was not sound')
  const { status, message, headers } = error
  const wait = retryAfterOf(headers)
  if (error.code === 'insufficient_quota') return new VisionError('unauthorized', `there is no credit left (${status})`)
  if (status === 429) return new VisionError('busy', 'the server is busy', wait)
  if (status >= 500 || status === 408 || status === 409)
    return new VisionError('server', `the server failed (${status})`, wait)
  if (status === 401 || status === 402 || status === 403)
    return new VisionError('unauthorized', `the server does not accept the key (${status})`)
  if (/content[_ -]?(?:filter|policy)|inspection|sensitive|safety|moderation/i.test(`${error.code} ${message}`))
    return new VisionError('refused', `the server refused the picture (${status})`)
  return new VisionError('bad-request', `the server does not accept the request (${status})`)
}

/** `Retry-After-Ms`, or `Retry-After` in seconds or as a date, in milliseconds. */
function retryAfterOf(headers: Headers | undefined): number | undefined {
  const milliseconds = Number(headers?.get('retry-after-ms') ?? Number.NaN)
  if (Number.isFinite(milliseconds)) return Math.max(0, milliseconds)
  const value = headers?.get('retry-after')
  if (!value) return undefined
  const seconds = Number(value)
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - Date.now()
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined
}

function unlessEnded<T>(work: PromiseLike<T>, end: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (end.aborted) reject(end.reason)
    end.addEventListener('abort', () => reject(end.reason), { once: true })
    work.then(resolve, reject)
  })
}
