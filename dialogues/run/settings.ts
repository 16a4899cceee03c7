import type { Config } from '../../src/config/load.ts'
import { highestRate } from '../../src/config/load.ts'
import { DoutuError } from '../../src/errors.ts'
import {
  kindsArgument,
  numberArgument,
  sendersArgument,
  strategiesArgument,
  thresholdArgument,
  turnsArgument,
  wholeArgument,
} from '../commands/args.ts'
import type { MemeSettings } from '../memes/desk.ts'
import type { PlanSettings } from '../plan.ts'
import { type Budget, type Prices, parseBudget } from '../providers/spend.ts'

/** The options of `dialogues generate` as they are typed. */
export interface RawOptions {
  readonly count: string
  readonly kind: string
  readonly turns: string
  readonly strategy: string
  readonly seed: string
  readonly concurrency: string
  readonly attempts: string
  readonly rate: string
  readonly threshold: string
  readonly floor: string
  readonly gap: string
  readonly senders: string
  readonly provider: string
  readonly model?: string | undefined
  readonly temperature: string
  readonly budget?: string | undefined
  readonly 'price-in'?: string | undefined
  readonly 'price-out'?: string | undefined
}

/** What a run is made of, understood and checked. */
export interface RunSettings {
  readonly count: number
  readonly plan: PlanSettings
  readonly memes: MemeSettings
  readonly concurrency: number
  readonly attempts: number
  readonly provider: 'offline' | 'openai' | 'local'
  readonly model: string
  readonly temperature: number
  readonly budget: Budget | undefined
  readonly prices: Prices
}

/** @throws DoutuError `bad-input` that names the option, or `rate-too-high` */
export function readSettings(raw: RawOptions, config: Config): RunSettings {
  const gap = wholeArgument('gap', raw.gap, 0, 100)
  const rate = numberArgument('rate', raw.rate, 0, 1)
  const senders = sendersArgument(raw.senders)
  const highest = highestRate(gap) * (senders.length / 2)
  if (rate > highest + 1e-9)
    throw new DoutuError(
      'rate-too-high',
      `--rate ${rate} cannot be reached: with a gap of ${gap}${senders.length === 1 ? ' and one sender' : ''} at most ${highest.toFixed(3)} memes per turn are possible.`,
      'Lower --rate or --gap.',
    )
  const budget = raw.budget === undefined ? undefined : parseBudget(raw.budget)
  const prices = {
    prompt: numberArgument('price-in', raw['price-in'] ?? '0', 0, 1e6),
    completion: numberArgument('price-out', raw['price-out'] ?? '0', 0, 1e6),
  }
  if (budget?.kind === 'money' && prices.prompt + prices.completion === 0)
    throw new DoutuError(
      'bad-input',
      'A budget in money needs prices.',
      'Give --price-in and --price-out, per million tokens.',
    )
  return {
    count: wholeArgument('count', raw.count, 1, 1_000_000),
    plan: {
      seed: raw.seed,
      kinds: kindsArgument(raw.kind),
      lengths: turnsArgument(raw.turns),
      strategies: strategiesArgument(raw.strategy),
    },
    memes: {
      rate,
      threshold: thresholdArgument(raw.threshold),
      floor: numberArgument('floor', raw.floor, 0, 1),
      gap,
      senders,
      temperature: config.SAMPLER_TEMPERATURE,
    },
    concurrency: wholeArgument('concurrency', raw.concurrency, 1, 256),
    attempts: wholeArgument('attempts', raw.attempts, 1, 20),
    ...providerOf(raw, config),
    temperature: numberArgument('temperature', raw.temperature, 0, 2),
    budget,
    prices,
  }
}

function providerOf({ provider, model }: RawOptions, config: Config): Pick<RunSettings, 'provider' | 'model'> {
  switch (provider) {
    case 'offline':
      return { provider, model: '' }
    case 'openai': {
      const name = model || config.LLM_MODEL
      if (config.LLM_BASE_URL && name) return { provider, model: name }
      throw new DoutuError(
        'bad-setting',
        '--provider openai needs a server and a model.',
        'Set LLM_BASE_URL, LLM_API_KEY and LLM_MODEL, or give --model.',
      )
    }
    case 'local':
      if (model) return { provider, model }
      throw new DoutuError(
        'bad-input',
        '--provider local needs a model.',
        'Give --model: a folder with a transformers.js text-generation model, or a hub name.',
      )
    default:
      throw new DoutuError('bad-input', `--provider ${provider} is not known.`, 'Use offline, openai or local.')
  }
}
