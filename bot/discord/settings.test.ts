import fc from 'fast-check'
import { expect, test } from 'vitest'
import { highestRate } from '../../src/config/load.ts'
import type { GuildSettings } from '../../src/schemas/guild.ts'
import {
  checkSettings,
  type Defaults,
  editQuietHours,
  editSettings,
  effectiveSettings,
  isQuiet,
  isTimeZone,
} from './settings.ts'

const DEFAULTS: Defaults = {
  enabled: false,
  policy: { targetRate: 0.1, floor: 0.3, minimumGap: 3, minimumGapSeconds: 0 },
  sampler: 'top-k',
  ratings: ['safe'],
}

const place = fc.record(
  {
    enabled: fc.boolean(),
    rate: fc.double({ min: 0, max: 1, noNaN: true }),
    gap: fc.integer({ min: 0, max: 50 }),
    sampler: fc.constantFrom('greedy' as const, 'random' as const),
  },
  { requiredKeys: [] },
)

test('a channel says more than its guild, and the guild more than the defaults', () => {
  fc.assert(
    fc.property(place, place, (guild, channel) => {
      const found = effectiveSettings(DEFAULTS, guild, channel)
      expect(found.enabled).toBe(channel.enabled ?? guild.enabled ?? false)
      expect(found.sampler).toBe(channel.sampler ?? guild.sampler ?? 'top-k')
      expect(found.policy.minimumGap).toBe(channel.gap ?? guild.gap ?? 3)
      const rate = channel.rate ?? guild.rate ?? 0.1
      expect(found.policy.targetRate).toBe(Math.min(rate, highestRate(found.policy.minimumGap)))
      expect(found.policy.floor).toBe(0.3)
    }),
  )
})

test('settings are refused just when some place would have an impossible rate', () => {
  fc.assert(
    fc.property(place, fc.array(place, { maxLength: 4 }), (guild, places) => {
      const impossible = [{}, ...places].some(channel => {
        const { rate = 0.1, gap = 3 } = { ...guild, ...channel }
        return rate > highestRate(gap) + 1e-9
      })
      const check = () => checkSettings(DEFAULTS, guild, places)
      if (impossible) expect(check).toThrow(/cannot be reached/)
      else expect(check).not.toThrow()
    }),
  )
})

test('what no settings are is refused, whoever forged it', () => {
  const forged = [
    { rate: -1 },
    { rate: Number.NaN },
    { gap: 1.5 },
    { gap: -3 },
    { sampler: 'x' },
    { persona: 'x'.repeat(301) },
  ]
  for (const settings of forged) {
    expect(() => checkSettings(DEFAULTS, settings as GuildSettings, [])).toThrow(/no settings/)
    expect(() => checkSettings(DEFAULTS, {}, [settings as GuildSettings])).toThrow(/no settings/)
  }
})

test('an edit sets what it names, takes back what it nulls, and leaves the rest', () => {
  const before: GuildSettings = { rate: 0.2, gap: 3, persona: '话少', history: true }
  expect(editSettings(before, { rate: 0, gap: undefined, persona: null })).toEqual({ rate: 0, gap: 3, history: true })
  expect(editSettings(before, {})).toEqual(before)
})

test('quiet hours can be set, turned off for one channel, and left to the guild', () => {
  const night = { from: '23:00', until: '07:00' }
  const off = editQuietHours({}, 'none')
  expect(effectiveSettings(DEFAULTS, { quietHours: night }, off).quietHours).toBeUndefined()
  expect(editSettings(off, { rate: 0.1 })).toEqual({ rate: 0.1, quietHours: null })
  expect(effectiveSettings(DEFAULTS, { quietHours: night }, editQuietHours(off, null)).quietHours).toEqual(night)
  expect(editQuietHours({}, night)).toEqual({ quietHours: night })
})

test('quiet hours are by the clock of their time zone, and may span midnight', () => {
  // 2026-01-01 15:30 UTC is 23:30 in Shanghai and 10:30 in New York.
  const now = Date.UTC(2026, 0, 1, 15, 30)
  const night = { from: '23:00', until: '07:00' }
  expect([isQuiet(night, 'Asia/Shanghai', now), isQuiet(night, 'America/New_York', now)]).toEqual([true, false])
  expect(isQuiet({ from: '10:30', until: '10:31' }, 'America/New_York', now)).toBe(true)
  expect(isQuiet({ from: '10:00', until: '10:30' }, 'America/New_York', now)).toBe(false)
  expect(isQuiet({ from: '07:00', until: '07:00' }, 'UTC', now)).toBe(false)
  expect(isQuiet(undefined, 'UTC', now)).toBe(false)
})

test('time zones are those that the machine knows', () => {
  expect([isTimeZone('Asia/Shanghai'), isTimeZone('Moon/Base'), isTimeZone('')]).toEqual([true, false, false])
})
