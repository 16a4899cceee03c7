import { isDeepStrictEqual } from 'node:util'
import type { Brain } from '../../../src/brain.ts'
import { checkRate } from '../../../src/config/load.ts'
import type { Terms } from '../../../src/conversations.ts'
import { makeSampler } from '../../../src/pipeline/samplers.ts'
import { highestRate } from '../../../src/pipeline/threshold.ts'
import { readFact, saveFact } from '../../../src/storage/guilds.ts'
import { parseJson } from '../../../src/storage/json.ts'
import { type DecisionSettings, type SavedSettings, type SettingsAnswer, savedSettingsSchema } from './protocol.ts'

/** Where they are in the table `settings` of the database. */
const KEY = 'page-settings'

/** How the page's conversations decide: the program's defaults, and over them what was saved on the page. */
export class PageSettings {
  private current: SettingsAnswer

  constructor(private readonly brain: Brain) {
    this.current = this.merge(this.stored())
  }

  /** What holds now, and what would without anything saved. */
  read(): SettingsAnswer {
    return this.current
  }

  /**
   * Saves what differs from the defaults.
   * @throws DoutuError `rate-too-high`
   */
  save(settings: DecisionSettings): SettingsAnswer {
    checkRate(settings.targetRate, settings.minimumGap)
    const { defaults } = this.current
    const differing = Object.entries(settings).filter(
      ([name, value]) => !isDeepStrictEqual(value, defaults[name as keyof DecisionSettings]),
    )
    saveFact(this.brain.database, KEY, JSON.stringify(Object.fromEntries(differing)))
    this.current = this.merge(this.stored())
    return this.current
  }

  /** Takes everything back to the defaults. */
  reset(): SettingsAnswer {
    return this.save(this.current.defaults)
  }

  /** What holds for the next decision. */
  terms(): Required<Pick<Terms, 'policy' | 'sampler' | 'weights'>> {
    return termsOf(this.current.settings, this.brain)
  }

  private stored(): SavedSettings {
    const parsed = savedSettingsSchema.safeParse(parseJson(readFact(this.brain.database, KEY)))
    return parsed.success ? parsed.data : {}
  }

  private merge(saved: SavedSettings): SettingsAnswer {
    const { policy, weights, sampling } = this.brain
    const defaults: DecisionSettings = {
      targetRate: policy.targetRate,
      floor: policy.floor,
      minimumGap: policy.minimumGap,
      sampler: sampling.name,
      weights,
    }
    const merged = { ...defaults, ...(saved as Partial<DecisionSettings>) }
    // The defaults may have changed since something was saved: a rate that the gap makes impossible is the highest possible one.
    const targetRate = Math.min(merged.targetRate, highestRate(merged.minimumGap))
    return { settings: { ...merged, targetRate }, defaults, saved: Object.keys(saved).length > 0 }
  }
}

/** Settings as the brain takes them. */
export function termsOf(
  { targetRate, floor, minimumGap, sampler, weights }: DecisionSettings,
  { policy, sampling }: Pick<Brain, 'policy' | 'sampling'>,
): Required<Pick<Terms, 'policy' | 'sampler' | 'weights'>> {
  return {
    policy: { ...policy, targetRate, floor, minimumGap },
    sampler: makeSampler(sampler, sampling.temperature),
    weights,
  }
}
