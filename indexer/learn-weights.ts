import { readFileSync, writeFileSync } from 'node:fs'
import { defineCommand } from 'citty'
import type { Brain } from '../src/brain.ts'
import { openEverything, print, readConfig } from '../src/cli/context.ts'
import type { Encoder } from '../src/models/encoder.ts'
import {
  type Opinion,
  type OpinionShare,
  type OpinionWeights,
  opinionOfHeads,
} from '../src/pipeline/gate/both-opinions.ts'
import { loadClassifier } from '../src/pipeline/gate/classifier.ts'
import { makeGate } from '../src/pipeline/gate/gate.ts'
import { makeQuery } from '../src/pipeline/query.ts'
import { retrieveExhaustively } from '../src/pipeline/retrieve.ts'
import { boundedLogit, type Weights } from '../src/pipeline/score.ts'
import { weightsFor } from '../src/pipeline/weights.ts'
import { parseTurn } from '../src/schemas/context.ts'
import { type Label, readHeldOutGateLines, readLabels, WANTING } from './labels.ts'
import { fitLogistic } from './logistic.ts'

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
  const packed = cases.map(pack)
  let weights = origin
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = likelihoodGradient(packed, weights)
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

function likelihoodGradient(cases: readonly Packed[], weights: Weights): Weights {
  const slopes = new Float64Array(NAMES.length)
  const factors = NAMES.map(name => (name === 'unsuitable' ? -weights[name] : weights[name]))
  for (const { values, fits, fitting } of cases) {
    const powers = new Float64Array(fits.length)
    let highest = Number.NEGATIVE_INFINITY
    for (let row = 0; row < fits.length; row += 1) {
      let logit = 0
      for (let part = 0; part < NAMES.length; part += 1) logit += factors[part]! * values[row * NAMES.length + part]!
      powers[row] = logit
      highest = Math.max(highest, logit)
    }
    let total = 0
    for (let row = 0; row < powers.length; row += 1) {
      powers[row] = Math.exp(powers[row]! - highest)
      total += powers[row]!
    }
    for (let row = 0; row < powers.length; row += 1) {
      const error = (fits[row]! / fitting - powers[row]! / total) / cases.length
      for (let part = 0; part < NAMES.length; part += 1)
        slopes[part]! += error * DIRECTIONS[part]! * values[row * NAMES.length + part]!
    }
  }
  return Object.fromEntries(NAMES.map((name, part) => [name, slopes[part]!])) as Weights
}

/** A case in flat arrays: the ascent goes over all of them hundreds of times. `values` has one row per meme, one column per part. */
interface Packed {
  readonly values: Float64Array
  readonly fits: Float64Array
  readonly fitting: number
}

const DIRECTIONS = NAMES.map(name => (name === 'unsuitable' ? -1 : 1))

// Being unlike what it is unsuitable for is no merit: below 0 that part counts as 0, as in `rawScore`.
function pack({ parts, fits }: Case): Packed {
  const values = Float64Array.from(
    parts.flatMap(part => NAMES.map(name => (name === 'unsuitable' ? Math.max(0, part[name]) : part[name]))),
  )
  return { values, fits: Float64Array.from(fits, Number), fitting: fits.filter(Boolean).length }
}

const scale = (weights: Weights, factor: number) =>
  Object.fromEntries(NAMES.map(name => [name, weights[name] * factor])) as Weights

/**
 * Learns how much the opinions of the gate and of the encoder's heads count, by logistic regressions over the contexts of the dev
 * split and the held-out gate lines that the gate lets pass: is a meme welcome there, and is it grave?
 * @returns undefined for an encoder without heads
 */
async function learnOpinions(labels: readonly Label[], encoder: Encoder): Promise<OpinionWeights | undefined> {
  const gate = makeGate(loadClassifier())
  const passed: Array<{ gate: Opinion; heads: ReturnType<typeof opinionOfHeads>; welcome: boolean; grave: boolean }> =
    []
  const lines = [
    ...labels.map(({ turns, kind }) => ({ turns, welcome: WANTING.has(kind), grave: GRAVE.has(kind) })),
    ...readHeldOutGateLines().map(({ turns, label }) => ({
      turns,
      welcome: label === 'light',
      grave: GRAVE.has(label),
    })),
  ]
  for (const { turns: texts, welcome, grave } of lines) {
    const turns = texts.map(parseTurn)
    const verdict = gate.read(turns, turns.length, null, 0)
    const { estimates } = await makeQuery(turns, {}, encoder)
    if (!estimates) return undefined
    if (!verdict.hold) passed.push({ gate: verdict, heads: opinionOfHeads(estimates), welcome, grave })
  }
  return {
    welcome: fitShare(passed.map(one => ({ gate: one.gate.welcome, heads: one.heads.light, happened: one.welcome }))),
    grave: fitShare(passed.map(one => ({ gate: one.gate.grave, heads: one.heads.heavy, happened: one.grave }))),
  }
}

const GRAVE: ReadonlySet<string> = new Set(['serious', 'quarrel'])

function fitShare(rows: ReadonlyArray<{ gate: number; heads: number; happened: boolean }>): OpinionShare {
  const [gate = 0, heads = 0, intercept = 0] = fitLogistic(
    rows.map(row => [boundedLogit(row.gate), boundedLogit(row.heads)]),
    rows.map(row => (row.happened ? 1 : 0)),
  )
  return { gate: Math.max(0, gate), heads: Math.max(0, heads), intercept }
}

/** Writes one encoder's entry into a file of weights by encoder, rounded to a thousandth. */
function record<T extends object>(file: string, encoder: string, weights: T): T {
  const path = new URL(file, import.meta.url)
  const rounded: T = JSON.parse(
    JSON.stringify(weights, (_, value) => (typeof value === 'number' ? Math.round(value * 1000) / 1000 : value)),
  )
  const all = { ...JSON.parse(readFileSync(path, 'utf8')), [encoder]: rounded }
  writeFileSync(path, `${JSON.stringify(all, null, 2)}\n`)
  return rounded
}

async function casesOf(brain: Brain, labels: readonly Label[]): Promise<Case[]> {
  const library = brain.library()
  const cases: Case[] = []
  for (const label of labels.filter(item => WANTING.has(item.kind) && item.fitting.length > 0)) {
    const query = await makeQuery(label.turns.map(parseTurn), {}, brain.encoder)
    const ranked = retrieveExhaustively(query, brain.filter, { library, weights: weightsFor(brain.encoder.id) })
    cases.push({
      parts: ranked.map(item => item.parts),
      fits: ranked.map(({ item }) => label.fitting.includes(item.meme.slug)),
    })
  }
  return cases
}

export default defineCommand({
  meta: {
    name: 'learn-weights',
    description:
      '在 dev 集上学习打分权重 | Learn on the dev split the weights of the score (src/pipeline/weights.json) and of the two opinions on welcome (src/pipeline/gate/opinions.json)',
  },
  args: { json: { type: 'boolean', description: 'Print JSON' } },
  async run({ args }) {
    const brain = await openEverything(readConfig())
    try {
      const labels = readLabels('dev')
      const { id } = brain.encoder
      const weights = record(
        '../src/pipeline/weights.json',
        id,
        learnWeights(await casesOf(brain, labels), weightsFor('none')),
      )
      const learned = await learnOpinions(labels, brain.encoder)
      const opinions = learned && record('../src/pipeline/gate/opinions.json', id, learned)
      print(args.json ? JSON.stringify({ weights, opinions }) : [weights, opinions ?? {}].map(line).join('\n').trim())
    } finally {
      await brain.close()
    }
  },
})

const line = (weights: object): string =>
  Object.entries(weights)
    .map(([name, value]) => (typeof value === 'object' ? `${name}: ${line(value)}` : `${name} ${value}`))
    .join(', ')
