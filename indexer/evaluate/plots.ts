import type { ConfigurationFigures } from './compare.ts'
import type { Case } from './configurations.ts'
import type { Figures } from './figures.ts'
import { chance } from './metrics.ts'
import type { Reliability } from './reliability.ts'
import { COLOURS, type PlotSpec } from './svg.ts'

const DEEPEST = 20

/** success@k of doutu's own ranking, and of chance. */
export function successPlot(cases: readonly Case[], memes: number): PlotSpec {
  const ranks = cases.map(
    ({ label, scored }) => scored.findIndex(({ item }) => label.fitting.includes(item.meme.slug)) + 1,
  )
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const rows = Array.from({ length: DEEPEST }, (_, index) => index + 1).flatMap(k => [
    { name: 'doutu', k, share: mean(ranks.map(rank => Number(rank > 0 && rank <= k))) },
    { name: 'chance', k, share: mean(cases.map(({ label }) => chance(memes, label.fitting.length, k))) },
  ])
  return {
    title: {
      text: 'success@k: a fitting meme among the k best',
      subtitle: `${cases.length} contexts that want a meme; ${memes} memes.`,
    },
    data: { values: rows },
    mark: { type: 'line', point: { size: 25 } },
    encoding: {
      x: { field: 'k', type: 'quantitative', title: 'k', axis: { tickCount: 10 } },
      y: { field: 'share', type: 'quantitative', title: 'success@k', axis: { format: '%' }, scale: { domain: [0, 1] } },
      color: { field: 'name', type: 'nominal', sort: null, scale: { range: [COLOURS.blue, COLOURS.grey] } },
    },
  }
}

/** What was stated against what came true, with the number of contexts as the size of the points. */
export function reliabilityPlot(title: string, kinds: Readonly<Record<string, Reliability>>): PlotSpec {
  const rows = Object.entries(kinds).flatMap(([name, { bins }]) =>
    bins.filter(bin => bin.count > 0).map(({ stated, observed, count }) => ({ name, stated, observed, count })),
  )
  const domain = { scale: { domain: [0, 1] } }
  const x = { field: 'stated', type: 'quantitative', title: 'stated probability', ...domain }
  const y = { field: 'observed', type: 'quantitative', title: 'share that came true', ...domain }
  const diagonal = [
    { stated: 0, observed: 0 },
    { stated: 1, observed: 1 },
  ]
  return {
    title: {
      text: title,
      subtitle: Object.entries(kinds).map(
        ([name, { ece, brier }]) => `${name}: ECE ${ece.toFixed(3)}, Brier ${brier.toFixed(3)}`,
      ),
    },
    width: 380,
    height: 380,
    layer: [
      {
        data: { values: diagonal },
        mark: { type: 'line', color: COLOURS.pale, strokeDash: [6, 4] },
        encoding: { x, y },
      },
      {
        data: { values: rows },
        mark: { type: 'line', point: false, opacity: 0.5 },
        encoding: { x, y, color: colour },
      },
      {
        data: { values: rows },
        mark: { type: 'point', filled: true },
        encoding: { x, y, color: colour, size: { field: 'count', type: 'quantitative', legend: null } },
      },
    ],
  }
}

const colour = { field: 'name', type: 'nominal', sort: null, scale: { range: [COLOURS.blue, COLOURS.orange] } }

/** success@5 of every configuration with its 95 % interval. */
export function ablationPlot(rows: readonly ConfigurationFigures[], figures: Figures): PlotSpec {
  const y = { field: 'name', type: 'nominal', sort: null, title: null }
  return {
    title: {
      text: 'success@5 of every configuration',
      subtitle: `${figures.answerable} contexts of ${figures.split}; bars: 95 % (bootstrap).`,
    },
    data: { values: rows.map(({ name, figures: { successAt5 } }) => ({ name, ...successAt5 })) },
    height: { step: 22 },
    layer: [
      {
        mark: { type: 'bar', color: COLOURS.blue, opacity: 0.75 },
        encoding: {
          y,
          x: {
            field: 'mean',
            type: 'quantitative',
            title: 'success@5',
            axis: { format: '%' },
            scale: { domain: [0, 1] },
          },
        },
      },
      {
        mark: { type: 'rule', color: COLOURS.grey, strokeWidth: 2 },
        encoding: { y, x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
      },
    ],
  }
}
