import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { TextGenerationPipeline } from '@huggingface/transformers'
import PQueue from 'p-queue'
import type { Config } from '../../src/config/load.ts'
import { DoutuError, messageOf } from '../../src/errors.ts'
import type { ModelMessage } from '../../src/models/language-model.ts'
import type { ChatModel } from './chat-model.ts'
import type { Purse } from './spend.ts'

/** Which model, and how it writes. */
export interface LocalOptions {
  /** A folder with a transformers.js text-generation model, or a hub name. */
  readonly model: string
  readonly config: Pick<Config, 'HF_ENDPOINT' | 'modelCacheFolder'>
  readonly temperature: number
  readonly maximumTokens: number
  readonly purse: Purse
}

/** A language model in this process, through @huggingface/transformers. One answer at a time. */
export async function openLocalModel(options: LocalOptions): Promise<ChatModel> {
  const generate = await load(options)
  const queue = new PQueue({ concurrency: 1 })
  const { purse, maximumTokens, temperature } = options

  async function answer(messages: readonly ModelMessage[]): Promise<string> {
    const prompt = promptText(generate, messages)
    const sampling = temperature > 0 ? { do_sample: true, temperature } : { do_sample: false }
    const output = await generate(prompt, { max_new_tokens: maximumTokens, return_full_text: false, ...sampling })
    const text = textOf(output)
    purse.add(countTokens(generate, prompt), countTokens(generate, text))
    return text
  }

  return {
    name: basename(options.model),
    async complete(messages, _schema, signal) {
      const text = await queue.add(
        async () => {
          signal.throwIfAborted()
          purse.beforeRequest()
          return answer(messages).catch(error => {
            throw new DoutuError(
              'language-model',
              `The local model ${options.model} failed (${messageOf(error)}).`,
              'Try another --model.',
              error,
            )
          })
        },
        { signal },
      )
      return { text, refused: false }
    },
    usage: () => purse.usage,
    close: async () => void (await generate.dispose()),
  }
}

async function load({ model, config }: LocalOptions): Promise<TextGenerationPipeline> {
  const { env, pipeline } = await import('@huggingface/transformers')
  const folder = isFolder(model) ? resolve(model) : undefined
  env.allowRemoteModels = folder === undefined
  env.allowLocalModels = folder !== undefined
  env.cacheDir = config.modelCacheFolder
  env.remoteHost = config.HF_ENDPOINT.replace(/\/?$/, '/')
  if (folder) env.localModelPath = dirname(folder)
  try {
    const dtype = folder && existsSync(join(folder, 'onnx/model.onnx')) ? 'fp32' : 'q4'
    return await pipeline('text-generation', folder ? basename(folder) : model, { dtype })
  } catch (error) {
    throw new DoutuError(
      'model-missing',
      `The model ${model} could not be loaded (${messageOf(error)}).`,
      'Give --model a folder with a transformers.js text-generation model, or a hub name; HF_ENDPOINT names a mirror.',
      error,
    )
  }
}

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

/** The prompt by the model's own chat template, or plainly where it has none. */
function promptText(generate: TextGenerationPipeline, messages: readonly ModelMessage[]): string {
  const { tokenizer } = generate
  if (tokenizer.chat_template) {
    const text = tokenizer.apply_chat_template([...messages], { tokenize: false, add_generation_prompt: true })
    if (typeof text === 'string') return text
  }
  return `${messages.map(({ role, content }) => `${role}: ${content}`).join('\n')}\nassistant: `
}

function textOf(output: Awaited<ReturnType<TextGenerationPipeline>>): string {
  const [first] = output.flat()
  const generated = first?.generated_text
  return typeof generated === 'string' ? generated : (generated?.at(-1)?.content ?? '').toString()
}

function countTokens({ tokenizer }: TextGenerationPipeline, text: string): number {
  return tokenizer.encode(text).length
}
