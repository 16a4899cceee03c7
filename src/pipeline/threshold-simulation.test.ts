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

/** Three long conversations of a process under a policy with the default gap, and all that they are compared with. */
function longRuns(name: string, rate: number) {
  return [1, 2, 3].map(seed => {
    const random = seededRandom(7919 * seed)
    const scores = STATIONARY[name]!(random, LONG)
    const { sent } = runPolicy(scores, ratePolicy(rate))
    const at = (positions: readonly number[]) => mean(positions.map(position => scores[position]!))
    const chance = runRandom(LONG, 3, sent.length, random)
    const cut = runBestCut(scores, 3, sent.length)
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

  describe.each(Object.keys(STATIONARY))('%s scores', name => {
    const runs = new Map(RATES.map(rate => [rate, longRuns(name, rate)]))

    it('what is sent scores above random sends with the same gap and rate', () => {
      for (const run of [...runs.values()].flat()) expect(run.score).toBeGreaterThan(run.chanceScore)
    })

    it('at least 85 % of the lift of the best fixed cut with the same gap is reached', () => {
      for (const [rate, same] of runs) {
        const lift = mean(same.map(run => run.score - run.plain)) / mean(same.map(run => run.cutScore - run.plain))
        expect(lift, `rate ${rate}`).toBeGreaterThanOrEqual(0.85)
      }
    })

    it('gaps are more regular than random ones with the same minimum gap', () => {
      for (const [rate, same] of runs) {
        // At 20 % a gap of 3 leaves one message of freedom in five, which long good stretches use up.
        if (name === 'autocorrelated' && rate === 0.2) continue
        const random = variation(same.flatMap(run => gapsOf(run.chance)))
        expect(variation(same.flatMap(run => gapsOf(run.sent))), `rate ${rate}`).toBeLessThan(random)
      }
    })
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
    const broken = conversations.filter(({ policy, sent }) =>
      gapsOf(sent).some(gap => gap <= policy.minimumGap || gap * PACE < policy.minimumGapSeconds * 1000),
    )
    expect(broken).toEqual([])
  })

  it('the floor never yields', () => {
    const below = conversations.filter(({ policy, scores, sent }) => sent.some(at => scores[at]! < policy.floor))
    expect(below).toEqual([])
  })

  it('at no moment are there more sends than the rate promises and two', () => {
    const over = conversations.filter(({ policy, sent }) =>
      sent.some((position, index) => index + 1 > policy.targetRate * (position + 1) + 2),
    )
    expect(over).toEqual([])
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
