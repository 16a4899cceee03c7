import * as z from 'zod'
import type { weightsSchema } from '../../../src/pipeline/score.ts'
import { endpoint } from '../endpoint.ts'

export const SAMPLERS = ['greedy', 'top-k', 'diverse', 'random'] as const

const weight = z.number().min(0).max(2)

/** Everything about deciding that the page can try out and save. */
export const decisionSettingsSchema = z.object({
  /** Memes per human message; 0 means never. */
  targetRate: z.number().min(0).max(1),
  /** Lowest score that may be sent. */
  floor: z.number().min(0).max(1),
  /** Human messages between two memes. */
  minimumGap: z.number().int().min(0).max(1000),
  sampler: z.enum(SAMPLERS),
  /** How much each part of a score counts; `unsuitable` is subtracted. */
  weights: z.object({
    scenario: weight,
    emotion: weight,
    motivation: weight,
    examples: weight,
    bestExample: weight,
    unsuitable: weight,
    lexical: weight,
  } satisfies Record<keyof typeof weightsSchema.shape, typeof weight>),
})
export type DecisionSettings = z.infer<typeof decisionSettingsSchema>

/** What is saved: only what differs from the defaults, so that all else follows them. */
export const savedSettingsSchema = decisionSettingsSchema.partial()
export type SavedSettings = z.infer<typeof savedSettingsSchema>

const settingsAnswerSchema = z.object({
  /** What holds for the page's conversations now. */
  settings: decisionSettingsSchema,
  /** What the environment and the learned weights say. */
  defaults: decisionSettingsSchema,
  /** Whether any of it was saved here. */
  saved: z.boolean(),
})
export type SettingsAnswer = z.infer<typeof settingsAnswerSchema>

export const readSettings = endpoint({
  method: 'GET',
  path: '/api/settings',
  input: z.object({}),
  answer: settingsAnswerSchema,
})

/** Saves settings; they hold for the next message. */
export const saveSettings = endpoint({
  method: 'PUT',
  path: '/api/settings',
  input: decisionSettingsSchema,
  answer: settingsAnswerSchema,
})

/** Takes everything back to the defaults. */
export const resetSettings = endpoint({
  method: 'DELETE',
  path: '/api/settings',
  input: z.object({}),
  answer: settingsAnswerSchema,
})
