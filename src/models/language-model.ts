import OpenAI from 'openai'
import type { Config } from '../config/load.ts'
import { DoutuError, messageOf } from '../errors.ts'

/** One message to a language model. */
export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}

/** Writes words. Behind it is any OpenAI-compatible server. */
export interface LanguageModel {
  readonly name: string
  /** The answer, piece by piece. @throws DoutuError `language-model` */
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
  })
  return {
    name: config.LLM_MODEL,
    async *stream(messages, signal) {
      // The client's own timeout covers the first byte only; a stream that stalls must end too.
      const limit = AbortSignal.timeout(config.LLM_TIMEOUT_SECONDS * 1000)
      try {
        const chunks = await client.chat.completions.create(
          { model: config.LLM_MODEL, messages: [...messages], stream: true, max_tokens: MAXIMUM_TOKENS },
          { signal: signal ? AbortSignal.any([signal, limit]) : limit },
        )
        for await (const chunk of chunks) {
          const piece = chunk.choices[0]?.delta?.content
          if (piece) yield piece
        }
      } catch (error) {
        throw new DoutuError(
          'language-model',
          `The language model ${config.LLM_MODEL} did not answer (${messageOf(error)}).`,
          'Check LLM_BASE_URL, LLM_API_KEY and LLM_MODEL; meanwhile the offline bank answers.',
          error,
        )
      }
    },
  }
}
