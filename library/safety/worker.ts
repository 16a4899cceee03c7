import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import sharp from 'sharp'
import { distinctFrames } from '../read/frames.ts'
import { serve } from '../worker/serve.ts'
import type { ClassScores } from './safety.ts'

/** Side of the pictures that the model was trained on. */
const SIDE = 224
/** Distinct frames of an animation that are looked at; the worst one counts. */
const MAXIMUM_FRAMES = 4

const tf = await import('@tensorflow/tfjs')
const wasm = await import('@tensorflow/tfjs-backend-wasm')
const { load } = await import('nsfwjs/core')
const { MobileNetV2Model } = await import('nsfwjs/models/mobilenet_v2')

wasm.setWasmPaths(`${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`)
wasm.setThreadsCount(1)
tf.enableProdMode()
await tf.setBackend('wasm')
const model = await load('MobileNetV2', { modelDefinitions: [MobileNetV2Model] })

serve(async (image: Uint8Array): Promise<ClassScores> => {
  const bytes = Buffer.from(image)
  const worst: ClassScores = { drawing: 0, hentai: 0, neutral: 0, porn: 0, sexy: 0 }
  for (const frame of await distinctFrames(bytes, MAXIMUM_FRAMES)) {
    const scores = await classify(bytes, frame)
    for (const name of Object.keys(worst) as Array<keyof ClassScores>) worst[name] = Math.max(worst[name], scores[name])
  }
  return worst
})

async function classify(bytes: Buffer, frame: number): Promise<ClassScores> {
  const pixels = await sharp(bytes, { page: frame })
    .autoOrient()
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .resize(SIDE, SIDE, { fit: 'fill' })
    .raw()
    .toBuffer()
  const channels = pixels.length / (SIDE * SIDE)
  const rgb =
    channels === 3
      ? pixels
      : Buffer.from(Array.from({ length: SIDE * SIDE * 3 }, (_, at) => pixels[Math.floor(at / 3) * channels]!))
  const tensor = tf.tensor3d(Int32Array.from(rgb), [SIDE, SIDE, 3], 'int32')
  try {
    const found = await model.classify(tensor)
    const of = (name: string) => found.find(({ className }) => className === name)?.probability ?? 0
    return { drawing: of('Drawing'), hentai: of('Hentai'), neutral: of('Neutral'), porn: of('Porn'), sexy: of('Sexy') }
  } finally {
    tensor.dispose()
  }
}
