import OpenAI from 'openai'
import type { Config } from '../config/load.ts'
import { DoutuError, messageOf } from '../errors.ts'

/** One message to a language model. */
export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
  /** Pictures beside the text of a user, as data addresses, for models that see. */
  readonly images?: readonly string[]
}

/** Writes words. Behind it is any OpenAI-compatible server. */
export interface LanguageModel {
  readonly name: string
  /**
   * The answer, piece by piece.
   * @throws DoutuError `language-model` when the server refuses, is late, says nothing, or breaks off (after the pieces that came)
   */
  stream(messages: readonly ModelMessage[], signal?: AbortSignal): AsyncGenerator<string>
}

const MAXIMUM_TOKENS = 300

/** The configured language model, or undefined where none is. */
export function openLanguageModel(
  config: Pick<Config, 'LLM_BASE_URL' | 'LLM_API_KEY' | 'LLM_MODEL' | 'LLM_TIMEOUT_SECONDS'>,
): LanguageModel | undefined {
  if (!config.LLM_BASE_URL || !config.LLM_MODEL) return undefined
  const client = new OpenAI({
    baseURL: config.LLM_BASE_URL,
    apiKey: config.LLM_API_KEY || 'none',
    timeout: config.LLM_TIMEOUT_SECONDS * 1000,
    maxRetries: 2,
    // The client would take these from the environment, and quote what the server says on stderr.
    organization: null,
    project: null,
    logLevel: 'off',
  })
  return {
    name: config.LLM_MODEL,
    async *stream(messages, signal) {
      // The client's own timeout covers the first byte only; a stream that stalls must end too.
      const limit = AbortSignal.timeout(config.LLM_TIMEOUT_SECONDS * 1000)
      const end = signal ? AbortSignal.any([signal, limit]) : limit
      let [written, finished] = [false, false]
      try {
        const asked = client.chat.completions.create(
          { model: config.LLM_MODEL, messages: messages.map(toParameter), stream: true, max_tokens: MAXIMUM_TOKENS },
          { signal: end },
        )
        for await (const chunk of await unlessEnded(asked, end)) {
          const choice = chunk.choices?.[0]
          const piece = choice?.delta?.content
          if (typeof piece === 'string' && piece) {
            written = true
            yield piece
          }
          finished ||= Boolean(choice?.finish_reason)
        }
        // The client ends an interrupted stream, and one that was none, without an error.
        if (end.aborted) throw end.reason
        if (!written) throw new Error('the answer was empty')
        if (!finished) throw new Error('the answer was cut off')
      } catch (error) {
        const why = limit.aborted ? `no end within ${config.LLM_TIMEOUT_SECONDS} s` : messageOf(error)
        throw new DoutuError(
          'language-model',
          `The language model ${config.LLM_MODEL} did not answer (${why}).`,
          'Check LLM_BASE_URL, LLM_API_KEY and LLM_MODEL; meanwhile the offline bank answers.',
          error,
        )
      }
    },
  }
}

function toParameter({ role, content, images = [] }: ModelMessage): OpenAI.ChatCompletionMessageParam {
  if (role !== 'user' || images.length === 0) return { role, content }
  const pictures = images.map(url => ({ type: 'image_url' as const, image_url: { url } }))
  return { role, content: [{ type: 'text', text: content }, ...pictures] }
}

/** The work's result, or a rejection as soon as the signal ends it: the client sleeps through one while it waits to retry. */
function unlessEnded<T>(work: PromiseLike<T>, end: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    end.addEventListener('abort', () => reject(end.reason), { once: true })
    work.then(resolve, reject)
  })
}
