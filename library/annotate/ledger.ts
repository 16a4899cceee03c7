import { beginRequest, type Spending } from '../../src/storage/answers.ts'
import type { Database } from '../../src/storage/database.ts'

/** Prices of a million tokens, in any currency. */
export interface Prices {
  readonly input: number
  readonly output: number
}

/** What a run may spend; undefined is without a bound. */
export interface Budget {
  readonly cost: number | undefined
  readonly tokens: number | undefined
}

/** Money for so many tokens. */
export function priceOf(tokensIn: number, tokensOut: number, { input, output }: Prices): Spending {
  return { tokensIn, tokensOut, cost: (tokensIn * input + tokensOut * output) / 1e6 }
}

/** A sum set aside for one request. */
export interface Reservation {
  readonly request: number
  readonly most: Spending
}

/**
 * Keeps a run within its budget: before a request is sent, the most that it may cost is set aside, and written down; a request that
 * does not fit is not sent. A request is estimated at the most that any has taken so far, and until one has answered only one goes
 * out, so that a poor estimate costs one request at most.
 */
export class Ledger {
  #spent: Spending
  #reserved: Spending = NOTHING
  #largest = { tokensIn: 0, tokensOut: 0 }
  readonly #database: Database
  readonly #run: number
  readonly #budget: Budget
  readonly #prices: Prices

  constructor(database: Database, { run, spent }: { run: number; spent: Spending }, budget: Budget, prices: Prices) {
    this.#database = database
    this.#run = run
    this.#spent = spent
    this.#budget = budget
    this.#prices = prices
  }

  get spent(): Spending {
    return this.#spent
  }

  /** Whether nothing bounds the spending. */
  get unbounded(): boolean {
    return this.#budget.cost === undefined && this.#budget.tokens === undefined
  }

  /** Sets aside the most that a request may cost; undefined when that does not fit the budget. */
  reserve(key: string, tokensIn: number, tokensOut: number, now: number): Reservation | undefined {
    const most = priceOf(
      Math.max(tokensIn, Math.ceil(this.#largest.tokensIn * MARGIN)),
      Math.max(tokensOut, Math.ceil(this.#largest.tokensOut * MARGIN)),
      this.#prices,
    )
    const after = add(add(this.#spent, this.#reserved), most)
    const { cost = Number.POSITIVE_INFINITY, tokens = Number.POSITIVE_INFINITY } = this.#budget
    if (after.cost > cost || after.tokensIn + after.tokensOut > tokens) return undefined
    const request = beginRequest(this.#database, this.#run, key, most, now)
    this.#reserved = add(this.#reserved, most)
    return { request, most }
  }

  /** What a request cost in the end, by the server's figures, or else at the most. @returns that, to be written down */
  settle({ most }: Reservation, tokensIn: number | undefined, tokensOut: number | undefined): Spending {
    const spent = priceOf(tokensIn ?? most.tokensIn, tokensOut ?? most.tokensOut, this.#prices)
    this.#reserved = add(this.#reserved, most, -1)
    this.#spent = add(this.#spent, spent)
    this.#largest = {
      tokensIn: Math.max(this.#largest.tokensIn, tokensIn ?? 0),
      tokensOut: Math.max(this.#largest.tokensOut, tokensOut ?? 0),
    }
    return spent
  }
}

const MARGIN = 1.2
const NOTHING: Spending = { tokensIn: 0, tokensOut: 0, cost: 0 }

function add(a: Spending, b: Spending, sign = 1): Spending {
  return {
    tokensIn: a.tokensIn + sign * b.tokensIn,
    tokensOut: a.tokensOut + sign * b.tokensOut,
    cost: a.cost + sign * b.cost,
  }
}
