import OpenAI, { APIError } from 'openai'
import { DoutuError, messageOf } from '../../src/errors.ts'
import type { ModelMessage } from '../../src/models/language-model.ts'
import { estimateTokens } from '../agents/prompts.ts'
import type { ChatModel, Completion } from './chat-model.ts'
import { type Failure, Retrier, type RetryOptions, retryAfter } from './retry.ts'
import { BudgetSpent, type Purse } from './spend.ts'

/** Where the server is, and how it is asked. */
export interface ServerOptions {
  readonly baseUrl: string
  readonly apiKey: string
  readonly model: string
  readonly timeoutSeconds: number
  readonly temperature: number
  readonly maximumTokens: number
  readonly purse: Purse
  readonly retry: RetryOptions
}

/** What the server was found to understand; learnt from its refusals. */
interface Abilities {
  format: 'schema' | 'object' | 'none'
  usage: boolean
  stream: boolean
}

const HOPELESS = new Set([401, 403, 404])
const PASSING = new Set([408, 409, 425, 429])

/** Any OpenAI-compatible server: structured output where it has it, streaming, time limits, and tries again where that helps. */
export function openServer(options: ServerOptions): ChatModel {
  const client = new OpenAI({
    baseURL: options.baseUrl,
    apiKey: options.apiKey || 'none',
    // The retrier below does these, and keeps Retry-After for all requests at once.
    maxRetries: 0,
    timeout: options.timeoutSeconds * 1000,
    organization: null,
    project: null,
    logLevel: 'off',
  })
  const abilities: Abilities = { format: 'schema', usage: true, stream: true }
  const retrier = new Retrier(options.retry)

  async function complete(messages: readonly ModelMessage[], schema: object, signal: AbortSignal): Promise<Completion> {
    return retrier.run(
      async () => {
        options.purse.beforeRequest()
        const used = { ...abilities }
        try {
          return await ask(client, options, used, messages, schema, signal)
        } catch (error) {
          if (!signal.aborted && learn(error, used, abilities)) return await complete(messages, schema, signal)
          throw error
        }
      },
      error => judge(error, options),
      signal,
    )
  }
  return { name: options.model, complete, usage: () => options.purse.usage, close: async () => {} }
}

async function ask(
  client: OpenAI,
  options: ServerOptions,
  abilities: Abilities,
  messages: readonly ModelMessage[],
  schema: object,
  signal: AbortSignal,
): Promise<Completion> {
  // The client's own limit covers the first byte only; a stream that trickles must end too.
  const limit = AbortSignal.timeout(options.timeoutSeconds * 1000)
  const end = AbortSignal.any([signal, limit])
  const body = {
    model: options.model,
    messages: [...messages],
    temperature: options.temperature,
    max_tokens: options.maximumTokens,
    ...formatOf(abilities, schema),
  }
  try {
    const answer = abilities.stream
      ? await readStream(
          await client.chat.completions.create(
            { ...body, stream: true, ...(abilities.usage ? { stream_options: { include_usage: true } } : {}) },
            { signal: end },
          ),
        )
      : readWhole(await client.chat.completions.create(body, { signal: end }))
    if (end.aborted) throw end.reason
    const prompt = answer.promptTokens ?? estimateTokens(messages.map(message => message.content).join('\n'))
    options.purse.add(prompt, answer.completionTokens ?? estimateTokens(answer.text))
    if (abilities.stream && answer.chunks === 0) throw new NoStream()
    return { text: answer.text, refused: answer.refused }
  } catch (error) {
    if (limit.aborted && !signal.aborted) throw new TooLate(options.timeoutSeconds)
    throw error
  }
}

function formatOf({ format }: Abilities, schema: object) {
  if (format === 'none') return {}
  if (format === 'object') return { response_format: { type: 'json_object' as const } }
  const named = { name: 'reply', strict: true, schema: schema as Record<string, unknown> }
  return { response_format: { type: 'json_schema' as const, json_schema: named } }
}

interface Read extends Completion {
  readonly promptTokens: number | undefined
  readonly completionTokens: number | undefined
  readonly chunks: number
}

async function readStream(stream: AsyncIterable<OpenAI.ChatCompletionChunk>): Promise<Read> {
  let [text, refusal, chunks] = ['', '', 0]
  let used: OpenAI.CompletionUsage | null | undefined
  for await (const chunk of stream) {
    chunks += 1
    const delta = chunk.choices?.[0]?.delta
    text += delta?.content ?? ''
    refusal += delta?.refusal ?? ''
    used = chunk.usage ?? used
  }
  return {
    text,
    refused: refusal !== '',
    promptTokens: used?.prompt_tokens,
    completionTokens: used?.completion_tokens,
    chunks,
  }
}

function readWhole(answer: OpenAI.ChatCompletion): Read {
  const message = answer.choices?.[0]?.message
  const used = answer.usage
  return {
    text: message?.content ?? '',
    refused: Boolean(message?.refusal),
    promptTokens: used?.prompt_tokens,
    completionTokens: used?.completion_tokens,
    chunks: 1,
  }
}

/** No end within the time limit. */
class TooLate extends Error {
  constructor(seconds: number) {
    super(`no end within ${seconds} s`)
  }
}

/** The server answered a streaming request with something else. */
class NoStream extends Error {
  constructor() {
    super('the answer was no stream')
  }
}

/** Takes from a refusal what the server cannot do. @returns whether anything was learnt, so that asking otherwise makes sense */
function learn(error: unknown, used: Abilities, abilities: Abilities): boolean {
  if (error instanceof NoStream && used.stream) {
    abilities.stream = false
    return true
  }
  if (!(error instanceof APIError) || (error.status !== 400 && error.status !== 422)) return false
  if (used.usage && /stream_options|include_usage/i.test(error.message)) {
    abilities.usage = false
    return true
  }
  if (used.format === 'none') return false
  // Several requests may meet the same refusal; the server's abilities fall one step for all of them.
  if (abilities.format === used.format) abilities.format = used.format === 'schema' ? 'object' : 'none'
  return true
}

function judge(error: unknown, options: ServerOptions): Failure {
  if (error instanceof BudgetSpent || error instanceof DoutuError) return { error, again: false, wait: undefined }
  const status = error instanceof APIError ? error.status : undefined
  if (status !== undefined && HOPELESS.has(status))
    return { error: hopeless(status, error, options), again: false, wait: undefined }
  const passing = status === undefined || PASSING.has(status) || status >= 500
  const wait = error instanceof APIError ? retryAfter(error.headers, options.retry.now()) : undefined
  return { error: silent(error, options), again: passing, wait: passing ? wait : undefined }
}

function hopeless(status: number, error: unknown, { model, baseUrl }: ServerOptions): DoutuError {
  const why = status === 404 ? `has no model ${model}, or is at another address` : 'does not accept the key'
  return new DoutuError(
    'bad-setting',
    `The server ${baseUrl} ${why} (${status}).`,
    'Check LLM_BASE_URL, LLM_API_KEY and LLM_MODEL.',
    error,
  )
}

function silent(error: unknown, { model }: ServerOptions): DoutuError {
  return new DoutuError(
    'language-model',
    `The language model ${model} did not answer (${messageOf(error).slice(0, 200)}).`,
    'Check LLM_BASE_URL and LLM_MODEL, and go on with --resume --retry-failed.',
    error,
  )
}
