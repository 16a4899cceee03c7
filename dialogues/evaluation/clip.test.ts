import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { constant, FLOAT, INT64, model, node, value } from '../testing/onnx.ts'
import { type ImageTextModel, openClip } from './clip.ts'

const folder = mkdtempSync(join(tmpdir(), 'doutu-clip-'))
const config = { HF_ENDPOINT: 'http://127.0.0.1:1', modelCacheFolder: folder }
let clip: ImageTextModel

/** A model in CLIP's form whose picture is its mean colour, and whose words 红, 绿 and 蓝 are those colours. */
function writeTinyClip(target: string): void {
  mkdirSync(join(target, 'onnx'), { recursive: true })
  const colours = new Float32Array([0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1])
  const graph = model({
    nodes: [
      node('Gather', ['colours', 'input_ids'], ['words'], { axis: 0 }),
      node('ReduceSum', ['words', 'one'], ['text_embeds'], { keepdims: 0 }),
      node('ReduceSum', ['pixel_values', 'sides'], ['image_embeds'], { keepdims: 0 }),
    ],
    constants: [
      constant('colours', [5, 3], colours),
      constant('one', [1], new BigInt64Array([1n])),
      constant('sides', [2], new BigInt64Array([2n, 3n])),
    ],
    inputs: [
      value('input_ids', INT64, ['batch', 'length']),
      value('pixel_values', FLOAT, ['images', 3, 'height', 'width']),
    ],
    outputs: [value('text_embeds', FLOAT, ['batch', 3]), value('image_embeds', FLOAT, ['images', 3])],
  })
  writeFileSync(join(target, 'onnx/model.onnx'), graph)
  const json = (name: string, content: object) => writeFileSync(join(target, name), JSON.stringify(content))
  json('config.json', { model_type: 'chinese_clip', architectures: ['ChineseCLIPModel'] })
  json('preprocessor_config.json', {
    image_processor_type: 'ChineseCLIPFeatureExtractor',
    do_resize: true,
    size: { height: 4, width: 4 },
    do_rescale: true,
    do_normalize: false,
    do_center_crop: false,
  })
  json('tokenizer_config.json', {
    tokenizer_class: 'PreTrainedTokenizerFast',
    unk_token: '[UNK]',
    pad_token: '[PAD]',
    clean_up_tokenization_spaces: false,
  })
  json('tokenizer.json', {
    version: '1.0',
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: 'WhitespaceSplit' },
    post_processor: null,
    decoder: null,
    model: { type: 'WordLevel', unk_token: '[UNK]', vocab: { '[PAD]': 0, '[UNK]': 1, 红: 2, 绿: 3, 蓝: 4 } },
  })
}

beforeAll(async () => {
  writeTinyClip(join(folder, 'tiny-clip'))
  const red = { create: { width: 9, height: 6, channels: 3, background: '#ff0000' } } as const
  await sharp(red).png().toFile(join(folder, 'red.png'))
  await sharp({ create: { ...red.create, background: '#0000ff' } })
    .gif()
    .toFile(join(folder, 'blue.gif'))
  clip = await openClip(join(folder, 'tiny-clip'), config)
})

afterAll(async () => {
  await clip.close()
  rmSync(folder, { recursive: true })
})

test('a picture is near to the words that say what it shows, and far from others', async () => {
  expect(await clip.similarity(join(folder, 'red.png'), '红')).toBeCloseTo(1)
  expect(await clip.similarity(join(folder, 'red.png'), '蓝')).toBeCloseTo(0)
  expect(await clip.similarity(join(folder, 'red.png'), '红 蓝')).toBeCloseTo(Math.SQRT1_2)
  expect(await clip.similarity(join(folder, 'blue.gif'), '蓝')).toBeCloseTo(1)
})

test('words that say nothing are near to nothing, and are no failure', async () => {
  expect(await clip.similarity(join(folder, 'red.png'), '')).toBe(0)
})

test('a model that is not there is one sentence with what to do', async () => {
  await expect(openClip('nobody/no-such-clip', config)).rejects.toMatchObject({ code: 'model-missing' })
})
