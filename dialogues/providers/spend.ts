import { DoutuError } from '../../src/errors.ts'
import type { Usage } from './provider.ts'

/** Thrown when the budget does not allow another request. */
export class BudgetSpent extends Error {
  constructor() {
    super('The budget is spent.')
    this.name = 'BudgetSpent'
  }
}

/** Prices in one currency, per million tokens. */
export interface Prices {
  readonly prompt: number
  readonly completion: number
}

/** What may be spent: tokens, or money in the currency of the prices. */
export type Budget = { readonly kind: 'tokens' | 'money'; readonly amount: number }

const SUFFIXES: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, 万: 1e4 }

/**
 * Reads a budget: `500k`, `2m` or `300000` tokens, or money such as `5元`, `¥5`, `$2`, `2usd`.
 * @throws DoutuError `bad-input`
 */
export function parseBudget(text: string): Budget {
  const plain = text.trim().toLowerCase().replaceAll(',', '')
  const money =
    /^[¥￥$€](\d+(?:\.\d+)?)$/.exec(plain) ?? /^(\d+(?:\.\d+)?)\s*(?:元|块|rmb|cny|usd|eur|yuan)$/.exec(plain)
  if (money) return { kind: 'money', amount: Number(money[1]) }
  const tokens = /^(\d+(?:\.\d+)?)\s*(k|m|万|)\s*(?:tokens?|t)?$/.exec(plain)
  if (tokens) return { kind: 'tokens', amount: Math.round(Number(tokens[1]) * SUFFIXES[tokens[2]!]!) }
  throw new DoutuError(
    'bad-input',
    `--budget ${text} is neither tokens nor money.`,
    'Try --budget 500k, or --budget 5元 with prices.',
  )
}

/** What some usage costs, in the currency of the prices. */
export function costOf(usage: Pick<Usage, 'promptTokens' | 'completionTokens'>, prices: Prices): number {
  return (usage.promptTokens * prices.prompt + usage.completionTokens * prices.completion) / 1e6
}

/** Counts what is used and holds it against a budget. */
export class Purse {
  private promptTokens = 0
  private completionTokens = 0
  private requests = 0
  private underWay = 0
  private finished = 0

  constructor(
    private readonly budget: Budget | undefined,
    private readonly prices: Prices,
  ) {}

  get usage(): Usage {
    return { promptTokens: this.promptTokens, completionTokens: this.completionTokens, requests: this.requests }
  }

  get cost(): number {
    return costOf(this.usage, this.prices)
  }

  private get spent(): number {
    return this.budget?.kind === 'money' ? this.cost : this.promptTokens + this.completionTokens
  }

  /** @throws BudgetSpent before a request that would not be paid for */
  beforeRequest(): void {
    if (this.budget && this.spent >= this.budget.amount) throw new BudgetSpent()
  }

  add(promptTokens: number, completionTokens: number): void {
    this.promptTokens += promptTokens
    this.completionTokens += completionTokens
    this.requests += 1
  }

  /** A dialogue begins, or ends: those under way have a claim on what is left. */
  began(): void {
    this.underWay += 1
  }

  ended(): void {
    this.underWay -= 1
    this.finished += 1
  }

  /** Whether what is left pays for one more dialogue beside those under way, at the average price so far. */
  affordsAnother(): boolean {
    if (!this.budget) return true
    const each = this.finished === 0 ? 0 : this.spent / (this.finished + this.underWay / 2)
    return this.spent + each * (this.underWay / 2 + 1) <= this.budget.amount && this.spent < this.budget.amount
  }
}
