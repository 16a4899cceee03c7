import { z } from 'zod'
import { type Rating, ratingSchema } from '../../src/schemas/meme.ts'

const probability = z.number().min(0).max(1)

/** Probabilities of nsfwjs's five classes; for an animation the highest over its frames. */
export const classScoresSchema = z.object({
  drawing: probability,
  hentai: probability,
  neutral: probability,
  porn: probability,
  sexy: probability,
})
export type ClassScores = z.infer<typeof classScoresSchema>

/** All that speaks for a rating; what was not looked at is null. */
export const safetySchema = z.object({
  version: z.literal(1),
  classifier: classScoresSchema.nullable(),
  words: z.array(z.string()).nullable().describe('words of the list that are in the picture'),
  wordRating: ratingSchema.nullable(),
  model: ratingSchema.nullable().describe("the vision model's rating"),
  keeper: ratingSchema.nullable().describe('what a person said; it wins'),
})
export type Safety = z.infer<typeof safetySchema>

export const UNKNOWN_SAFETY: Safety = {
  version: 1,
  classifier: null,
  words: null,
  wordRating: null,
  model: null,
  keeper: null,
}

/** From these probabilities on the classifier alone makes a picture blocked or sensitive. */
const PORNOGRAPHIC = 0.8
const INDECENT = 0.5
const REVEALING = 0.7

/** The classifier's rating. */
export function rateClasses({ porn, hentai, sexy }: ClassScores): Rating {
  const pornographic = Math.max(porn, hentai)
  if (pornographic >= PORNOGRAPHIC) return 'blocked'
  return pornographic >= INDECENT || sexy >= REVEALING || pornographic + sexy >= PORNOGRAPHIC ? 'sensitive' : 'safe'
}

const SEVERITY: Record<Rating, number> = { safe: 0, sensitive: 1, blocked: 2 }

/** The rating that follows: what a person said, else the worst of what classifier, words and vision model say. */
export function ratingOf({ classifier, wordRating, model, keeper }: Safety): Rating {
  if (keeper) return keeper
  const ratings = [classifier ? rateClasses(classifier) : null, wordRating, model].filter(rating => rating !== null)
  return ratings.reduce((worst, rating) => (SEVERITY[rating] > SEVERITY[worst] ? rating : worst), 'safe' as Rating)
}
