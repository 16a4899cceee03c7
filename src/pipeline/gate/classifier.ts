import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { inflateSync } from 'node:zlib'
import { z } from 'zod'
import { softmax } from '../../models/softmax.ts'
import { BUCKETS, bucketOf, gateFeatures } from './features.ts'

/** What a line can be. `light` welcomes a meme; in `neutral` talk one would only interrupt. */
export const CLASSES = ['light', 'neutral', 'not-chat', 'quarrel', 'serious'] as const
export type GateClass = (typeof CLASSES)[number]

/** Probabilities over {@link CLASSES}; they sum to 1. */
export type ClassProbabilities = Readonly<Record<GateClass, number>>

const MODEL = new URL('./model.json', import.meta.url)

const modelSchema = z.object({
  classes: z.tuple([
    z.literal('light'),
    z.literal('neutral'),
    z.literal('not-chat'),
    z.literal('quarrel'),
    z.literal('serious'),
  ]),
  bias: z.array(z.number()).length(CLASSES.length),
  /** One scale per class for the int8 weights. */
  scale: z.array(z.number()).length(CLASSES.length),
  trainedOn: z.number().int(),
  /** Base64 of int8 weights, bucket by bucket, one per class, deflated: most buckets are empty. */
  weights: z.string(),
})

/** Digest of the shipped classifier: what was fitted on its answers is stale when it changes. */
export function gateDigest(): string {
  return createHash('sha256').update(readFileSync(MODEL)).digest('hex')
}

/** A linear model over hashed features: a few microseconds a line, no download, the same answer everywhere. */
export interface GateClassifier {
  classify(turns: readonly string[]): ClassProbabilities
}

/** Loads the classifier that ships with doutu; `gate/train.ts` makes it. */
export function loadClassifier(path: URL = MODEL): GateClassifier {
  const model = modelSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  const bytes = inflateSync(Buffer.from(model.weights, 'base64'))
  const weights = new Int8Array(bytes.buffer, bytes.byteOffset, BUCKETS * CLASSES.length)
  return {
    classify(turns) {
      const features = gateFeatures(turns)
      const norm = 1 / Math.sqrt(features.length)
      const sums = new Float64Array(CLASSES.length)
      for (const feature of features) {
        const start = bucketOf(feature) * CLASSES.length
        for (let column = 0; column < CLASSES.length; column += 1) sums[column]! += weights[start + column]!
      }
      const logits = CLASSES.map((_, column) => model.bias[column]! + sums[column]! * model.scale[column]! * norm)
      const probabilities = softmax(logits)
      return Object.fromEntries(CLASSES.map((name, column) => [name, probabilities[column]!])) as ClassProbabilities
    },
  }
}
