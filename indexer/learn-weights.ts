import { readFileSync, writeFileSync } from 'node:fs'
import { defineCommand } from 'citty'
import { openEverything, print, readConfig } from '../src/cli/context.ts'
import { makeQuery } from '../src/pipeline/query.ts'
import { retrieveExhaustively } from '../src/pipeline/retrieve.ts'
import { rawScore, type Weights } from '../src/pipeline/score.ts'
import { weightsFor } from '../src/pipeline/weights.ts'
import { parseTurn } from '../src/schemas/context.ts'
import { readLabels, WANTING } from './labels.ts'

const NAMES = ['scenario', 'emotion', 'motivation', 'examples', 'bestExample', 'unsuitable', 'lexical'] as const
type PartName = (typeof NAMES)[number]
const STEPS = 400
const RATE = 0.5
/** Where the softmax starts: logits per unit of raw score. The learning moves it freely. */
const SHARPNESS = 12
/** Pulls towards the weights that it starts from: a few hundred contexts must not turn a facet off by chance. */
const RIDGE = 2e-3
/** What counts against a meme never outweighs what speaks for it. */
const MOST_UNSUITABLE = 0.3

/** Parts of every meme for one context, and which of them fit. */
interface Case {
  readonly parts: ReadonlyArray<Readonly<Record<PartName, number>>>
  readonly fits: readonly boolean[]
}

/**
 * Learns the weights of the score's parts: ascent by AdaGrad on the log-likelihood of the fitting memes under a softmax over the
 * whole library, with weights that stay non-negative. Their scale is the calibration's business, so they are made to sum to 1.
 */
export function learnWeights(cases: readonly Case[], start: Weights): Weights {
  const origin = scale(start, SHARPNESS)
  const squares = scale(start, 0)
  let weights = origin
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = likelihoodGradient(cases, weights)
    const moved = (name: PartName) => {
      const slope = gradient[name] + RIDGE * (origin[name] - weights[name])
      squares[name] += slope * slope
      return Math.max(0, weights[name] + (RATE * slope) / Math.sqrt(squares[name] + 1e-12))
    }
    weights = Object.fromEntries(NAMES.map(name => [name, moved(name)])) as Weights
  }
  const sum = NAMES.filter(name => name !== 'unsuitable').reduce((total, name) => total + weights[name], 0)
  const shares = scale(weights, 1 / sum)
  return { ...shares, unsuitable: Math.min(MOST_UNSUITABLE, shares.unsuitable) }
}

function likelihoodGradient(cases: readonly Case[], weights: Weights): Weights {
  const gradient = scale(weights, 0)
  for (const { parts, fits } of cases) {
    const logits = parts.map(part => rawScore(part, weights))
    const highest = Math.max(...logits)
    const powers = logits.map(logit => Math.exp(logit - highest))
    const total = powers.reduce((sum, power) => sum + power, 0)
    const fitting = fits.filter(Boolean).length
    parts.forEach((part, row) => {
      const error = (fits[row] ? 1 / fitting : 0) - powers[row]! / total
      for (const name of NAMES) gradient[name] += (error * direction(name, part[name])) / cases.length
    })
  }
  return gradient
}

const direction = (name: PartName, value: number) => (name === 'unsuitable' ? -Math.max(0, value) : value)

const scale = (weights: Weights, factor: number) =>
  Object.fromEntries(NAMES.map(name => [name, weights[name] * factor])) as Weights

export default defineCommand({
  meta: {
    name: 'learn-weights',
    description:
      '在 dev 集上学习打分权重 | Learn the weights of the score on the dev split into src/pipeline/weights.json',
  },
  args: { json: { type: 'boolean', description: 'Print JSON' } },
  async run({ args }) {
    const brain = await openEverything(readConfig())
    try {
      const library = brain.library()
      const cases: Case[] = []
      for (const label of readLabels('dev').filter(item => WANTING.has(item.kind) && item.fitting.length > 0)) {
        const query = await makeQuery(label.turns.map(parseTurn), {}, brain.encoder)
        const ranked = retrieveExhaustively(query, brain.filter, { library, weights: weightsFor(brain.encoder.id) })
        cases.push({
          parts: ranked.map(item => item.parts),
          fits: ranked.map(({ item }) => label.fitting.includes(item.meme.slug)),
        })
      }
      const weights = learnWeights(cases, weightsFor('none'))
      const rounded = Object.fromEntries(
        Object.entries(weights).map(([name, value]) => [name, Math.round(value * 1000) / 1000]),
      )
      const path = new URL('../src/pipeline/weights.json', import.meta.url)
      writeFileSync(
        path,
        `${JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), [brain.encoder.id]: rounded }, null, 2)}\n`,
      )
      print(
        args.json
          ? JSON.stringify(rounded)
          : Object.entries(rounded)
              .map(([name, value]) => `${name} ${value}`)
              .join(', '),
      )
    } finally {
      await brain.close()
    }
  },
})
