import type { Encoder } from '../src/models/encoder.ts'
import { type Choice, type ChooseRequest, type ChooseTools, chooseMeme } from '../src/pipeline/choose.ts'
import { type Gate, openGate } from '../src/pipeline/gate/gate.ts'
import type { LoadedMeme } from '../src/pipeline/library-snapshot.ts'
import { makeSampler } from '../src/pipeline/samplers.ts'
import { calibrated } from '../src/pipeline/score.ts'
import { seededRandom } from '../src/random.ts'
import { freshChannel } from '../src/schemas/channel.ts'
import type { StoredMeme } from '../src/schemas/meme.ts'
import { ratePolicy } from './policy-simulation.ts'
import { loadedMeme, snapshotOf } from './synthetic-library.ts'

// A stage on which the text of a message says how well the best meme fits: '0.7' has a cosine of 0.7 with it.

const SIZE = 128
const CALIBRATION = { slope: 8, welcome: 0, intercept: -4, contexts: 1 }
const MOTIVATION_ONLY = {
  scenario: 0,
  emotion: 0,
  motivation: 1,
  examples: 0,
  bestExample: 0,
  unsuitable: 0,
  lexical: 0,
}

const axis = (index: number) => {
  const vector = new Float32Array(SIZE)
  vector[index] = 1
  return vector
}

/** What the best meme scores for a text of the stage, such as '0.7'. */
export const scoreOf = (text: string) => calibrated(Number(text), 1, CALIBRATION)

/** The text for which the best meme scores this much. */
export const textOf = (score: number) => String(0.5 + Math.log(score / (1 - score)) / 8)

/** Memes that fit alike, the first a hair better than the next, and that are otherwise unlike each other. */
export function stageMemes(count: number, given: (index: number) => Partial<StoredMeme> = () => ({})): LoadedMeme[] {
  return Array.from({ length: count }, (_, index) => {
    const [own, common] = [axis(index + 2), new Float32Array(SIZE)]
    common[0] = 1 - index * 1e-6
    const vectors = { scenario: own, unsuitable: own, emotion: own, motivation: common, examples: Array(8).fill(own) }
    return loadedMeme(index + 1, vectors, { meme: given(index) })
  })
}

/** An encoder that reads numbers as cosines, and remembers what it was asked. */
export function stageEncoder(): Encoder & { readonly asked: string[] } {
  const asked: string[] = []
  return {
    id: 'stage',
    revision: '1',
    dimension: SIZE,
    asked,
    async encode(texts) {
      asked.push(...texts)
      return texts.map(text => {
        const cosine = Number(text)
        const vector = new Float32Array(SIZE)
        vector[0] = cosine
        vector[1] = Math.sqrt(1 - cosine ** 2)
        return vector
      })
    },
    async dispose() {},
  }
}

/** All that choosing stands on, over memes in memory; the vector index is an exhaustive one. */
export function stageTools(
  memes: readonly LoadedMeme[] = stageMemes(40),
  given: Partial<ChooseTools> = {},
): ChooseTools {
  const library = snapshotOf(memes)
  return {
    library,
    index: {
      pointer: {
        format: 1,
        file: 'memes-0000000000000000.hnsw',
        encoder: 'stage@1',
        dimension: SIZE,
        count: memes.length,
        checksum: '',
        content: '',
        builtAt: 0,
      },
      labels: new Set(library.byLabel.keys()),
      search: (_, limit, allowed) => [...library.byLabel.keys()].filter(allowed).slice(0, limit),
    },
    weights: MOTIVATION_ONLY,
    lexical: () => [],
    encoder: stageEncoder(),
    opinions: { welcome: { gate: 1, heads: 0, intercept: 0 }, grave: { gate: 1, heads: 0, intercept: 0 } },
    calibration: CALIBRATION,
    gate: openGate,
    ...given,
  }
}

/** A request about one text, in a fresh channel with a generous policy and the greedy sampler unless given. */
export function stageRequest(text: string, given: Partial<ChooseRequest> = {}): ChooseRequest {
  return {
    turns: [{ speaker: 'A', text }],
    unseen: 1,
    state: freshChannel(),
    policy: ratePolicy(0.2),
    sampler: makeSampler('greedy', 0.05),
    filter: { ratings: ['safe'], states: ['approved'], exclude: new Set() },
    now: 0,
    random: seededRandom(1),
    ...given,
  }
}

/** One decision on the stage. */
export const ask = (text: string, given: Partial<ChooseRequest> = {}, tools = stageTools()): Promise<Choice> =>
  chooseMeme(stageRequest(text, given), tools)

/** A gate that holds everything for one reason. */
export const holdingGate = (hold: NonNullable<ReturnType<Gate['read']>['hold']>, evidence: string): Gate => ({
  read: (_turns, _unseen, shadow) => ({ hold, evidence, shadow, welcome: 1, grave: 0 }),
})
