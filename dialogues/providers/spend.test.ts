import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BudgetSpent, costOf, Purse, parseBudget } from './spend.ts'

const FREE = { prompt: 0, completion: 0 }

describe('parseBudget', () => {
  it.each([
    ['300000', 'tokens', 300_000],
    ['500k', 'tokens', 500_000],
    ['2M', 'tokens', 2_000_000],
    ['1.5万', 'tokens', 15_000],
    ['1,000 tokens', 'tokens', 1000],
    ['5元', 'money', 5],
    ['¥0.5', 'money', 0.5],
    ['$2', 'money', 2],
    ['3 usd', 'money', 3],
  ])('%s is %s: %d', (text, kind, amount) => {
    expect(parseBudget(text)).toEqual({ kind, amount })
  })

  it.each(['', 'much', '-5', '5 apples', '1e9', '¥', 'k'])('%j is refused', text => {
    expect(() => parseBudget(text)).toThrow(/budget/)
  })
})

describe('the purse', () => {
  it('counts tokens, and money by the price of a million', () => {
    const purse = new Purse(undefined, { prompt: 2, completion: 8 })
    purse.add(1_000_000, 500_000)
    expect(purse.cost).toBeCloseTo(6)
    expect(costOf(purse.usage, { prompt: 1, completion: 0 })).toBeCloseTo(1)
    expect(purse.affordsAnother()).toBe(true)
  })

  it('lets no request begin once its budget is spent', () => {
    const purse = new Purse({ kind: 'tokens', amount: 100 }, FREE)
    purse.beforeRequest()
    purse.add(60, 50)
    expect(() => purse.beforeRequest()).toThrow(BudgetSpent)
  })

  it('begins no dialogue that what is left would not pay for beside those under way, so that little is begun in vain', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 16 }),
        fc.integer({ min: 10, max: 500 }),
        fc.integer({ min: 1000, max: 20_000 }),
        (together, each, budget) => {
          const purse = new Purse({ kind: 'tokens', amount: budget }, FREE)
          let [underWay, begun] = [0, 0]
          for (let step = 0; step < 10_000; step += 1) {
            if (underWay < together && purse.affordsAnother()) {
              purse.began()
              underWay += 1
              begun += 1
            } else if (underWay > 0) {
              purse.add(each, 0)
              purse.ended()
              underWay -= 1
            } else break
          }
          const spent = begun * each
          expect(spent).toBeLessThanOrEqual(budget + together * each)
          expect(spent).toBeGreaterThan(budget - (together + 3) * each)
        },
      ),
    )
  })
})
