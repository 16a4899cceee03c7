import { chance } from '../../indexer/evaluate/metrics.ts'
import { type Label, readLabels, WANTING } from '../../indexer/labels.ts'
import type { Brain } from '../../src/brain.ts'
import { makeQuery } from '../../src/pipeline/query.ts'
import { retrieveExhaustively } from '../../src/pipeline/retrieve.ts'
import type { Weights } from '../../src/pipeline/score.ts'
import { MEMECMD_WEIGHTS, weightsFor } from '../../src/pipeline/weights.ts'
import { parseTurn } from '../../src/schemas/context.ts'
import { GATE_REASONS } from '../../src/schemas/decision.ts'
import { COLOURS, mean, type PlotSpec, type Row } from './render.ts'

/** The calibration is fitted on the first few candidates of a context, so it is judged there. */
const CANDIDATES = 3
const BINS = 10

interface Judged {
  readonly score: number
  readonly fits: boolean
}

async function judge(brain: Brain, split: 'dev' | 'test'): Promise<Judged[]> {
  const judged: Judged[] = []
  for (const label of readLabels(split)) {
    const turns = label.turns.map(parseTurn)
    const { decision, candidates } = await brain.choose({ turns, unseen: turns.length })
    if (decision.kind === 'hold' && GATE_REASONS.has(decision.reason)) continue
    for (const { meme, score } of candidates.slice(0, CANDIDATES))
      judged.push({ score, fits: label.fitting.includes(meme.slug) })
  }
  return judged
}

/** Wilson's score interval of a share, at 95 %. */
function wilson(share: number, count: number): [low: number, high: number] {
  const z = 1.96
  const centre = (share + z ** 2 / (2 * count)) / (1 + z ** 2 / count)
  const half = (z / (1 + z ** 2 / count)) * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2))
  return [Math.max(0, centre - half), Math.min(1, centre + half)]
}

function reliabilityRows(judged: readonly Judged[], name: string): Row[] {
  const sorted = [...judged].sort((a, b) => a.score - b.score)
  return Array.from({ length: BINS }, (_, bin) => {
    const from = Math.floor((bin * sorted.length) / BINS)
    const items = sorted.slice(from, Math.floor(((bin + 1) * sorted.length) / BINS))
    const share = mean(items.map(item => Number(item.fits)))
    const [low, high] = wilson(share, items.length)
    return { name, score: mean(items.map(item => item.score)), share, low, high }
  })
}

/** Scores against how often the meme is labelled as fitting, in ten bins of equal count. */
export async function reliabilityPlot(brain: Brain): Promise<PlotSpec> {
  const splits = [
    { name: 'dev split (fitted on)', judged: await judge(brain, 'dev') },
    { name: 'test split (never seen)', judged: await judge(brain, 'test') },
  ]
  const brier = (judged: readonly Judged[]) => mean(judged.map(({ score, fits }) => (score - Number(fits)) ** 2))
  const rows = splits.flatMap(({ name, judged }) => reliabilityRows(judged, name))
  const domain = { scale: { domain: [0, 1] } }
  const x = { field: 'score', type: 'quantitative', title: 'mean score of the bin', ...domain }
  const color = { field: 'name', type: 'nominal', sort: null, scale: { range: [COLOURS.blue, COLOURS.orange] } }
  return {
    title: {
      text: 'Reliability of the calibrated score',
      subtitle: [
        `The ${CANDIDATES} best candidates of every context past the gate, in ${BINS} bins of equal count; bars: 95 % (Wilson).`,
        splits.map(({ name, judged }) => `${name}: Brier score ${brier(judged).toFixed(3)}`).join('; '),
      ],
    },
    width: 420,
    height: 420,
    layer: [
      {
        data: {
          values: [
            { score: 0, share: 0 },
            { score: 1, share: 1 },
          ],
        },
        mark: { type: 'line', color: COLOURS.pale, strokeDash: [6, 4] },
        encoding: { x, y: { field: 'share', type: 'quantitative', title: 'share labelled as fitting', ...domain } },
      },
      {
        data: { values: rows },
        mark: { type: 'rule', opacity: 0.5 },
        encoding: { x, y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' }, color },
      },
      {
        data: { values: rows },
        mark: { type: 'line', point: { size: 40 } },
        encoding: { x, y: { field: 'share', type: 'quantitative' }, color },
      },
    ],
  }
}

const DEEPEST = 20
const WORDS_ONLY: Weights = {
  scenario: 0,
  emotion: 0,
  motivation: 0,
  examples: 0,
  bestExample: 0,
  unsuitable: 0,
  lexical: 1,
}

/** Rank, from 1, of the first fitting meme of each context; Infinity where none is in the ranking. */
async function firstRanks(brain: Brain, labels: readonly Label[], weights: Weights): Promise<number[]> {
  const ranks: number[] = []
  for (const label of labels) {
    const query = await makeQuery(label.turns.map(parseTurn), {}, brain.encoder)
    const ranked = retrieveExhaustively(query, brain.filter, { library: brain.library(), weights })
    const first = ranked.findIndex(({ item }) => label.fitting.includes(item.meme.slug))
    ranks.push(first < 0 ? Number.POSITIVE_INFINITY : first + 1)
  }
  return ranks
}

/** Memes by how many contexts they fit, most first: what always the same memes would reach, chosen in hindsight. */
function popularRanks(labels: readonly Label[]): number[] {
  const counts = new Map<string, number>()
  for (const slug of labels.flatMap(label => label.fitting)) counts.set(slug, (counts.get(slug) ?? 0) + 1)
  const order = [...counts].sort((a, b) => b[1] - a[1]).map(([slug]) => slug)
  return labels.map(label => 1 + order.findIndex(slug => label.fitting.includes(slug)))
}

/** success@k on the test split, for doutu, its baselines, and chance. */
export async function successPlot(brain: Brain): Promise<PlotSpec> {
  const labels = readLabels('test').filter(label => WANTING.has(label.kind) && label.fitting.length > 0)
  const memes = brain.library().byId.size
  const ranked: Array<[name: string, ranks: number[]]> = [
    ['doutu', await firstRanks(brain, labels, weightsFor(brain.encoder.id))],
    ['weights of MemeCMD', await firstRanks(brain, labels, MEMECMD_WEIGHTS)],
    ['shared words only', await firstRanks(brain, labels, WORDS_ONLY)],
    ['most popular, in hindsight', popularRanks(labels)],
  ]
  const depths = Array.from({ length: DEEPEST }, (_, index) => index + 1)
  const rows = depths.flatMap((k): Row[] => [
    ...ranked.map(([name, ranks]): Row => ({ name, k, share: mean(ranks.map(rank => Number(rank <= k))) })),
    { name: 'chance', k, share: mean(labels.map(label => chance(memes, label.fitting.length, k))) },
  ])
  const names = [...ranked.map(([name]) => name), 'chance']
  const { blue, orange, green, pink, grey } = COLOURS
  return {
    title: {
      text: 'success@k: a fitting meme among the k best',
      subtitle: `${labels.length} contexts of the test split that want a meme; ${memes} memes; encoder ${brain.encoder.id}.`,
    },
    data: { values: rows },
    mark: { type: 'line', point: { size: 25 } },
    encoding: {
      x: { field: 'k', type: 'quantitative', title: 'k', axis: { tickCount: 10 } },
      y: { field: 'share', type: 'quantitative', title: 'success@k', axis: { format: '%' }, scale: { domain: [0, 1] } },
      color: {
        field: 'name',
        type: 'nominal',
        sort: null,
        scale: { domain: names, range: [blue, orange, green, pink, grey] },
      },
    },
  }
}
