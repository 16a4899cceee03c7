import {
  budgetSpent,
  next,
  passProbability,
  thresholdOf,
  thresholdParts,
  withinGap,
} from '../../src/pipeline/threshold.ts'
import { seededRandom } from '../../src/random.ts'
import { freshChannel } from '../../src/schemas/channel.ts'
import { DRIFTING, PACE, policyOf, runPolicy, STATIONARY } from '../../test/policy-simulation.ts'
import { COLOURS, mean, type PlotSpec, type Row } from './render.ts'

const GAP = 3
const SEED = 2026

const SHOWN_MESSAGES = 160

/** One simulated conversation, message by message, with everything that its threshold is made of. */
export function thresholdPlot(): PlotSpec {
  const policy = policyOf(0.1, { floor: 0.3 })
  const scores = STATIONARY.autocorrelated!(seededRandom(SEED), SHOWN_MESSAGES)
  let state = freshChannel()
  const rows = scores.map((score, index): Row => {
    const now = index * PACE * 1000
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

/** Positions of random sends with a minimum gap: past the gap, every message is sent with the probability that the rate needs. */
function randomSends(length: number, rate: number, gap: number, random: () => number): number[] {
  const probability = passProbability(rate, gap)
  const sent: number[] = []
  for (let index = 0; index < length; index += 1) {
    const last = sent.at(-1)
    if ((last === undefined || index - last > gap) && random() < probability) sent.push(index)
  }
  return sent
}

const distances = (sent: readonly number[]) => sent.slice(1).map((position, index) => position - sent[index]!)

function variation(values: readonly number[]): number {
  const average = mean(values)
  return Math.sqrt(mean(values.map(value => (value - average) ** 2))) / average
}

/** How far apart sends come, against random sends with the same minimum gap. */
export function spacingPlot(): PlotSpec {
  const [rate, length, conversations] = [0.1, 2000, 40]
  const policy = policyOf(rate)
  const random = seededRandom(SEED)
  const runs = Array.from({ length: conversations }, () => STATIONARY.autocorrelated!(random, length))
  const ours = runs.flatMap(scores => distances(runPolicy(scores, policy).sent))
  const theirs = runs.flatMap(() => distances(randomSends(length, rate, GAP, random)))
  const named = (name: string, values: readonly number[]) =>
    `${name} (mean ${mean(values).toFixed(1)}, coefficient of variation ${variation(values).toFixed(2)})`
  const series = [
    { name: named('doutu', ours), values: ours },
    { name: named('random', theirs), values: theirs },
  ]
  const rows = series.flatMap(({ name, values }) =>
    Array.from({ length: 40 }, (_, index): Row => {
      const distance = index + 1
      return { name, distance, share: values.filter(value => value === distance).length / values.length }
    }),
  )
  return {
    title: {
      text: 'Messages from one send to the next',
      subtitle: `Target rate 10 %, minimum gap ${GAP}, autocorrelated scores; ${conversations} conversations of ${length} messages; distances above 40 not shown.`,
    },
    data: { values: rows },
    mark: { type: 'bar' },
    encoding: {
      x: { field: 'distance', type: 'ordinal', title: 'messages from send to send', axis: { labelAngle: 0 } },
      xOffset: { field: 'name' },
      y: { field: 'share', type: 'quantitative', title: 'share of sends', axis: { format: '%' } },
      color: { field: 'name', type: 'nominal', scale: { range: [COLOURS.blue, COLOURS.pale] } },
    },
  }
}

/** The rate reached against the target, for laws of scores that stay and that change. */
export function ratePlot(): PlotSpec {
  const [length, conversations] = [3000, 6]
  const targets = Array.from({ length: 12 }, (_, index) => (index + 1) * 0.02)
  const families = { ...STATIONARY, ...DRIFTING }
  const rows = Object.entries(families).flatMap(([name, make]) => {
    const random = seededRandom(SEED)
    const logs = Array.from({ length: conversations }, () => make(random, length))
    return targets.map((target): Row => {
      const sends = mean(logs.map(scores => runPolicy(scores, policyOf(target)).sent.length))
      return { name, target, rate: sends / length }
    })
  })
  const band = targets.map((target): Row => ({ target, low: target * 0.85, high: target * 1.15 }))
  const x = { field: 'target', type: 'quantitative', title: 'target rate', axis: { format: '%' } }
  return {
    title: {
      text: 'Rate reached against the target',
      subtitle: [
        `Gate off, floor 0, minimum gap ${GAP}; ${conversations} conversations of ${length} messages for each law of scores.`,
        'Shaded: within 15 % of the target.',
      ],
    },
    layer: [
      {
        data: { values: band },
        mark: { type: 'area', color: COLOURS.pale, opacity: 0.45 },
        encoding: { x, y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' } },
      },
      {
        data: { values: rows },
        mark: { type: 'line', point: { size: 22 }, strokeWidth: 1 },
        encoding: {
          x,
          y: { field: 'rate', type: 'quantitative', title: 'memes per human message', axis: { format: '%' } },
          color: { field: 'name', type: 'nominal', scale: { scheme: 'tableau10' } },
        },
      },
    ],
  }
}

/** Sends of a fixed cut, as early as the gap lets them. */
function cutSends(scores: readonly number[], cut: number): number[] {
  const sent: number[] = []
  scores.forEach((score, index) => {
    const last = sent.at(-1)
    if (score >= cut && (last === undefined || index - last > GAP)) sent.push(index)
  })
  return sent
}

/** The highest cut, known only in hindsight, that sends at least as often as asked: found among the scores themselves. */
function bestCut(scores: readonly number[], sends: number): number[] {
  const sorted = [...new Set(scores)].sort((a, b) => a - b)
  let [low, high] = [0, sorted.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (cutSends(scores, sorted[middle]!).length >= sends) low = middle
    else high = middle - 1
  }
  return cutSends(scores, sorted[low]!)
}

/** Lift over random sends, as a share of what the best fixed cut in hindsight reaches. */
export function liftPlot(): PlotSpec {
  const [length, conversations] = [2000, 8]
  const rows = Object.entries(STATIONARY).flatMap(([name, make]) => {
    const random = seededRandom(SEED)
    const logs = Array.from({ length: conversations }, () => make(random, length))
    return [0.05, 0.1, 0.2].map((rate): Row => {
      const lifts = logs.map(scores => {
        const at = (positions: readonly number[]) => mean(positions.map(position => scores[position]!))
        const sent = runPolicy(scores, policyOf(rate)).sent
        const chance = at(randomSends(length, rate, GAP, random))
        return { ours: at(sent) - chance, best: at(bestCut(scores, sent.length)) - chance }
      })
      const share = mean(lifts.map(lift => lift.ours)) / mean(lifts.map(lift => lift.best))
      return { name, rate: `target rate ${Math.round(rate * 100)} %`, share }
    })
  })
  return {
    title: {
      text: 'Lift over random sends, as a share of the best fixed cut’s',
      subtitle: [
        `Mean score of what is sent, less that of random sends with the same gap (${GAP}) and rate; the cut is known only in hindsight`,
        `and sends at least as often. ${conversations} conversations of ${length} messages each; dashed: 85 %.`,
      ],
    },
    data: { values: rows },
    layer: [
      {
        mark: { type: 'bar' },
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
      { mark: { type: 'rule', strokeDash: [6, 4], color: COLOURS.grey }, encoding: { y: { datum: 0.85 } } },
    ],
  }
}
