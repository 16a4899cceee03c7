import { describe, expect, it } from 'vitest'
import { makePlan } from './plan.ts'
import { suits } from './scenarios/suits.ts'
import { PLAN, shippedBook } from './testing/workshop.ts'

const book = shippedBook()
const plan = (given: Partial<typeof PLAN> = {}) => makePlan(book, { ...PLAN, ...given })
const casts = (count: number, given: Partial<typeof PLAN> = {}) => {
  const made = plan(given)
  return Array.from({ length: count }, (_, index) => made.cast(index, 0))
}

describe('the plan', () => {
  it('is the same for the same seed, asked in whatever order, and another for another', () => {
    const [made, again] = [plan(), plan()]
    const order = [7, 3, 0, 7, 5]
    expect(order.map(index => made.cast(index, 0))).toEqual(order.map(index => again.cast(index, 0)))
    expect(casts(20, { seed: 'other' })).not.toEqual(casts(20))
    expect(made.cast(3, 1).scene.id).not.toBe(made.cast(3, 0).scene.id)
  })

  it('uses every scene and every news item equally often', () => {
    const topics = book.scenes.length + book.news.length
    const counts = new Map<string, number>()
    for (const { scene } of casts(topics * 2)) counts.set(scene.id, (counts.get(scene.id) ?? 0) + 1)
    expect(counts.size).toBe(topics)
    expect(new Set(counts.values())).toEqual(new Set([2]))
  })

  it('spreads strategies and lengths evenly and across each other', () => {
    const found = casts(240, { strategies: ['random', 'greedy', 'top-k', 'diverse'], lengths: [6, 12, 18] })
    const counts = new Map<string, number>()
    for (const { strategy, turns } of found)
      counts.set(`${strategy} ${turns}`, (counts.get(`${strategy} ${turns}`) ?? 0) + 1)
    expect(counts.size).toBe(12)
    expect(new Set(counts.values())).toEqual(new Set([20]))
  })

  it('gives each role to somebody who suits it, and never both to one', () => {
    for (const cast of casts(300, { kinds: ['role'] })) {
      const scene = book.scenes.find(({ id }) => id === cast.scene.id)!
      const [a, b] = cast.people
      expect(suits(a, scene.roles.A), `${scene.id} ${a.id}`).toBe(true)
      expect(suits(b, scene.roles.B), `${scene.id} ${b.id}`).toBe(true)
      expect(a.id).not.toBe(b.id)
      const [least, most] = scene.ageGap ?? [-100, 100]
      expect(a.age - b.age).toBeGreaterThanOrEqual(least)
      expect(a.age - b.age).toBeLessThanOrEqual(most)
      for (const call of cast.calls) expect(call).not.toMatch(/[{}]/)
    }
  })

  it('says what is wrong where nobody can play a scene, or nothing is left to talk about', () => {
    const impossible = { ...book.scenes[0]!, id: 'x', ageGap: [99, 99] as [number, number] }
    expect(() => makePlan({ ...book, scenes: [impossible] }, { ...PLAN, kinds: ['role'] })).toThrow(
      /No two personas can play the scene x/,
    )
    expect(() => makePlan({ ...book, news: [] }, { ...PLAN, kinds: ['news'] })).toThrow(/nothing to talk about/)
  })
})
