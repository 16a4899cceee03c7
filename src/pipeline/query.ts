import { type Encoder, weightedMean } from '../models/encoder.ts'
import type { Estimates } from '../models/heads.ts'
import type { Turn } from '../schemas/context.ts'
import type { QueryFacet } from '../schemas/meme.ts'
import type { MemeVectors } from '../storage/embeddings.ts'
import { BLOCKS } from '../storage/vector-index.ts'
import { contentWords } from '../text/segment.ts'
import type { Weights } from './score.ts'

/** Texts that the caller knows better than the context tells: what the scenario, the emotion or the motivation is. */
export type QueryHints = Partial<Record<QueryFacet, string>>

/** What is looked for: one unit vector per facet, and the words. */
export interface Query {
  readonly vectors: Readonly<Record<QueryFacet, Float32Array>>
  /** The context itself, for the examples and the unsuitable scenarios. */
  readonly context: Float32Array
  readonly words: readonly string[]
  /** What the speaker feels and wants, by an encoder that can tell. */
  readonly estimates?: Estimates | undefined
}

/** How much each earlier turn counts beside the last one, which counts 1. */
export const TURN_DECAY = 0.35
const TURNS = 4

/**
 * Makes the query of a context: the last turns, each a third as loud as the next, embedded one by one, so that a long earlier
 * turn cannot drown the last. An encoder's heads turn the context into what answers it; a hint replaces that for its facet.
 */
export async function makeQuery(turns: readonly Turn[], hints: QueryHints, encoder: Encoder): Promise<Query> {
  const recent = turns.filter(turn => turn.text.trim()).slice(-TURNS)
  const hinted = Object.entries(hints).filter((entry): entry is [QueryFacet, string] => Boolean(entry[1]?.trim()))
  const encoded = await encoder.encode([...recent.map(turn => turn.text), ...hinted.map(([, text]) => text)], 'query')
  const weights = recent.map((_, index) => TURN_DECAY ** (recent.length - 1 - index))
  const context =
    recent.length > 0 ? weightedMean(encoded.slice(0, recent.length), weights) : new Float32Array(encoder.dimension)
  const vectors = encoder.heads?.queries(context) ?? {
    scenario: context,
    emotion: context,
    motivation: context,
    examples: context,
  }
  hinted.forEach(([facet], index) => {
    vectors[facet] = encoded[recent.length + index]!
  })
  return {
    vectors,
    context,
    estimates: encoder.heads?.estimate(context),
    words: contentWords(
      recent
        .slice(-2)
        .map(turn => turn.text)
        .join('\n'),
    ),
  }
}

/** A meme's point in the index: its four blocks, end to end, each of norm 1. */
export function blockVector(vectors: MemeVectors): number[] {
  const examples = meanExample(vectors)
  return BLOCKS.flatMap(block => [...(block === 'examples' ? examples : vectors[block])])
}

/** The unit vector along the mean of a meme's examples. */
export function meanExample(vectors: Pick<MemeVectors, 'examples'>): Float32Array {
  return weightedMean(
    vectors.examples,
    vectors.examples.map(() => 1),
  )
}

/** The query's point: its blocks times their weights, so that an inner product is the weighted sum of the facet cosines. */
export function queryVector(query: Query, weights: Weights): number[] {
  const factors = {
    scenario: weights.scenario,
    emotion: weights.emotion,
    motivation: weights.motivation,
    examples: weights.examples + weights.bestExample,
  }
  const dimension = query.context.length
  const vector = new Array<number>(dimension * BLOCKS.length)
  BLOCKS.forEach((block, position) => {
    const [values, factor, start] = [query.vectors[block], factors[block], position * dimension]
    for (let index = 0; index < dimension; index += 1) vector[start + index] = values[index]! * factor
  })
  return vector
}
