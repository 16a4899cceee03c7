import { describe, expect, it } from 'vitest'
import {
  DRIFTING,
  gapsOf,
  mean,
  PACE,
  ratePolicy,
  runBestCut,
  runPolicy,
  runRandom,
  STATIONARY,
  variation,
} from '../../test/policy-simulation.ts'
import { seededRandom } from '../random.ts'

const RATES = [0.05, 0.1, 0.2]
const PROCESSES = Object.entries({ ...STATIONARY, ...DRIFTING })
const LONG = 2000

/** Long conversations of a process under a policy, with all that is compared with it. */
function longRuns(name: string, rate: number, gap: number, count: number) {
  const process = STATIONARY[name] ?? DRIFTING[name]!
  return Array.from({ length: count }, (_, seed) => {
    const random = seededRandom(7919 * (seed + 1))
    const scores = process(random, LONG)
    const { sent } = runPolicy(scores, ratePolicy(rate, { minimumGap: gap }))
    const at = (positions: readonly number[]) => mean(positions.map(position => scores[position]!))
    const chance = runRandom(LONG, gap, sent.length, random)
    const cut = runBestCut(scores, gap, sent.length)
    return { sent, chance, score: at(sent), chanceScore: at(chance), cutScore: at(cut), plain: mean(scores) }
  })
}

describe('over long conversations with the gate off and no floor', () => {
  it.each(PROCESSES)('the rate is within 15 % of targets of 5, 10 and 20 %: %s', (name, process) => {
    for (const rate of RATES)
      for (const gap of [0, 3]) {
        const scores = process(seededRandom(rate * 1000 + gap), LONG)
        const { sent } = runPolicy(scores, ratePolicy(rate, { minimumGap: gap }))
        const ratio = sent.length / LONG / rate
        expect(Math.abs(ratio - 1), `${name}, rate ${rate}, gap ${gap}: ${ratio}`).toBeLessThanOrEqual(0.15)
      }
  })

  it('the highest rate that the gap allows is reached too', () => {
    const { sent } = runPolicy(STATIONARY.uniform!(seededRandom(1), LONG), ratePolicy(0.25))
    expect(sent.length / LONG / 0.25).toBeGreaterThan(0.85)
  })

  it.each(Object.keys(STATIONARY))('what is sent scores above random sends with the same gap and rate: %s', name => {
    for (const rate of RATES)
      for (const gap of [0, 3])
        for (const run of longRuns(name, rate, gap, 2)) expect(run.score).toBeGreaterThan(run.chanceScore)
  })

  it.each(Object.keys(STATIONARY))('at least 85 %% of the lift of the best fixed cut is reached: %s', name => {
    for (const rate of RATES) {
      const runs = longRuns(name, rate, 3, 3)
      const lift = mean(runs.map(run => run.score - run.plain)) / mean(runs.map(run => run.cutScore - run.plain))
      expect(lift, `rate ${rate}`).toBeGreaterThanOrEqual(0.85)
    }
  })

  it.each(Object.keys(STATIONARY))('gaps are more regular than random ones with the same minimum gap: %s', name => {
    for (const rate of RATES.slice(0, name === 'autocorrelated 0.6' ? 2 : 3)) {
      const runs = longRuns(name, rate, 3, 3)
      const regularity = variation(runs.flatMap(run => gapsOf(run.sent)))
      expect(regularity, `rate ${rate}`).toBeLessThan(variation(runs.flatMap(run => gapsOf(run.chance))))
    }
  })
})

describe('over thousands of conversations of every kind', () => {
  const LENGTH = 120
  const conversations = Array.from({ length: 2400 }, (_, seed) => {
    const random = seededRandom(seed)
    const [, process] = PROCESSES[seed % PROCESSES.length]!
    const minimumGap = Math.floor(random() * 6)
    const policy = ratePolicy(random() / (minimumGap + 1), {
      minimumGap,
      minimumGapSeconds: random() < 0.3 ? random() * 300 : 0,
      floor: random() < 0.5 ? 0 : random(),
    })
    const scores = process(random, LENGTH)
    return { policy, scores, ...runPolicy(scores, policy) }
  })

  it('some send and some do not', () => {
    expect(conversations.filter(({ sent }) => sent.length > 3).length).toBeGreaterThan(500)
    expect(conversations.filter(({ sent }) => sent.length === 0).length).toBeGreaterThan(50)
  })

  it('the minimum gap is never broken, in messages or in seconds', () => {
    for (const { policy, sent } of conversations)
      for (const gap of gapsOf(sent)) {
        expect(gap).toBeGreaterThan(policy.minimumGap)
        expect(gap * PACE).toBeGreaterThanOrEqual(policy.minimumGapSeconds * 1000)
      }
  })

  it('the floor never yields', () => {
    for (const { policy, scores, sent } of conversations)
      for (const position of sent) expect(scores[position]).toBeGreaterThanOrEqual(policy.floor)
  })

  it('at no moment are there more sends than the rate promises and two', () => {
    for (const { policy, sent } of conversations)
      sent.forEach((position, index) => {
        expect(index + 1).toBeLessThanOrEqual(policy.targetRate * (position + 1) + 2)
      })
  })
})

describe('over long conversations with a floor', () => {
  it.each(PROCESSES)('the rate is at most 1.15 times the target, whatever the floor: %s', (_, process) => {
    for (const rate of RATES)
      for (const floor of [0.3, 0.6]) {
        const { sent } = runPolicy(process(seededRandom(3), LONG), ratePolicy(rate, { floor }))
        expect(sent.length / LONG).toBeLessThanOrEqual(1.15 * rate)
      }
  })

  it('what the floor held back is not made up for by a burst', () => {
    const scores = Array.from({ length: 600 }, (_, index) => (index < 500 ? 0.1 : 0.8))
    const { sent } = runPolicy(scores, ratePolicy(0.1, { floor: 0.3 }))
    const after = sent.filter(position => position >= 500).length
    expect(after).toBeGreaterThan(0)
    expect(after).toBeLessThanOrEqual(0.1 * 100 + 4)
  })
})

it('a target rate of 0 never sends, by every path of the reducer', () => {
  for (let seed = 0; seed < 200; seed += 1) {
    const random = seededRandom(seed)
    const scores = PROCESSES[seed % PROCESSES.length]![1](random, 100)
    expect(runPolicy(scores, ratePolicy(0, { minimumGap: seed % 4 })).sent).toEqual([])
  }
})
