import type { Brain } from '../../src/brain.ts'
import type { Encoder } from '../../src/models/encoder.ts'
import { quantile } from '../../src/pipeline/threshold.ts'
import { parseTurn } from '../../src/schemas/context.ts'
import type { Label } from '../labels.ts'

/** Times of this very machine under its load of the moment. */
export interface LatencyFigures {
  /** Milliseconds for one short sentence on its own, median and 99th percentile. */
  readonly encodeP50: number
  readonly encodeP99: number
  /** Sentences a second in batches of 32. */
  readonly sentencesPerSecond: number
  /** Milliseconds for a decision on a labelled context, median and 99th percentile. */
  readonly decisionP50: number
  readonly decisionP99: number
}

const WARM_UP = 20
const SAMPLES = 300
const BATCH = 32

/** Measures the encoder and the decision, after a warm-up. */
export async function measureLatency(brain: Brain, labels: readonly Label[]): Promise<LatencyFigures> {
  const contexts = labels.map(label => label.turns.map(parseTurn))
  const sentences = contexts.map(turns => turns.at(-1)!.text)
  const encode = await times(sentences, text => brain.encoder.encode([text], 'query'))
  const decide = await times(contexts, turns => brain.choose({ turns, unseen: turns.length }))
  return {
    encodeP50: quantile(encode, 0.5),
    encodeP99: quantile(encode, 0.99),
    sentencesPerSecond: await throughput(brain.encoder, sentences),
    decisionP50: quantile(decide, 0.5),
    decisionP99: quantile(decide, 0.99),
  }
}

async function times<T>(inputs: readonly T[], work: (input: T) => Promise<unknown>): Promise<number[]> {
  const found: number[] = []
  for (let sample = -WARM_UP; sample < SAMPLES; sample += 1) {
    const input = inputs[(sample + WARM_UP) % inputs.length]!
    const started = performance.now()
    await work(input)
    if (sample >= 0) found.push(performance.now() - started)
  }
  return found
}

async function throughput(encoder: Encoder, sentences: readonly string[]): Promise<number> {
  const started = performance.now()
  let done = 0
  for (let start = 0; start < sentences.length; start += BATCH) {
    const batch = sentences.slice(start, start + BATCH)
    await encoder.encode(batch, 'query')
    done += batch.length
  }
  return (done * 1000) / (performance.now() - started)
}
