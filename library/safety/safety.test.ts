import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { ratingSchema } from '../../src/schemas/meme.ts'
import { readManifest, STARTER_FOLDER } from '../manifest.ts'
import { openClassifier } from './classifier.ts'
import { type ClassScores, rateClasses, ratingOf, UNKNOWN_SAFETY } from './safety.ts'

const scores = (given: Partial<ClassScores>): ClassScores => ({
  drawing: 0,
  hentai: 0,
  neutral: 0,
  porn: 0,
  sexy: 0,
  ...given,
})

test('the worst opinion counts, unless a person has spoken', () => {
  const rating = fc.option(fc.constantFrom(...ratingSchema.options))
  const order = ['safe', 'sensitive', 'blocked']
  fc.assert(
    fc.property(rating, rating, rating, (wordRating, model, keeper) => {
      const result = ratingOf({ ...UNKNOWN_SAFETY, wordRating, model, keeper })
      const worst = Math.max(...[wordRating, model].map(said => order.indexOf(said ?? 'safe')))
      return result === (keeper ?? order[worst])
    }),
  )
})

test('pornography is blocked, what is doubtful is sensitive', () => {
  expect(rateClasses(scores({ porn: 0.95 }))).toBe('blocked')
  expect(rateClasses(scores({ hentai: 0.85 }))).toBe('blocked')
  expect(rateClasses(scores({ porn: 0.55 }))).toBe('sensitive')
  expect(rateClasses(scores({ sexy: 0.9 }))).toBe('sensitive')
  expect(rateClasses(scores({ neutral: 0.9, sexy: 0.1 }))).toBe('safe')
})

test('the model runs offline and finds memes of the starter library safe', async () => {
  const classifier = openClassifier()
  onTestFinished(() => classifier.close())
  const some = readManifest(STARTER_FOLDER).filter((_, index) => index % 15 === 0)
  for (const meme of some) {
    const found = await classifier.classify(readFileSync(join(STARTER_FOLDER, meme.file)))
    expect(rateClasses(found), meme.slug).toBe('safe')
    expect(found.neutral + found.drawing, meme.slug).toBeGreaterThan(0.5)
  }
  await expect(classifier.classify(Buffer.from('no picture'))).rejects.toMatchObject({ kind: 'error' })
})
