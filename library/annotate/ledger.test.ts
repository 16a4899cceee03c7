import fc from 'fast-check'
import { expect, test } from 'vitest'
import { beginRun, endRun, settleRequest } from '../../src/storage/answers.ts'
import { temporaryDatabase } from '../../test/helpers.ts'
import { Ledger } from './ledger.ts'

const PRICES = { input: 2, output: 8 }
const UNBOUNDED = { cost: undefined, tokens: undefined }

test('however requests come and go, what is spent stays within the budget', async () => {
  const database = await temporaryDatabase()
  const request = fc.record({
    most: fc.nat(5000),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    late: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(request), fc.nat(30_000), (requests, tokens) => {
      const begun = beginRun(database, 0)
      const ledger = new Ledger(
        database,
        { ...begun, spent: { tokensIn: 0, tokensOut: 0, cost: 0 } },
        { cost: undefined, tokens },
        PRICES,
      )
      const open: Array<() => void> = []
      for (const { most, share, late } of requests) {
        const reservation = ledger.reserve('k', most, 100, 0)
        if (!reservation) continue
        const settle = () => void ledger.settle(reservation, Math.floor(most * share), 100)
        if (late) open.push(settle)
        else settle()
      }
      for (const settle of open) settle()
      return ledger.spent.tokensIn + ledger.spent.tokensOut <= tokens
    }),
    { numRuns: 50 },
  )
})

test('money is counted by the prices of a million tokens', async () => {
  const database = await temporaryDatabase()
  const ledger = new Ledger(database, beginRun(database, 0), { cost: 0.01, tokens: undefined }, PRICES)
  const reservation = ledger.reserve('k', 2000, 500, 0)!
  expect(reservation.most.cost).toBeCloseTo(0.008)
  expect(ledger.reserve('k', 2000, 500, 0)).toBeUndefined()
  ledger.settle(reservation, 1000, 100)
  expect(ledger.spent.cost).toBeCloseTo(0.0028)
})

test('once an answer was larger than estimated, the next are estimated by it', async () => {
  const database = await temporaryDatabase()
  const ledger = new Ledger(database, beginRun(database, 0), UNBOUNDED, PRICES)
  ledger.settle(ledger.reserve('k', 10, 10, 0)!, 5000, 10)
  expect(ledger.reserve('k', 10, 10, 0)!.most.tokensIn).toBe(6000)
})

test('a run that was killed goes on with what it has spent, unanswered requests in full; one that ended does not', async () => {
  const database = await temporaryDatabase()
  const first = beginRun(database, 0)
  const ledger = new Ledger(database, first, UNBOUNDED, PRICES)
  ledger.reserve('lost', 1000, 100, 0)
  const answered = ledger.reserve('answered', 1000, 100, 0)!
  settleRequest(database, answered.request, ledger.settle(answered, 10, 1))
  const again = beginRun(database, 1)
  expect(again).toMatchObject({ run: first.run, spent: { tokensIn: 1010, tokensOut: 101 } })
  endRun(database, again.run, 2)
  expect(beginRun(database, 3)).toMatchObject({ spent: { tokensIn: 0, tokensOut: 0, cost: 0 } })
})
