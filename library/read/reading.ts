import { z } from 'zod'

/** A rectangle in pixels of the whole picture. */
export const boxSchema = z.object({
  left: z.number(),
  top: z.number(),
  width: z.number().nonnegative(),
  height: z.number().nonnegative(),
})
export type Box = z.infer<typeof boxSchema>

/** A line of words in a picture. */
export const readLineSchema = z.object({
  text: z.string(),
  confidence: z.number().min(0).max(1).describe('mean probability of its characters'),
  box: boxSchema,
  frame: z.number().int().nonnegative().describe('the frame in which it was read best, from 0'),
})
export type ReadLine = z.infer<typeof readLineSchema>

/** What was read in an image, over its distinct frames; lines from top to bottom, those of the first frame first. */
export const readingSchema = z.object({
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  lines: z.array(readLineSchema),
})
export type Reading = z.infer<typeof readingSchema>
