import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/random.ts'
import { fakeEncoder } from '../../test/fakes.ts'
import { denseDesign, sparseDesign } from './design.ts'
import { evaluateEmotions } from './emotions.ts'
import { stratifiedFolds } from './folds.ts'
import { minimise } from './lbfgs.ts'
import { largest, vote } from './neighbours.ts'
import { predict, trainProbe } from './probe.ts'

describe('stratified folds', () => {
  it('hold each class and the whole as evenly as can be, and never split a text', () => {
    const line = fc.record({ text: fc.string({ maxLength: 3 }), label: fc.constantFrom('喜', '怒', '哀') })
    const distinct = fc.uniqueArray(line, { selector: each => each.text, minLength: 10, maxLength: 60 })
    fc.assert(
      fc.property(distinct, fc.integer(), (lines, seed) => {
        const doubled = [...lines, ...lines.slice(0, 3)]
        const folds = stratifiedFolds(doubled, 5, seededRandom(seed))
        for (let at = 0; at < 3; at += 1) expect(folds[lines.length + at]).toBe(folds[at])
        for (const label of ['喜', '怒', '哀', undefined]) {
          const counts = [0, 1, 2, 3, 4].map(
            fold => lines.filter((each, at) => folds[at] === fold && (label ?? each.label) === each.label).length,
          )
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
        }
      }),
    )
  })
})

describe('the neighbours', () => {
  it('are the largest, largest first', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 12 }),
        (all, count) => {
          const sorted = [...all.keys()].sort((a, b) => all[b]! - all[a]! || a - b)
          expect(largest(all, count)).toEqual(sorted.slice(0, count))
        },
      ),
    )
  })

  it('vote by similarity, and among equals the nearest one decides', () => {
    expect(vote([0.9, 0.5, 0.5], Int32Array.of(0, 1, 1), 2)).toBe(1)
    expect(vote([0.9, 0.5, 0.2], Int32Array.of(0, 1, 1), 2)).toBe(0)
    expect(vote([-0.2, -0.9], Int32Array.of(1, 0), 2)).toBe(1)
  })
})

describe('L-BFGS', () => {
  it('finds the bottom of a bent valley', async () => {
    // (x − 3)² + 10 (y + 1)² + x y / 2
    const found = await minimise(
      async ([x = 0, y = 0]) => ({
        value: (x - 3) ** 2 + 10 * (y + 1) ** 2 + (x * y) / 2,
        gradient: Float64Array.of(2 * (x - 3) + y / 2, 20 * (y + 1) + x / 2),
      }),
      Float64Array.of(-20, 30),
      0,
      200,
    )
    // The two equations solved by hand.
    expect(found[0]).toBeCloseTo(130 / 39.75, 4)
    expect(found[1]).toBeCloseTo(-1 - 130 / 39.75 / 40, 4)
  })
})

describe('the logistic probe', () => {
  const rows = [
    [1, 0],
    [0.8, 0.6],
    [0, 1],
    [-0.6, 0.8],
    [-1, 0],
    [0.6, -0.8],
  ].map(row => Float32Array.from(row))
  const labels = Int32Array.of(0, 0, 1, 1, 2, 0)

  it('learns what can be told apart by lines, alike from dense and from sparse observations', async () => {
    const dense = denseDesign(rows, 2)
    const sparse = sparseDesign(
      rows.map(row => ({ indices: Int32Array.of(0, 1), values: Float64Array.from(row) })),
      2,
    )
    const [one, other] = await Promise.all([dense, sparse].map(design => trainProbe(design, labels, 3, 100)))
    expect([...(await predict(dense, one!))]).toEqual([...labels])
    expect([...(await predict(sparse, other!))]).toEqual([...labels])
    one!.weights.data.forEach((weight, at) => {
      expect(weight).toBeCloseTo(other!.weights.data[at]!, 1)
    })
  })

  it('ends where the loss of every neighbouring point is larger', async () => {
    const { weights, intercepts } = await trainProbe(denseDesign(rows, 2), labels, 3, 1)
    const loss = (data: Float32Array) =>
      rows.reduce((sum, row, at) => {
        const logits = [0, 1, 2].map(k => row[0]! * data[k]! + row[1]! * data[3 + k]! + intercepts[k]!)
        const total = logits.reduce((all, logit) => all + Math.exp(logit), 0)
        return sum + Math.log(total) - logits[labels[at]!]!
      }, 0) +
      data.reduce((sum, weight) => sum + weight ** 2, 0) / 2
    const best = loss(weights.data)
    for (let at = 0; at < 6; at += 1)
      for (const shift of [-0.1, 0.1])
        expect(loss(weights.data.with(at, weights.data[at]! + shift))).toBeGreaterThan(best)
  })
})

describe('the benchmark of emotions', () => {
  it('tells classes apart that their characters tell apart, and says what the commonest class would reach', async () => {
    const kinds = { 开心: '哈嘻乐', 难过: '哭泪呜', 生气: '怒滚烦' }
    const random = seededRandom(3)
    const lines = Object.entries(kinds).flatMap(([label, characters], kind) =>
      Array.from({ length: 20 + 10 * kind }, (_, at) => ({
        label,
        text: Array.from({ length: 4 }, () => characters[Math.floor(random() * 3)]).join('') + (at % 7),
      })),
    )
    const figures = await evaluateEmotions(lines, fakeEncoder({ dimension: 64 }), seededRandom(1))
    expect(figures).toMatchObject({ lines: 90, classes: 3, folds: 5 })
    expect(figures.majority).toBeCloseTo(40 / 90, 9)
    for (const accuracy of [figures.knn, figures.logistic, figures.tfidf.knn, figures.tfidf.logistic])
      expect(accuracy).toBeGreaterThan(0.9)
    expect(await evaluateEmotions(lines, fakeEncoder({ dimension: 64 }), seededRandom(1))).toEqual(figures)
  })

  it('of labels that mean nothing learns nothing', async () => {
    const random = seededRandom(5)
    const lines = Array.from({ length: 300 }, (_, at) => ({
      text: `第 ${at} 句 ${random()}`,
      label: random() < 0.5 ? 'a' : 'b',
    }))
    const figures = await evaluateEmotions(lines, fakeEncoder(), seededRandom(1))
    for (const accuracy of [figures.knn, figures.logistic, figures.tfidf.knn, figures.tfidf.logistic])
      expect(Math.abs(accuracy - 0.5)).toBeLessThan(0.12)
  })
})
