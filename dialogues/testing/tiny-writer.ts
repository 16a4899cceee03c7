import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { constant, FLOAT, INT64, model, node, value } from './onnx.ts'

/**
 * Writes a text-generation model that always says the same pieces, whatever it is asked: its logits are a row of a table per token,
 * and the row of each piece wants the next one. It keeps a cache as real ones do, though it looks at nothing but the last token.
 */
export function writeTinyWriter(folder: string, pieces: readonly string[]): void {
  mkdirSync(join(folder, 'onnx'), { recursive: true })
  const [unknown, end] = [0, 1]
  const size = pieces.length + 2
  const table = new Float32Array(size * size)
  const next = (token: number) => (token === unknown || token === end ? 2 : token + 1 < size ? token + 1 : end)
  for (let token = 0; token < size; token += 1) table[token * size + next(token)] = 50
  const cache = (name: string, length: string) => value(name, FLOAT, ['batch', 1, length, 1])
  const graph = model({
    nodes: [
      node('Gather', ['table', 'input_ids'], ['logits'], { axis: 0 }),
      node('Cast', ['input_ids'], ['seen'], { to: FLOAT }),
      node('Unsqueeze', ['seen', 'axes'], ['new'], {}),
      node('Concat', ['past_key_values.0.key', 'new'], ['present.0.key'], { axis: 2 }),
      node('Concat', ['past_key_values.0.value', 'new'], ['present.0.value'], { axis: 2 }),
    ],
    constants: [constant('table', [size, size], table), constant('axes', [2], new BigInt64Array([1n, 3n]))],
    inputs: [
      value('input_ids', INT64, ['batch', 'length']),
      cache('past_key_values.0.key', 'past'),
      cache('past_key_values.0.value', 'past'),
    ],
    outputs: [
      value('logits', FLOAT, ['batch', 'length', size]),
      cache('present.0.key', 'all'),
      cache('present.0.value', 'all'),
    ],
  })
  const json = (name: string, content: object) => writeFileSync(join(folder, name), JSON.stringify(content))
  writeFileSync(join(folder, 'onnx/model.onnx'), graph)
  json('config.json', {
    model_type: 'gpt2',
    architectures: ['GPT2LMHeadModel'],
    n_embd: 1,
    n_head: 1,
    n_layer: 1,
    vocab_size: size,
    eos_token_id: end,
    bos_token_id: end,
  })
  json('generation_config.json', { eos_token_id: end, bos_token_id: end })
  json('tokenizer_config.json', {
    tokenizer_class: 'PreTrainedTokenizerFast',
    eos_token: '[END]',
    unk_token: '[UNK]',
    clean_up_tokenization_spaces: false,
  })
  json('tokenizer.json', {
    version: '1.0',
    added_tokens: [
      {
        id: unknown,
        content: '[UNK]',
        special: true,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
      },
      { id: end, content: '[END]', special: true, single_word: false, lstrip: false, rstrip: false, normalized: false },
    ],
    normalizer: null,
    pre_tokenizer: { type: 'WhitespaceSplit' },
    post_processor: null,
    decoder: { type: 'Fuse' },
    model: {
      type: 'WordLevel',
      unk_token: '[UNK]',
      vocab: Object.fromEntries(['[UNK]', '[END]', ...pieces].map((piece, id) => [piece, id])),
    },
  })
}
