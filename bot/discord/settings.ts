import { highestRate } from '../../src/config/load.ts'
import { DoutuError } from '../../src/errors.ts'
import type { SamplerName } from '../../src/pipeline/samplers.ts'
import type { Policy } from '../../src/pipeline/threshold.ts'
import {
  type GuildSettings,
  guildSettingsSchema,
  type PlaceSettings,
  placeSettingsSchema,
  type QuietHours,
} from '../../src/schemas/guild.ts'

/** What holds where a guild says nothing. */
export interface Defaults {
  readonly enabled: boolean
  readonly policy: Policy
  readonly sampler: SamplerName
  readonly ratings: ReadonlyArray<'safe' | 'sensitive'>
}

/** What holds in one channel, everything taken together. */
export interface EffectiveSettings {
  readonly enabled: boolean
  readonly policy: Policy
  readonly sampler: SamplerName
  readonly ratings: ReadonlyArray<'safe' | 'sensitive'>
  readonly quietHours: QuietHours | undefined
  readonly timeZone: string
  readonly persona: string
}

export const DEFAULT_TIME_ZONE = 'Asia/Shanghai'

/** Channel before guild before defaults. */
export function effectiveSettings(defaults: Defaults, guild: GuildSettings, place: PlaceSettings): EffectiveSettings {
  const merged = { ...guild, ...place }
  const minimumGap = merged.gap ?? defaults.policy.minimumGap
  // The operator's defaults may have changed since the guild chose: a rate that the gap makes impossible is the highest possible one.
  const targetRate = Math.min(merged.rate ?? defaults.policy.targetRate, highestRate(minimumGap))
  return {
    enabled: merged.enabled ?? defaults.enabled,
    policy: { ...defaults.policy, targetRate, minimumGap },
    sampler: merged.sampler ?? defaults.sampler,
    ratings: merged.ratings ?? defaults.ratings,
    quietHours: merged.quietHours ?? undefined,
    timeZone: guild.timeZone ?? DEFAULT_TIME_ZONE,
    persona: merged.persona ?? '',
  }
}

/** A change of settings: undefined leaves a value, null takes it back to what holds otherwise. */
export type SettingsEdit<T> = { readonly [Key in keyof T]?: T[Key] | null }

/** Settings after a change. `quietHours` is set to null by the value `'none'`. */
export function editSettings<T extends GuildSettings>(settings: T, edit: SettingsEdit<Omit<T, 'quietHours'>>): T {
  const kept = Object.entries({ ...settings, ...withoutUndefined(edit) }).filter(([, value]) => value !== null)
  // A quiet time that was turned off for one channel is null on purpose.
  return { ...Object.fromEntries(kept), ...(settings.quietHours === null ? { quietHours: null } : {}) } as T
}

/** The quiet hours of a place changed: an interval, none at all, or (null) whatever the wider place says. */
export function editQuietHours<T extends PlaceSettings>(settings: T, hours: QuietHours | 'none' | null): T {
  const { quietHours: _quietHours, ...rest } = settings
  return (hours === null ? rest : { ...rest, quietHours: hours === 'none' ? null : hours }) as T
}

/**
 * Refuses settings that are none (a forged command may say anything), or under which some place would have a rate that its gap makes
 * impossible.
 * @param places the guild's channels that have settings of their own
 * @throws DoutuError `bad-setting` or `rate-too-high`
 */
export function checkSettings(defaults: Defaults, guild: GuildSettings, places: Iterable<PlaceSettings>): void {
  for (const place of [{}, ...places]) {
    const parsed = [guildSettingsSchema.safeParse(guild), placeSettingsSchema.safeParse(place)]
    if (parsed.some(({ success }) => !success))
      throw new DoutuError('bad-setting', 'These are no settings.', 'Use the values that the command offers.')
    const { rate = defaults.policy.targetRate, gap = defaults.policy.minimumGap } = { ...guild, ...place }
    if (rate > highestRate(gap) + 1e-9)
      throw new DoutuError(
        'rate-too-high',
        `A rate of ${rate} cannot be reached with a gap of ${gap}: at most ${highestRate(gap).toFixed(3)}.`,
        'Lower the rate or the gap.',
      )
  }
}

/** Whether it is quiet time now. @param now epoch milliseconds */
export function isQuiet(hours: QuietHours | undefined, timeZone: string, now: number): boolean {
  if (!hours || hours.from === hours.until) return false
  const clock = clockAt(now, timeZone)
  return hours.from < hours.until
    ? clock >= hours.from && clock < hours.until
    : clock >= hours.from || clock < hours.until
}

const clocks = new Map<string, Intl.DateTimeFormat>()

function clockAt(now: number, timeZone: string): string {
  const known = clocks.get(timeZone)
  const clock =
    known ?? new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  clocks.set(timeZone, clock)
  return clock.format(now)
}

/** Whether this machine knows a time zone by that name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

function withoutUndefined(record: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))
}
