import * as z from 'zod'
import { MAXIMUM_MESSAGE, pageCandidateSchema, triedDecisionSchema } from '../chat/protocol.ts'
import { endpoint } from '../endpoint.ts'
import { decisionSettingsSchema } from '../settings/protocol.ts'

/** Messages that can be compared at once. */
export const MAXIMUM_LINES = 40

const weightsSchema = decisionSettingsSchema.shape.weights

/** Weights by name: learned for the encoder, the neutral ones of an encoder that none were learned for, or MemeCMD's. */
export const PRESETS = ['learned', 'neutral', 'memecmd'] as const

/** What one side decides with. */
export const configurationSchema = decisionSettingsSchema.extend({
  encoder: z.string().min(1).max(300),
  weights: z.union([z.enum(PRESETS), weightsSchema]),
})
export type Configuration = z.infer<typeof configurationSchema>

/** What there is to choose from, and what the page's own conversations decide with. */
export const compareOptions = endpoint({
  method: 'GET',
  path: '/api/compare/options',
  input: z.object({}),
  answer: z.object({
    current: configurationSchema,
    encoders: z.array(z.string()),
    /** What the presets are for the encoder that is in use. */
    presets: z.object({ learned: weightsSchema, neutral: weightsSchema, memecmd: weightsSchema }),
  }),
})

/** One message's decision on one side. */
export const comparedStepSchema = triedDecisionSchema.extend({
  memeScore: z.number().nullable(),
  candidates: z.array(pageCandidateSchema),
})
export type ComparedStep = z.infer<typeof comparedStepSchema>

export const comparedSideSchema = z.object({
  steps: z.array(comparedStepSchema),
  /** As they were used: brought to the size of the learned ones, which the calibration was fitted with. */
  weights: weightsSchema,
  sent: z.number(),
  /** Labelled contexts that its scores were calibrated on; 0 for a guess. */
  calibratedOn: z.number(),
  /** Processor and waiting time of all decisions together. */
  milliseconds: z.number(),
})
export type ComparedSide = z.infer<typeof comparedSideSchema>

/** Goes through the same messages on both sides: same times, same draws, nothing stored. */
export const compareConfigurations = endpoint({
  method: 'POST',
  path: '/api/compare',
  input: z.object({
    lines: z.array(z.string().trim().min(1).max(MAXIMUM_MESSAGE)).min(1).max(MAXIMUM_LINES),
    left: configurationSchema,
    right: configurationSchema,
    /** Whether every line is judged by itself (the lines before it are context), or as one conversation with its gaps and rates. */
    apart: z.boolean().default(true),
  }),
  answer: z.object({ lines: z.array(z.string()), left: comparedSideSchema, right: comparedSideSchema }),
})
export type Comparison = z.output<typeof compareConfigurations.answer>
