import { expect, it } from 'vitest'
import { loadedMeme, randomDirection, randomVectors } from '../../test/synthetic-library.ts'
import { seededRandom } from '../random.ts'
import type { ScoreParts } from '../schemas/decision.ts'
import { rankFound } from './search.ts'

const random = seededRandom(7)
const NOTHING = { scenario: 0, emotion: 0, motivation: 0, examples: 0, unsuitable: 0, lexical: 0, grave: 0, fatigue: 0 }
const CALIBRATION = { slope: 8, welcome: 0.3, intercept: -5.5, contexts: 1 }

const scored = (label: number, caption: string, parts: Pick<ScoreParts, 'raw' | 'bestExample'>) => ({
  item: loadedMeme(label, randomVectors(random, randomDirection(random)), { meme: { caption }, words: [] }),
  parts: { ...NOTHING, welcome: 1, feedback: 0, ...parts },
})
const captions = (text: string, found: ReturnType<typeof scored>[]) =>
  rankFound(text, found, CALIBRATION).map(({ meme }) => meme.caption)

it('puts first what is written so, then what has this very line as an example, then what ranks best', () => {
  const found = [
    scored(1, '累了', { raw: 0.6, bestExample: 0.6 }),
    scored(2, '下班', { raw: 0.5, bestExample: 1 }),
    scored(3, '又要 加班！', { raw: 0.1, bestExample: 0.1 }),
  ]
  expect(captions('加班', found)).toEqual(['又要 加班！', '下班', '累了'])
})

it('leaves the order of the raw scores where no example is nearly the same, and takes one letter for no words', () => {
  const found = [
    scored(1, '累', { raw: 0.3, bestExample: 0.7 }),
    scored(2, '困', { raw: 0.5, bestExample: 0.4 }),
    scored(3, '饿', { raw: 0.4, bestExample: -1 }),
  ]
  expect(captions('累', found)).toEqual(['困', '饿', '累'])
})

it('gives scores between 0 and 1 that fall within each part', () => {
  const found = Array.from({ length: 40 }, (_, index) =>
    scored(index + 1, index % 3 ? '加班' : '睡觉', { raw: random(), bestExample: random() * 2 - 1 }),
  )
  const ranked = rankFound('加班', found, CALIBRATION)
  for (const part of ['加班', '睡觉']) {
    const scores = ranked.filter(({ meme }) => meme.caption === part).map(({ score }) => score)
    expect(scores).toEqual([...scores].sort((a, b) => b - a))
    expect(scores.every(score => score > 0 && score < 1)).toBe(true)
  }
})
