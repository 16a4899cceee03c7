import type { Locale } from '../../../../src/pipeline/reasons.ts'

/** A pause longer than this gets a time stamp of its own between two messages. */
const PAUSE_MILLISECONDS = 5 * 60_000

const tag = (locale: Locale) => (locale === 'zh' ? 'zh-CN' : 'en-GB')

/** The time of day, as `14:05`. */
export function clockOf(at: number, locale: Locale): string {
  return new Intl.DateTimeFormat(tag(locale), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)
}

/** When something was said, as a chat shows it: the time alone today, with the day before that. */
export function stampOf(at: number, now: number, locale: Locale): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString()
  if (sameDay) return clockOf(at, locale)
  const day = new Intl.DateTimeFormat(tag(locale), { month: 'short', day: 'numeric' }).format(at)
  return `${day} ${clockOf(at, locale)}`
}

/** Whether a message that follows another gets a time stamp before it. */
export const isPause = (before: number | undefined, at: number) =>
  before === undefined || at - before > PAUSE_MILLISECONDS
