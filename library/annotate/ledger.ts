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
  /** What it was estimated at before larger ones were thought of. */
  readonly estimate: { readonly tokensIn: number; readonly tokensOut: number }
}

/**
 * Keeps a run within its budget: before a request is sent, the most that it may cost is set aside, and written down; a request that
 * does not fit is not sent. A request is estimated at the most that any has taken so far, also as a share of its own estimate: a larger
 * picture takes more. Until one has answered, only one is to go out (`proven`), so that a poor estimate costs one request at most.
 */
export class Ledger {
  #spent: Spending
  #reserved: Spending = NOTHING
  #largest = { tokensIn: 0, tokensOut: 0 }
  /** The most that a request has taken, as a multiple of its estimate. */
  #excess = { tokensIn: 0, tokensOut: 0 }
  #proven = false
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

  /** Whether a request has been answered, which shows what one takes, or nothing bounds the spending. */
  get proven(): boolean {
    return this.#proven || this.unbounded
  }

  /** Sets aside the most that a request may cost; undefined when that does not fit the budget. */
  reserve(key: string, tokensIn: number, tokensOut: number, now: number): Reservation | undefined {
    const most = priceOf(
      Math.ceil(Math.max(tokensIn, this.#largest.tokensIn * MARGIN, this.#excess.tokensIn * tokensIn)),
      Math.ceil(Math.max(tokensOut, this.#largest.tokensOut * MARGIN, this.#excess.tokensOut * tokensOut)),
      this.#prices,
    )
    const after = add(add(this.#spent, this.#reserved), most)
    const { cost = Number.POSITIVE_INFINITY, tokens = Number.POSITIVE_INFINITY } = this.#budget
    if (after.cost > cost || after.tokensIn + after.tokensOut > tokens) return undefined
    const request = beginRequest(this.#database, this.#run, key, most, now)
    this.#reserved = add(this.#reserved, most)
    return { request, most, estimate: { tokensIn, tokensOut } }
  }

  /** What a request that was answered cost, by the server's figures, or else at the most. @returns that, to be written down */
  settle(reservation: Reservation, tokensIn: number | undefined, tokensOut: number | undefined): Spending {
    this.#learn(reservation.estimate, tokensIn ?? 0, tokensOut ?? 0)
    const { most } = reservation
    return this.#spend(reservation, priceOf(tokensIn ?? most.tokensIn, tokensOut ?? most.tokensOut, this.#prices))
  }

  /** What a request without an answer cost: nothing, or all that was set aside. @returns that, to be written down */
  forgo(reservation: Reservation, free: boolean): Spending {
    return this.#spend(reservation, free ? NOTHING : reservation.most)
  }

  #spend({ most }: Reservation, spent: Spending): Spending {
    this.#reserved = add(this.#reserved, most, -1)
    this.#spent = add(this.#spent, spent)
    return spent
  }

  #learn(estimate: Reservation['estimate'], tokensIn: number, tokensOut: number): void {
    this.#proven = true
    this.#largest = {
      tokensIn: Math.max(this.#largest.tokensIn, tokensIn),
      tokensOut: Math.max(this.#largest.tokensOut, tokensOut),
    }
    this.#excess = {
      tokensIn: Math.max(this.#excess.tokensIn, tokensIn / Math.max(1, estimate.tokensIn)),
      tokensOut: Math.max(this.#excess.tokensOut, tokensOut / Math.max(1, estimate.tokensOut)),
    }
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
