import type { Brain } from '../../src/brain.ts'
import { makeQuery } from '../../src/pipeline/query.ts'
import { retrieveExhaustively, type Scored } from '../../src/pipeline/retrieve.ts'
import type { Random } from '../../src/pipeline/samplers.ts'
import { rawScore, type Weights } from '../../src/pipeline/score.ts'
import { MEMECMD_WEIGHTS, weightsFor } from '../../src/pipeline/weights.ts'
import { shuffled } from '../../src/random.ts'
import { parseTurn } from '../../src/schemas/context.ts'
import { lexicalText } from '../../src/storage/memes.ts'
import { type Label, WANTING } from '../labels.ts'
import { fitTfidf, invert } from './tfidf.ts'

/** A labelled context with the exact score parts of every meme that may be sent: what all configurations are made from. */
export interface Case {
  readonly label: Label
  readonly scored: readonly Scored[]
}

/** Ranks the whole library for one context: slugs, best first. */
export type Ranker = (context: Case) => string[]

/** Contexts that welcome a meme, and have at least one fitting. */
export const answerable = (labels: readonly Label[]) =>
  labels.filter(label => WANTING.has(label.kind) && label.fitting.length > 0)

/** Scores every meme for every answerable context. @param onProgress called with contexts done, and all of them */
export async function makeCases(
  brain: Brain,
  labels: readonly Label[],
  onProgress: (done: number, total: number) => void = () => {},
): Promise<Case[]> {
  const cases: Case[] = []
  const wanted = answerable(labels)
  for (const label of wanted) {
    const query = await makeQuery(label.turns.map(parseTurn), {}, brain.encoder)
    const weights = weightsFor(brain.encoder.id)
    cases.push({ label, scored: retrieveExhaustively(query, brain.filter, { library: brain.library(), weights }) })
    onProgress(cases.length, wanted.length)
  }
  return cases
}

const NOTHING: Weights = {
  scenario: 0,
  emotion: 0,
  motivation: 0,
  examples: 0,
  bestExample: 0,
  unsuitable: 0,
  lexical: 0,
}

/** Weights of the ablation table by name, for an encoder. */
export function ablations(encoderId: string): Record<string, Weights> {
  const learned = weightsFor(encoderId)
  return {
    doutu: learned,
    memecmd: MEMECMD_WEIGHTS,
    'scenario-only': { ...NOTHING, scenario: 1 },
    'emotion-only': { ...NOTHING, emotion: 1 },
    'motivation-only': { ...NOTHING, motivation: 1 },
    'examples-only': { ...NOTHING, examples: 1 },
    'best-example-only': { ...NOTHING, bestExample: 1 },
    'without-examples': { ...learned, examples: 0, bestExample: 0 },
    'without-unsuitable': { ...learned, unsuitable: 0 },
    'without-lexical': { ...learned, lexical: 0 },
    'dense-equal-weights': { ...NOTHING, scenario: 1, emotion: 1, motivation: 1, examples: 1, bestExample: 1 },
    'lexical-only': { ...NOTHING, lexical: 1 },
  }
}

/**
 * Every configuration by name: the ablations; `tfidf`, character 1–3-gram TF-IDF of the context with all texts of a meme, in the
 * same run; `popular`, always the memes that fit most often on the given labels; and `random`.
 */
export function rankers(brain: Brain, popularity: readonly Label[], random: Random): Record<string, Ranker> {
  const weighed = Object.entries(ablations(brain.encoder.id)).map(([name, weights]): [string, Ranker] => [
    name,
    ({ scored }) => slugsBy(scored, item => rawScore(item.parts, weights)),
  ])
  const counts = new Map<string, number>()
  for (const slug of popularity.flatMap(label => label.fitting)) counts.set(slug, (counts.get(slug) ?? 0) + 1)
  return {
    ...Object.fromEntries(weighed),
    tfidf: tfidfRanker(brain),
    popular: ({ scored }) => slugsBy(scored, ({ item }) => counts.get(item.meme.slug) ?? 0),
    random: ({ scored }) =>
      shuffled(
        slugsBy(scored, ({ item }) => -item.meme.label),
        random,
      ),
  }
}

const slugsBy = (scored: readonly Scored[], score: (item: Scored) => number) =>
  scored
    .map(one => ({ one, score: score(one) }))
    .sort((a, b) => b.score - a.score || a.one.item.meme.label - b.one.item.meme.label)
    .map(({ one }) => one.item.meme.slug)

/** One document per meme: its caption, its facets but `unsuitable`, its examples. The query is the last turns, as one text. */
function tfidfRanker(brain: Brain): Ranker {
  const memes = [...brain.library().byLabel.values()]
  const texts = memes.map(({ meme }) => lexicalText(meme))
  const tfidf = fitTfidf(texts)
  const index = invert(texts.map(tfidf.vectorOf), tfidf.dimension)
  const positions = new Map(memes.map(({ meme }, position) => [meme.slug, position]))
  const similarities = new Float64Array(memes.length)
  return ({ label, scored }) => {
    const query = label.turns.map(turn => parseTurn(turn).text).slice(-TFIDF_TURNS)
    index.similarities(tfidf.vectorOf(query.join('\n')), similarities)
    return slugsBy(scored, ({ item }) => similarities[positions.get(item.meme.slug)!]!)
  }
}

/** How many last turns TF-IDF reads: the number that does best for it on the dev split. */
export const TFIDF_TURNS = 4
