import { openPool } from '../worker/pool.ts'
import type { ClassScores } from './safety.ts'

/** Tells indecent pictures from decent ones, offline, in child processes: MobileNetV2 of nsfwjs, on TensorFlow.js in WebAssembly. */
export interface Classifier {
  /**
   * Class probabilities of an image, for an animation the highest over its distinct frames.
   * @throws WorkerFailure when the image cannot be looked at; the classifier goes on with the next
   */
  classify(image: Uint8Array): Promise<ClassScores>
  close(): Promise<void>
}

const MEBIBYTE = 2 ** 20

/** Opens a classifier; its processes start with the first image, within some 2 s. */
export function openClassifier({ workers = 1, timeoutMilliseconds = 30_000 } = {}): Classifier {
  const pool = openPool<Uint8Array, ClassScores>({
    entry: new URL('./worker.ts', import.meta.url),
    size: workers,
    timeoutMilliseconds,
    maximumRss: 900 * MEBIBYTE,
    recycleRss: 600 * MEBIBYTE,
    packages: [
      'sharp',
      '@tensorflow/tfjs',
      '@tensorflow/tfjs-backend-wasm',
      'nsfwjs/core',
      'nsfwjs/models/mobilenet_v2',
    ],
  })
  return { classify: image => pool.run(image), close: () => pool.close() }
}
