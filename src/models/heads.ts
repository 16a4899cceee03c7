import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { DoutuError } from '../errors.ts'
import { QUERY_FACETS, type QueryFacet } from '../schemas/meme.ts'
import { unit } from './encoder.ts'
import { softmax } from './softmax.ts'

/** File in an encoder's folder. */
export const HEADS_FILE = 'heads.json'

/** Labels with their probabilities, likeliest first; those of one inventory sum to 1. */
export type Estimate = ReadonlyArray<{ readonly label: string; readonly probability: number }>

/** What the heads read out of a context besides its direction. */
export interface Estimates {
  /** What whoever wrote last feels: 24 labels, defined in docs/emotions.md. */
  readonly emotions: Estimate
  /** What the last turn is meant to do: 16 labels. */
  readonly motivations: Estimate
  /** What kind of talk it is: light, neutral, not-chat, quarrel or serious. */
  readonly classes: Estimate
}

/**
 * Small layers on top of an encoder, trained together with it. What is said and what answers it lie in different places: the
 * heads say where, one query per facet, and what they take the speaker to feel and to want.
 */
export interface Heads {
  /** One unit vector per facet, of the encoder's dimension; the zero vector for a context without direction. */
  queries(context: Float32Array): Record<QueryFacet, Float32Array>
  estimate(context: Float32Array): Estimates
}

const matrixSchema = z.object({ shape: z.array(z.number().int().positive()).min(1).max(2), data: z.base64() })
const fileSchema = z.object({
  facets: z.array(z.enum(QUERY_FACETS)),
  sharpness: z.number().positive(),
  emotions: z.array(z.string()),
  motivations: z.array(z.string()),
  classes: z.array(z.string()),
  matrices: z.record(z.string(), matrixSchema),
})

/** A matrix of `rows` × `columns`, row after row; a vector has one column. */
interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly values: Float32Array
}

/**
 * Reads the heads in an encoder's folder.
 * @returns undefined where there are none, as in every encoder from a hub: queries are then the context itself
 * @throws DoutuError `model-broken`
 */
export function loadHeads(folder: string): Heads | undefined {
  const path = join(folder, HEADS_FILE)
  if (!existsSync(path)) return undefined
  try {
    return makeHeads(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    throw new DoutuError(
      'model-broken',
      `The encoder's heads in ${path} cannot be read.`,
      'Restore them (for the built-in encoder: git checkout encoder/model).',
      error,
    )
  }
}

/**
 * Heads from the contents of a heads file: h = relu(s·B c + b) over the context c; the query of a facet is c + A h / s at
 * length 1; the logits of an estimate are linear in (s·c, h). `encoder/train/heads.py` is the same in training.
 */
export function makeHeads(json: unknown): Heads {
  const file = fileSchema.parse(json)
  const matrix = (name: string): Matrix => {
    const found = file.matrices[name]
    if (!found) throw new Error(`the matrix ${name} is missing`)
    const [rows = 1, columns = 1] = found.shape
    const values = halfFloats(Buffer.from(found.data, 'base64'))
    if (values.length !== rows * columns) throw new Error(`the matrix ${name} has ${values.length} values`)
    return { rows, columns, values }
  }
  const layer = (name: string) => ({ weight: matrix(`${name}.weight`), bias: matrix(`${name}.bias`) })
  const hidden = layer('hidden')
  const queries = file.facets.map(facet => [facet, matrix(`query.${facet}.weight`)] as const)
  const estimates = {
    emotion: layer('estimate.emotion'),
    motivation: layer('estimate.motivation'),
    class: layer('estimate.class'),
  }

  const sharpen = (context: Float32Array) => context.map(value => value * file.sharpness)
  const inner = (sharp: Float32Array) =>
    apply(hidden.weight, sharp, hidden.bias.values).map(value => Math.max(0, value))

  function estimate(layer: typeof hidden, labels: readonly string[], inputs: Float32Array): Estimate {
    const probabilities = softmax([...apply(layer.weight, inputs, layer.bias.values)])
    return labels
      .map((label, index) => ({ label, probability: probabilities[index]! }))
      .sort((a, b) => b.probability - a.probability)
  }

  return {
    queries(context) {
      const from = { scenario: context, emotion: context, motivation: context, examples: context }
      if (context.every(value => value === 0)) return from
      const activity = inner(sharpen(context))
      for (const [facet, weight] of queries) {
        const shift = apply(weight, activity)
        from[facet] = unit(context.map((value, index) => value + shift[index]! / file.sharpness))
      }
      return from
    },
    estimate(context) {
      const sharp = sharpen(context)
      const activity = inner(sharp)
      const inputs = new Float32Array(sharp.length + activity.length)
      inputs.set(sharp)
      inputs.set(activity, sharp.length)
      return {
        emotions: estimate(estimates.emotion, file.emotions, inputs),
        motivations: estimate(estimates.motivation, file.motivations, inputs),
        classes: estimate(estimates.class, file.classes, inputs),
      }
    },
  }
}

function apply({ rows, columns, values }: Matrix, vector: Float32Array, bias?: Float32Array): Float32Array {
  const result = new Float32Array(rows)
  for (let row = 0; row < rows; row += 1) {
    let sum = bias?.[row] ?? 0
    const start = row * columns
    for (let column = 0; column < columns; column += 1) sum += values[start + column]! * vector[column]!
    result[row] = sum
  }
  return result
}

/** IEEE 754 half-precision numbers, little-endian, as floats. */
export function halfFloats(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: bytes.length >> 1 }, (_, index) => {
    const half = bytes.readUInt16LE(index * 2)
    const sign = half & 0x8000 ? -1 : 1
    const exponent = (half >> 10) & 0x1f
    const fraction = half & 0x3ff
    if (exponent === 0) return sign * fraction * 2 ** -24
    if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
  })
}
