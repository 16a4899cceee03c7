import { z } from 'zod'

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/

/** Hours in which nothing is sent, `HH:MM` each, in the guild's time zone; they may span midnight. */
export const quietHoursSchema = z.object({ from: z.string().regex(CLOCK), until: z.string().regex(CLOCK) })
export type QuietHours = z.infer<typeof quietHoursSchema>

/** What a guild may set for itself and, again, for each channel; what is absent falls back to the next wider place. */
export const placeSettingsSchema = z.object({
  enabled: z.boolean().optional(),
  /** Memes per human message; 0 means never, by every path. */
  rate: z.number().min(0).max(1).optional(),
  /** Human messages between two memes. */
  gap: z.number().int().min(0).max(1000).optional(),
  /** null: none, whatever the guild says. */
  quietHours: quietHoursSchema.nullable().optional(),
  /** How the bot talks, in a sentence or two, for the language model. */
  persona: z.string().max(300).optional(),
  sampler: z.enum(['greedy', 'top-k', 'diverse', 'random']).optional(),
  ratings: z
    .array(z.enum(['safe', 'sensitive']))
    .min(1)
    .optional(),
})
export type PlaceSettings = z.infer<typeof placeSettingsSchema>

/** A guild's own settings. */
export const guildSettingsSchema = placeSettingsSchema.extend({
  language: z.enum(['zh', 'en']).optional(),
  /** IANA name. */
  timeZone: z.string().optional(),
  /** Members with this role may change settings and review, beside those who may manage the guild. */
  moderatorRole: z.string().optional(),
  /** Whether what is said is kept beyond the context in memory. */
  history: z.boolean().optional(),
})
export type GuildSettings = z.infer<typeof guildSettingsSchema>

/** What a member chose for one guild, or for everywhere. */
export interface MemberChoice {
  /** Nothing that they write is read. */
  readonly unread: boolean
  /** No meme ever answers them. */
  readonly withoutMemes: boolean
}
