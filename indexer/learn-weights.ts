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
const STEPS = 1500
const RATE = 0.02
const SHARPNESS = 25
/** What counts against a meme never outweighs what speaks for it. */
const MOST_UNSUITABLE = 0.3
/** Pulls towards the weights that it starts from: a few hundred contexts must not turn a facet off by chance. */
const RIDGE = 0.02

/** Parts of every meme for one context, and which of them fit. */
interface Case {
  readonly parts: ReadonlyArray<Readonly<Record<(typeof NAMES)[number], number>>>
  readonly fits: readonly boolean[]
}

/**
 * Learns the weights of the score's parts on the dev split: gradient ascent on the log-likelihood of the fitting memes under a
 * softmax over the whole library, with weights that stay non-negative and sum to 1.
 */
export function learnWeights(cases: readonly Case[], start: Weights): Weights {
  let weights = { ...start }
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = Object.fromEntries(NAMES.map(name => [name, RIDGE * (start[name] - weights[name])])) as Weights
    for (const { parts, fits } of cases) {
      const powers = parts.map(part => Math.exp(SHARPNESS * rawScore(part, weights)))
      const total = powers.reduce((sum, power) => sum + power, 0)
      const fitting = fits.filter(Boolean).length
      parts.forEach((part, row) => {
        const error = (fits[row] ? 1 / fitting : 0) - powers[row]! / total
        for (const name of NAMES) gradient[name] += (error * direction(name, part[name])) / cases.length
      })
    }
    weights = normalise(
      Object.fromEntries(NAMES.map(name => [name, Math.max(0, weights[name] + RATE * gradient[name])])) as Weights,
    )
  }
  return weights
}

const direction = (name: string, value: number) => (name === 'unsuitable' ? -Math.max(0, value) : value)

function normalise(weights: Weights): Weights {
  const sum = NAMES.filter(name => name !== 'unsuitable').reduce((total, name) => total + weights[name], 0)
  const unsuitable = Math.min(MOST_UNSUITABLE, weights.unsuitable / sum)
  return { ...(Object.fromEntries(NAMES.map(name => [name, weights[name] / sum])) as Weights), unsuitable }
}

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
