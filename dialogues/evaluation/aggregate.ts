import type { DialogueMeasure, MemeMeasure } from './measure.ts'
import { bootstrap, type Estimate, entropy, mean, round, variation } from './statistics.ts'
import { distinct, selfBleu, tokenSample } from './text-metrics.ts'

/** Tokens of the sample that distinct-n is measured on. */
export const SAMPLE_TOKENS = 10_000

/** What a group of dialogues comes to. Estimates carry 95 % bootstrap intervals over dialogues; null: nothing to measure. */
export interface GroupReport {
  readonly dialogues: number
  readonly turns: number
  readonly memes: number
  readonly memesPerDialogue: Estimate
  /** Memes per turn. */
  readonly sendRate: Estimate
  /** Turns from one meme to the next. */
  readonly spacing: {
    readonly mean: number | null
    readonly variation: Estimate
    readonly histogram: Readonly<Record<string, number>>
  }
  /** Different memes, as a share of the library's, and how evenly they come: entropy in bits. */
  readonly coverage: { readonly different: number; readonly share: number; readonly entropy: number }
  readonly distinct1: number
  readonly distinct2: number
  readonly sampleTokens: number
  readonly selfBleu: number
  readonly facetSimilarity: Estimate
  readonly scenarioSimilarity: Estimate
  readonly emotionSimilarity: Estimate
  readonly motivationSimilarity: Estimate
  readonly emotionConsistency: Estimate
  readonly sameEmotion: Estimate
  readonly clipSimilarity: Estimate
}

type Numeric = 'facets' | 'scenario' | 'emotion' | 'motivation' | 'clip'

/** Sums up a group. @param librarySize memes that could have come up */
export function aggregate(group: readonly DialogueMeasure[], librarySize: number, seed: string): GroupReport {
  const memes = group.flatMap(({ memes: all }) => all)
  const gaps = group.flatMap(({ gaps: all }) => all)
  const counts = countBy(memes.map(({ id }) => id))
  const texts = group.flatMap(({ words }) => words)
  const sample = tokenSample(texts, SAMPLE_TOKENS, seed)
  const estimate = (statistic: (units: readonly DialogueMeasure[]) => number) => bootstrap(group, statistic, seed)
  const ofMemes = (value: (meme: MemeMeasure) => number | null) =>
    estimate(units => mean(units.flatMap(unit => unit.memes.flatMap(meme => value(meme) ?? []))))
  const share = (value: (meme: MemeMeasure) => boolean | null) =>
    ofMemes(meme => (value(meme) === null ? null : Number(value(meme))))
  const cosine = (name: Numeric) => ofMemes(meme => meme[name])
  return {
    dialogues: group.length,
    turns: group.reduce((sum, { turns }) => sum + turns, 0),
    memes: memes.length,
    memesPerDialogue: estimate(units => mean(units.map(unit => unit.memes.length))),
    sendRate: estimate(sendRate),
    spacing: {
      mean: gaps.length > 0 ? round(mean(gaps)) : null,
      variation: estimate(units => variation(units.flatMap(unit => unit.gaps))),
      histogram: Object.fromEntries([...countBy(gaps.map(String))].sort(([a], [b]) => Number(a) - Number(b))),
    },
    coverage: {
      different: counts.size,
      share: round(counts.size / Math.max(1, librarySize)),
      entropy: round(entropy([...counts.values()])),
    },
    distinct1: round(distinct(sample, 1)),
    distinct2: round(distinct(sample, 2)),
    sampleTokens: sample.reduce((sum, words) => sum + words.length, 0),
    selfBleu: round(
      selfBleu(
        group.map(({ words }) => words.flat()),
        seed,
      ),
    ),
    facetSimilarity: cosine('facets'),
    scenarioSimilarity: cosine('scenario'),
    emotionSimilarity: cosine('emotion'),
    motivationSimilarity: cosine('motivation'),
    emotionConsistency: share(meme => meme.sameTone),
    sameEmotion: share(meme => meme.sameEmotion),
    clipSimilarity: cosine('clip'),
  }
}

/** Memes per turn. */
function sendRate(units: readonly DialogueMeasure[]): number {
  const turns = units.reduce((sum, unit) => sum + unit.turns, 0)
  return units.reduce((sum, unit) => sum + unit.memes.length, 0) / turns
}

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}
