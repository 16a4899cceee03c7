import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/random.ts'
import { memeAbout, temporaryBrain } from '../../test/helpers.ts'
import { evaluateSplit } from './figures.ts'
import { reportPage } from './report.ts'
import { figuresTable } from './table.ts'

describe('the evaluation of a labelled split', () => {
  it('has finite figures, names its failures, and becomes one page that needs nothing else', async () => {
    const topics = ['加班到半夜', '周末睡懒觉', '奶茶续命', '考试挂科', '猫咪拆家', '快递丢了']
    const brain = await temporaryBrain(topics.map((topic, at) => memeAbout(`meme-${at}`, topic)))
    const { figures, cases } = await evaluateSplit(brain, {
      split: 'dev',
      random: seededRandom(1),
      ablation: true,
      compare: 'doutu,tfidf',
      onProgress: () => {},
    })
    // None of these memes is named by a label, so nothing can be right; and nothing may become NaN, which JSON turns into null.
    expect(figures).toMatchObject({ successAt10: 0, meanReciprocalRank: 0, errorRatio: 1 })
    expect(figures.failures).toHaveLength(20)
    for (const { rank, ranked } of figures.failures) expect([rank, ranked.length]).toEqual([null, 3])
    const numbers = JSON.stringify({ ...figures, failures: [], calibration: null, emotion: null, motivation: null })
    expect(numbers.replace(/"(calibration|emotion|motivation)":null/g, '')).not.toContain('null')
    const page = await reportPage(figures, cases)
    expect(page.match(/<svg/g)!.length).toBeGreaterThanOrEqual(4)
    expect(page).not.toMatch(/<script|<link|src=|NaN/)
    expect(page).toContain('k-means')
    expect(figuresTable(figures)).toContain('success@5')
  })
})
