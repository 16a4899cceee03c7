import { DiscordAPIError, HTTPError, RESTJSONErrorCodes } from 'discord.js'
import type { Locale } from '../../src/pipeline/reasons.ts'

/** Codes after which trying again in that place is of no use until something there changes. */
const GONE = new Set<number | string>([
  RESTJSONErrorCodes.UnknownChannel,
  RESTJSONErrorCodes.UnknownGuild,
  RESTJSONErrorCodes.MissingAccess,
  RESTJSONErrorCodes.MissingPermissions,
  RESTJSONErrorCodes.CannotSendMessagesToThisUser,
  RESTJSONErrorCodes.CannotSendMessagesInNonTextChannel,
])

/** Whether an attachment was refused for its size. */
export function isTooLarge(error: unknown): boolean {
  if (error instanceof DiscordAPIError)
    return error.code === RESTJSONErrorCodes.RequestEntityTooLarge || error.status === 413
  return error instanceof HTTPError && error.status === 413
}

/** Whether the bot can no longer speak in that place: the channel or the right to it is gone. */
export function isGone(error: unknown): boolean {
  return error instanceof DiscordAPIError && GONE.has(error.code)
}

/** What was looked for is no longer there. */
export function isUnknown(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.status === 404
}

/** A short name of a failure for metrics and logs; never what was sent. */
export function codeOf(error: unknown): string {
  if (error instanceof DiscordAPIError) return String(error.code)
  if (error instanceof HTTPError) return `http-${error.status}`
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'network'
}

/** A sentence for the person who asked. */
export const FAILED: Record<Locale, string> = {
  zh: '出了点问题，没能办成，过一会儿再试试。',
  en: 'Something went wrong; please try again in a moment.',
}
