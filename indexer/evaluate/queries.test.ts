import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dot } from '../../src/models/encoder.ts'
import { seededRandom } from '../../src/random.ts'
import { fakeEncoder } from '../../test/fakes.ts'
import { holdOut } from './held-out.ts'
import { evaluateQueries, MIXES, type Mix } from './queries.ts'
import type { QueryItem } from './query-file.ts'
import { fitTfidf } from './tfidf.ts'

const words = ['开心', '好耶', '困', '困死了', '睡觉', '想睡觉', '无语', '大无语', '哈哈', '哈哈哈']
const library = fc
  .array(fc.uniqueArray(fc.constantFrom(...words), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 })
  .map(items => items.map((queries, id): QueryItem => ({ id: String(id), queries })))

describe('holding out', () => {
  it('takes one query from every item with two, leaves the rest, and knows who else has it', () => {
    fc.assert(
      fc.property(library, fc.integer(), (items, seed) => {
        const { texts, items: indexed, questions } = holdOut(items, seededRandom(seed))
        const asked = new Map(questions.map(question => [question.item, question]))
        expect(asked.size).toBe(items.filter(({ queries }) => queries.length > 1).length)
        items.forEach(({ queries }, position) => {
          const question = asked.get(position)
          const rest = [...indexed[position]!].map(text => texts[text])
          expect(rest).toEqual(queries.filter(query => query !== question?.text))
          if (!question) return
          expect(queries).toContain(question.text)
          const alike = items.flatMap((item, at) => (item.queries.includes(question.text) ? [at] : []))
          expect(question.alike).toEqual(alike)
        })
      }),
    )
  })

  it('draws every query alike over the seeds', () => {
    const counts = new Map<string, number>()
    for (let seed = 0; seed < 300; seed += 1) {
      const [question] = holdOut([{ id: '1', queries: ['一', '二', '三'] }], seededRandom(seed)).questions
      counts.set(question!.text, (counts.get(question!.text) ?? 0) + 1)
    }
    for (const query of ['一', '二', '三']) expect(counts.get(query)).toBeGreaterThan(60)
  })
})

/** The figures by definition: every similarity on its own, ranks averaged over what ties allow by counting. */
async function plainFigures(items: readonly QueryItem[], seed: number, mix: Mix) {
  const encoder = fakeEncoder()
  const { texts, items: indexed, questions } = holdOut(items, seededRandom(seed))
  const tfidf = fitTfidf(texts)
  const dense = new Map<string, Float32Array>()
  for (const text of words) dense.set(text, (await encoder.encode([text], 'query'))[0]!)
  const sparse = (text: string) => {
    const { indices, values } = tfidf.vectorOf(text)
    return new Map([...indices].map((column, at) => [column, values[at]!]))
  }
  const lexical = (a: string, b: string) => {
    const right = sparse(b)
    return [...sparse(a)].reduce((sum, [column, value]) => sum + value * (right.get(column) ?? 0), 0)
  }
  const judge = (relevantTo: (position: number) => readonly number[]) => {
    const recall = { 1: 0, 5: 0, 10: 0 }
    questions.forEach(({ text }, position) => {
      const scores = indexed.map(own => {
        const alike = [...own].map(at => {
          const other = texts[at]!
          return mix.dense * dot(dense.get(text)!, dense.get(other)!) + mix.lexical * lexical(text, other)
        })
        const best = Math.max(...alike)
        const rest = alike.reduce((sum, value) => sum + value, 0) - best
        const identity = [...own].some(at => texts[at] === text) ? mix.identity : 0
        return identity + best + (mix.support * rest) / alike.length
      })
      const relevant = relevantTo(position)
      const top = Math.max(...relevant.map(at => scores[at]!))
      const close = (score: number) => Math.abs(score - top) < 1e-6
      const above = scores.filter(score => score > top && !close(score)).length
      const tied = scores.filter(close).length
      const right = relevant.filter(at => close(scores[at]!)).length
      for (const k of [1, 5, 10] as const) {
        const places = Math.max(0, Math.min(tied, k - above))
        const choose = (n: number, m: number): number =>
          m < 0 || m > n ? 0 : m === 0 ? 1 : (choose(n - 1, m - 1) * n) / m
        recall[k] += (1 - choose(tied - right, places) / choose(tied, places)) / questions.length
      }
    })
    return recall
  }
  return { strict: judge(at => [questions[at]!.item]), multiPositive: judge(at => questions[at]!.alike) }
}

describe('the benchmark of queries', () => {
  it('gives the figures that a plain count of the definition gives', async () => {
    await fc.assert(
      fc.asyncProperty(library, fc.integer({ min: 0, max: 1000 }), async (items, seed) => {
        fc.pre(items.some(({ queries }) => queries.length > 1))
        const found = await evaluateQueries(holdOut(items, seededRandom(seed)), fakeEncoder(), MIXES)
        for (const name of ['doutu', 'dense', 'tfidf'] as const) {
          const plain = await plainFigures(items, seed, MIXES[name])
          for (const kind of ['strict', 'multiPositive'] as const) {
            expect(found[name][kind].recallAt1).toBeCloseTo(plain[kind][1], 5)
            expect(found[name][kind].recallAt5).toBeCloseTo(plain[kind][5], 5)
            expect(found[name][kind].recallAt10).toBeCloseTo(plain[kind][10], 5)
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  it('does not favour the right item where nothing tells items apart', async () => {
    const items = Array.from({ length: 50 }, (_, id) => ({
      id: String(id),
      queries: ['甲', String.fromCodePoint(0x4e10 + id)],
    }))
    const { tfidf } = await evaluateQueries(
      holdOut(items, () => 0.99),
      fakeEncoder(),
      { tfidf: MIXES.tfidf },
    )
    expect(tfidf.strict.recallAt5).toBeCloseTo(5 / 50, 6)
  })
})
