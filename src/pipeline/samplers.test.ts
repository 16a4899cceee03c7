import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainCandidate } from '../../test/decisions.ts'
import { loadedMeme, randomDirection, snapshotOf } from '../../test/synthetic-library.ts'
import { seededRandom } from '../random.ts'
import type { Candidate } from '../schemas/decision.ts'
import { draw, makeSampler, marginalRelevance, type SamplerInput, similarity } from './samplers.ts'

const NAMES = ['greedy', 'top-k', 'diverse', 'random'] as const
const direction = (...values: number[]) => Float32Array.from(values)
const library = snapshotOf([
  loadedMeme(1, direction(1, 0, 0)),
  loadedMeme(2, direction(0.8, 0.6, 0)),
  loadedMeme(3, direction(0, 0, 1)),
  loadedMeme(4, direction(-1, 0, 0)),
])
const id = (label: number) => library.byLabel.get(label)!.meme.id
const candidate = (label: number, score: number): Candidate => plainCandidate(`m${label}`, score)
const input = (fitting: readonly Candidate[], seed = 1, recent: readonly string[] = []): SamplerInput => ({
  fitting,
  allowed: fitting,
  recent,
  library,
  random: seededRandom(seed),
})

/** How often each candidate comes up in 4000 draws. */
function frequencies(name: (typeof NAMES)[number], temperature: number, given: Omit<SamplerInput, 'random'>) {
  const random = seededRandom(3)
  const sample = makeSampler(name, temperature)
  const counts = new Map<string, number>()
  for (let draws = 0; draws < 4000; draws += 1) {
    const { slug } = sample({ ...given, random }).meme
    counts.set(slug, (counts.get(slug) ?? 0) + 1)
  }
  return (label: number) => (counts.get(`m${label}`) ?? 0) / 4000
}

describe('every sampler', () => {
  it('draws one of the candidates that fit, whatever the scores and the chance', () => {
    const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 })
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(scores, chance, fc.double({ min: 0.001, max: 10, noNaN: true }), (values, value, temperature) => {
        const fitting = values.sort((a, b) => b - a).map((score, index) => candidate(index + 1, score))
        for (const name of NAMES) {
          const drawn = makeSampler(name, temperature)({ ...input(fitting, 1, [id(1)]), random: () => value })
          expect(fitting).toContain(drawn)
        }
      }),
    )
  })

  it('draws the same again from the same seed', () => {
    const fitting = [1, 2, 3, 4].map(label => candidate(label, 0.9 - label / 100))
    for (const name of NAMES) {
      const drawn = (seed: number) => makeSampler(name, 0.05)(input(fitting, seed)).meme.id
      for (let seed = 0; seed < 20; seed += 1) expect(drawn(seed)).toBe(drawn(seed))
    }
  })
})

it('greedy takes the best', () => {
  expect(makeSampler('greedy', 1)(input([candidate(3, 0.9), candidate(1, 0.8)])).meme.id).toBe(id(3))
})

describe('top-k', () => {
  it('draws by the softmax of the scores', () => {
    const fitting = [candidate(1, 0.9), candidate(2, 0.85), candidate(3, 0.8)]
    const share = frequencies('top-k', 0.05, input(fitting))
    const powers = [1, Math.exp(-1), Math.exp(-2)]
    const sum = powers.reduce((total, power) => total + power)
    for (const [index, power] of powers.entries()) expect(Math.abs(share(index + 1) - power / sum)).toBeLessThan(0.03)
  })

  it('looks at no more than the five best', () => {
    const fitting = Array.from({ length: 9 }, (_, index) => candidate(index + 1, 0.9))
    const share = frequencies('top-k', 10, input(fitting))
    for (const label of [6, 7, 8, 9]) expect(share(label)).toBe(0)
    expect(share(5)).toBeGreaterThan(0.15)
  })

  it('becomes greedy as the temperature falls', () => {
    expect(frequencies('top-k', 0.001, input([candidate(1, 0.9), candidate(2, 0.85)]))(1)).toBeCloseTo(1)
  })
})

it('the softmax survives values so far apart that their powers vanish', () => {
  expect(
    draw(
      [1, -1000],
      value => value,
      0.001,
      () => 0.999,
    ),
  ).toBe(1)
  expect(
    draw(
      [5, 5],
      value => value,
      1,
      () => 0.999999,
    ),
  ).toBe(5)
})

describe('diverse', () => {
  const fitting = [candidate(1, 0.9), candidate(2, 0.85), candidate(3, 0.8)]

  it('turns away from what was sent lately and from its likes', () => {
    const plain = frequencies('diverse', 0.05, input(fitting))
    const later = frequencies('diverse', 0.05, input(fitting, 1, [id(1)]))
    expect(plain(1)).toBeGreaterThan(plain(3))
    expect(later(3)).toBeGreaterThan(later(2))
    expect(later(3)).toBeGreaterThan(later(1))
  })

  it.each([1, 5])('orders by relevance less likeness to the last %i, as a naive search does', count => {
    const random = seededRandom(9)
    const items = Array.from({ length: 30 }, (_, index) => loadedMeme(index + 1, randomDirection(random)))
    const many = snapshotOf(items)
    const all = items.map((item, index) => candidate(item.meme.label, 1 - index / 30))
    const recent = items.slice(0, count).map(item => item.meme.id)
    const ranked = marginalRelevance(all, recent, many)
    const naive = all
      .map(one => {
        const likes = recent.map(other => similarity(one.meme.id, other, many))
        return { one, value: 0.7 * one.score - 0.3 * Math.max(0, ...likes) }
      })
      .sort((a, b) => b.value - a.value)
    expect(ranked.map(({ candidate: one }) => one.meme.id)).toEqual(naive.map(({ one }) => one.meme.id))
  })
})

it('random draws evenly from all that the filters allow', () => {
  const allowed = [1, 2, 3, 4].map(label => candidate(label, label / 10))
  const share = frequencies('random', 0.05, { ...input([allowed[3]!]), allowed })
  for (const label of [1, 2, 3, 4]) expect(Math.abs(share(label) - 0.25)).toBeLessThan(0.03)
})

describe('the likeness of two memes', () => {
  it('is mutual, 1 with itself, and 0 with a meme that is gone', () => {
    expect(similarity(id(1), id(2), library)).toBeCloseTo(0.8)
    expect(similarity(id(2), id(1), library)).toBeCloseTo(0.8)
    expect(similarity(id(3), id(3), library)).toBeCloseTo(1)
    expect(similarity(id(1), id(4), library)).toBeCloseTo(-1)
    expect(similarity(id(1), 'gone', library)).toBe(0)
  })
})
