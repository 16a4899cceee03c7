import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { AutoModel, AutoProcessor, AutoTokenizer, env, RawImage, type Tensor } from '@huggingface/transformers'
import sharp from 'sharp'
import type { Config } from '../../src/config/load.ts'
import { DoutuError, messageOf } from '../../src/errors.ts'
import { dot, unit } from '../../src/models/encoder.ts'
import { cleanText } from '../../src/text/normalize.ts'

/** Tells how much a picture and words are about the same. */
export interface ImageTextModel {
  readonly name: string
  /** Cosine of an image file and a text, in [-1, 1]. */
  similarity(imagePath: string, text: string): Promise<number>
  close(): Promise<void>
}

/** A CLIP model by transformers.js, such as `Xenova/chinese-clip-vit-base-patch16`, or a folder. @throws DoutuError `model-missing` */
export async function openClip(
  name: string,
  config: Pick<Config, 'HF_ENDPOINT' | 'modelCacheFolder'>,
): Promise<ImageTextModel> {
  const folder = statSync(name, { throwIfNoEntry: false })?.isDirectory() ? resolve(name) : undefined
  env.allowRemoteModels = folder === undefined
  env.allowLocalModels = folder !== undefined
  env.cacheDir = config.modelCacheFolder
  env.remoteHost = config.HF_ENDPOINT.replace(/\/?$/, '/')
  if (folder) env.localModelPath = dirname(folder)
  const id = folder ? basename(folder) : name
  try {
    const dtype = folder && existsSync(join(folder, 'onnx/model.onnx')) ? 'fp32' : 'q8'
    const [tokenizer, processor, model] = await Promise.all([
      AutoTokenizer.from_pretrained(id),
      AutoProcessor.from_pretrained(id, {}),
      AutoModel.from_pretrained(id, { dtype }),
    ])
    return {
      name,
      async similarity(imagePath, text) {
        const words = tokenizer([cleanText(text) || '。'], { padding: true, truncation: true })
        const image = await processor(await firstFrame(imagePath))
        const output = (await model({ ...words, ...image })) as { text_embeds: Tensor; image_embeds: Tensor }
        return dot(vectorOf(output.text_embeds), vectorOf(output.image_embeds))
      },
      close: async () => void (await model.dispose()),
    }
  } catch (error) {
    throw new DoutuError(
      'model-missing',
      `The image-text model ${name} could not be loaded (${messageOf(error)}).`,
      'Check the name and the connection (HF_ENDPOINT names a mirror), give a folder, or leave out --clip.',
      error,
    )
  }
}

const vectorOf = (tensor: Tensor) => unit(Float32Array.from(tensor.data as Float32Array))

/** The first frame, on white: what a still-image model can see of an animated meme. */
async function firstFrame(path: string): Promise<RawImage> {
  const { data, info } = await sharp(path, { page: 0 })
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return new RawImage(new Uint8ClampedArray(data), info.width, info.height, info.channels as 1 | 2 | 3 | 4)
}
