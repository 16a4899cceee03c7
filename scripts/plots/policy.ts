import { budgetSpent, next, thresholdOf, thresholdParts, withinGap } from '../../src/pipeline/threshold.ts'
import { seededRandom } from '../../src/random.ts'
import { freshChannel } from '../../src/schemas/channel.ts'
import {
  DRIFTING,
  gapsOf,
  PACE,
  ratePolicy,
  runBestCut,
  runPolicy,
  runRandom,
  type ScoreProcess,
  STATIONARY,
  variation,
} from '../../test/policy-simulation.ts'
import { COLOURS, mean, type PlotSpec, type Row } from './render.ts'

const GAP = 3
const SEED = 2026

const SHOWN_MESSAGES = 160

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value))
const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/** Scores that stick to their level: neighbours correlate by 0.8. */
const sticky: ScoreProcess = (random, length) => {
  let level = normal(random)
  return Array.from({ length }, () => {
    level = 0.8 * level + 0.6 * normal(random)
    return sigmoid(level)
  })
}

/** Talk that stays on one kind of topic for long: the cases that the policy finds hardest. */
const HARD: Record<string, ScoreProcess> = {
  'autocorrelated 0.8': sticky,
  waves: (random, length) => Array.from({ length }, (_, index) => sigmoid(2 * Math.sin(index / 60) + normal(random))),
}

/** One simulated conversation, message by message, with everything that its threshold is made of. */
export function thresholdPlot(): PlotSpec {
  const policy = ratePolicy(0.1, { floor: 0.3 })
  const scores = sticky(seededRandom(SEED), SHOWN_MESSAGES)
  let state = freshChannel()
  const rows = scores.map((score, index): Row => {
    const now = index * PACE
    const parts = thresholdParts(state, policy, now)
    const barred = withinGap(state, policy, now)
    const sent = !barred && score >= thresholdOf(parts) && !budgetSpent(state)
    state = next(state, { kind: 'scored', score }, policy)
    if (sent) state = next(state, { kind: 'delivered', meme: String(index), at: now }, policy)
    const base = Math.max(parts.floor, parts.quantile)
    const what = sent ? 'sent' : barred ? 'held: minimum gap' : 'held'
    return { message: index + 1, score, base, threshold: thresholdOf(parts), floor: policy.floor, what }
  })
  const sends = rows.filter(row => row.what === 'sent').length
  const message = { field: 'message', type: 'quantitative', title: 'human message' }
  const line = (field: string, color: string, more: object = {}) => ({
    mark: { type: 'line', color, interpolate: 'step', ...more },
    encoding: { x: message, y: { field, type: 'quantitative' } },
  })
  return {
    title: {
      text: 'The adaptive threshold over one simulated conversation',
      subtitle: [
        `Target rate 10 %, floor 0.3 (dashed), minimum gap ${GAP}: ${sends} sends in ${rows.length} messages.`,
        'Blue: max(floor, quantile); shaded: the refractory term on top of it; a fresh channel starts at its floor.',
      ],
    },
    width: 820,
    data: { values: rows },
    layer: [
      {
        mark: { type: 'area', color: COLOURS.orange, opacity: 0.25, interpolate: 'step' },
        encoding: {
          x: message,
          y: { field: 'base', type: 'quantitative', title: 'score', scale: { domain: [0, 1] } },
          y2: { field: 'threshold' },
        },
      },
      line('floor', COLOURS.grey, { strokeDash: [6, 4], strokeWidth: 1 }),
      line('base', COLOURS.blue, { strokeWidth: 1.5 }),
      {
        mark: { type: 'point', filled: true, opacity: 1 },
        encoding: {
          x: message,
          y: { field: 'score', type: 'quantitative' },
          color: {
            field: 'what',
            type: 'nominal',
            scale: {
              domain: ['sent', 'held', 'held: minimum gap'],
              range: [COLOURS.orange, COLOURS.grey, COLOURS.pale],
            },
          },
          size: { condition: { test: "datum.what === 'sent'", value: 70 }, value: 18 },
        },
      },
    ],
  }
}

/** How far apart sends come, against random sends with the same minimum gap. */
export function spacingPlot(): PlotSpec {
  const [rate, length, conversations, longest] = [0.1, 2000, 30, 30]
  const laws = { 'independent scores': STATIONARY.uniform!, 'autocorrelated 0.8': sticky }
  const named = Object.entries(laws).map(([law, make]) => {
    const random = seededRandom(SEED)
    const runs = Array.from({ length: conversations }, () => runPolicy(make(random, length), ratePolicy(rate)).sent)
    const ours = runs.flatMap(gapsOf)
    const theirs = runs.flatMap(sent => gapsOf(runRandom(length, GAP, sent.length, random)))
    return { law, ours, theirs }
  })
  const rows = named.flatMap(({ law, ours, theirs }) =>
    Array.from({ length: longest }, (_, index) => index + 1).flatMap((distance): Row[] => {
      const share = (values: readonly number[]) => values.filter(value => value === distance).length / values.length
      return [
        { law, name: 'doutu', distance, share: share(ours) },
        { law, name: 'random sends, same gap and rate', distance, share: share(theirs) },
      ]
    }),
  )
  return {
    title: {
      text: 'Messages from one send to the next',
      subtitle: [
        `Target rate 10 %, minimum gap ${GAP}; ${conversations} conversations of ${length} messages. Coefficients of variation:`,
        named
          .map(
            ({ law, ours, theirs }) =>
              `${law}: doutu ${variation(ours).toFixed(2)}, random ${variation(theirs).toFixed(2)}`,
          )
          .join('; '),
      ],
    },
    data: { values: rows },
    height: 150,
    mark: 'bar',
    encoding: {
      row: { field: 'law', type: 'nominal', title: null, sort: Object.keys(laws), header: { labelFontSize: 12 } },
      x: { field: 'distance', type: 'ordinal', title: 'messages from send to send', axis: { labelAngle: 0 } },
      xOffset: { field: 'name' },
      y: { field: 'share', type: 'quantitative', title: 'share of sends', axis: { format: '%' } },
      color: { field: 'name', type: 'nominal', scale: { range: [COLOURS.blue, COLOURS.pale] } },
    },
  }
}

/** The rate reached against the target, for laws of scores that stay and that change. */
export function ratePlot(): PlotSpec {
  const [length, conversations] = [2000, 5]
  const targets = Array.from({ length: 12 }, (_, index) => (index + 1) * 0.02)
  const families: Record<string, ScoreProcess> = { ...STATIONARY, ...DRIFTING, ...HARD }
  const rows = Object.entries(families).flatMap(([name, make]) => {
    const random = seededRandom(SEED)
    const logs = Array.from({ length: conversations }, () => make(random, length))
    return targets.map((target): Row => {
      const sends = mean(logs.map(scores => runPolicy(scores, ratePolicy(target)).sent.length))
      return { name, target, ratio: sends / length / target }
    })
  })
  const band = targets.map((target): Row => ({ target, low: 0.85, high: 1.15 }))
  const x = { field: 'target', type: 'quantitative', title: 'target rate', axis: { format: '%', values: targets } }
  const scale = { domain: [0.5, 1.2] }
  return {
    title: {
      text: 'Rate reached, as a share of the target',
      subtitle: [
        `Gate off, floor 0, minimum gap ${GAP}; ${conversations} conversations of ${length} messages for each law of scores.`,
        'Shaded: within 15 % of the target.',
      ],
    },
    layer: [
      {
        data: { values: band },
        mark: { type: 'area', color: COLOURS.pale, opacity: 0.45 },
        encoding: { x, y: { field: 'low', type: 'quantitative', scale }, y2: { field: 'high' } },
      },
      {
        data: { values: rows },
        mark: { type: 'line', point: { size: 22 }, strokeWidth: 1.2 },
        encoding: {
          x,
          y: { field: 'ratio', type: 'quantitative', title: 'rate reached / target', scale, axis: { format: '%' } },
          color: { field: 'name', type: 'nominal', sort: null, scale: { scheme: 'tableau20' }, legend: { columns: 6 } },
        },
      },
    ],
  }
}

/** Lift over a random message, as a share of what the best fixed cut in hindsight reaches. */
export function liftPlot(): PlotSpec {
  const [length, conversations] = [2000, 5]
  const { ties: _ties, ...stationary } = STATIONARY
  const laws = { ...stationary, 'autocorrelated 0.8': sticky }
  const rows = Object.entries(laws).flatMap(([name, make]) => {
    const random = seededRandom(SEED)
    const logs = Array.from({ length: conversations }, () => make(random, length))
    return [0.05, 0.1, 0.2].map((rate): Row => {
      const lifts = logs.map(scores => {
        const lift = (sent: readonly number[]) => mean(sent.map(position => scores[position]!)) - mean(scores)
        const { sent } = runPolicy(scores, ratePolicy(rate))
        return { ours: lift(sent), best: lift(runBestCut(scores, GAP, sent.length)) }
      })
      const share = mean(lifts.map(({ ours }) => ours)) / mean(lifts.map(({ best }) => best))
      return { name, rate: `target rate ${Math.round(rate * 100)} %`, share }
    })
  })
  return {
    title: {
      text: 'Lift of what is sent, as a share of the best fixed cut’s',
      subtitle: [
        `Lift: mean score of the sends less the mean of all messages. The cut is the highest that, with the same gap (${GAP}),`,
        `sends as often: it is known only in hindsight. ${conversations} conversations of ${length} messages each; dashed: 85 %.`,
      ],
    },
    data: { values: rows },
    layer: [
      {
        mark: 'bar',
        encoding: {
          x: { field: 'name', type: 'nominal', title: null, sort: null, axis: { labelAngle: 0 } },
          xOffset: { field: 'rate', sort: null },
          y: { field: 'share', type: 'quantitative', title: 'share of the best lift', axis: { format: '%' } },
          color: {
            field: 'rate',
            type: 'nominal',
            sort: null,
            scale: { range: [COLOURS.blue, COLOURS.green, COLOURS.yellow] },
          },
        },
      },
      { mark: { type: 'rule', strokeDash: [6, 4], color: 'black' }, encoding: { y: { datum: 0.85 } } },
    ],
  }
}
