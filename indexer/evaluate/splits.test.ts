import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/random.ts'
import { memeAbout, temporaryBrain } from '../../test/helpers.ts'
import type { Label } from '../labels.ts'
import { ablationTable, compare, judge } from './compare.ts'
import { makeCases, rankers } from './configurations.ts'
import { estimateFigures } from './estimates.ts'
import { calibrationFigures, runLabels, timingFigures } from './timing.ts'
import { varietyFigures } from './variety.ts'

const topics = ['加班到半夜', '周末睡懒觉', '奶茶续命', '考试挂科', '猫咪拆家', '下雨没带伞', '健身房打卡', '快递丢了']
const memes = topics.map((topic, at) => memeAbout(`meme-${at}`, topic))

const label = (kind: Label['kind'], turns: string[], fitting: string[], more: Partial<Label> = {}): Label => ({
  id: turns.join(),
  topic: 'x',
  kind,
  turns,
  fitting,
  ...more,
})
const wanting = topics.map((topic, at) => label('meme', [`A: 唉，${topic}`], [`meme-${at}`]))

describe('the configurations', () => {
  it('rank every allowed meme once, and the good ones find what the labels name', async () => {
    const brain = await temporaryBrain(memes)
    const cases = await makeCases(brain, [...wanting, label('serious', ['A: 爷爷走了'], [])])
    expect(cases).toHaveLength(wanting.length)
    const all = rankers(brain, wanting, seededRandom(1))
    for (const ranker of Object.values(all))
      expect(ranker(cases[0]!).toSorted()).toEqual(memes.map(meme => meme.slug).toSorted())
    for (const name of ['doutu', 'tfidf', 'best-example-only'])
      expect(judge(cases, all[name]!).every(metrics => metrics.successAt1 === 1)).toBe(true)
    const table = ablationTable(cases, all, seededRandom(1))
    expect(table.map(row => row.name)).toEqual(expect.arrayContaining(['doutu', 'memecmd', 'lexical-only', 'random']))
    expect(table[0]).toMatchObject({ name: 'doutu', difference: { successAt1: { mean: 0, low: 0, high: 0 } } })
  })

  it('are compared on the same contexts: against itself the difference is nothing', async () => {
    const brain = await temporaryBrain(memes)
    const cases = await makeCases(brain, wanting)
    const all = rankers(brain, wanting, seededRandom(1))
    const same = compare('tfidf, tfidf', cases, all, seededRandom(1))
    expect(same.difference.reciprocalRank).toEqual({ mean: 0, low: 0, high: 0 })
    const better = compare('doutu,random', cases, all, seededRandom(1))
    expect(better.difference.successAt1.low).toBeGreaterThan(0)
    for (const wrong of ['doutu', 'doutu,nobody', 'a,b,c', ''])
      expect(() => compare(wrong, cases, all, seededRandom(1))).toThrow(/--compare takes two/)
  })
})

describe('variety', () => {
  it('is what novelty buys: MMR shows more different memes than the best alone, k-means one of each cluster', async () => {
    const twins = Array.from({ length: 6 }, (_, at) => memeAbout(`twin-${at}`, '加班到半夜'))
    const near = ['周末加班', '加班没钱', '加班吃面', '陪你加班'].map(topic => memeAbout(topic, topic))
    const brain = await temporaryBrain([...twins, ...near])
    const cases = await makeCases(brain, [label('meme', ['A: 加班'], ['twin-0', '加班没钱'])])
    const { best, mmr, 'k-means': clusters } = varietyFigures(cases, brain.library(), seededRandom(4))
    expect(mmr!.variety).toBeGreaterThan(best!.variety)
    expect(clusters!.variety).toBeGreaterThan(best!.variety)
    for (const figures of [best!, mmr!, clusters!]) expect(figures.variety).toBeLessThanOrEqual(1)
  })
})

describe('timing and calibration', () => {
  it('count sends, leaks and holds by the kinds of the labels', async () => {
    const brain = await temporaryBrain(memes, { settings: { GATE: 'true', SCORE_FLOOR: '0.000001' } })
    const labels = [
      ...wanting.slice(0, 3),
      label('serious', ['A: 我爷爷昨天去世了'], []),
      label('not-chat', ['A: https://example.org/a'], []),
      label('hyperbole', ['A: 笑死我了加班到半夜'], ['meme-0']),
    ]
    const outcomes = await runLabels(brain, labels)
    const figures = timingFigures(outcomes)
    expect(figures).toMatchObject({ serious: 1, seriousSent: 0, seriousPastGate: 0, seriousLeakRate: 0 })
    expect(figures).toMatchObject({ hyperboles: 1, hyperboleHeldAsSerious: 0, otherHoldsRespected: 1 })
    expect(figures.send.precision).toBe(1)
    const { send, fit } = calibrationFigures(outcomes)
    expect(send.forecasts).toBe(labels.length)
    expect(fit.bins[0]!.count).toBeGreaterThanOrEqual(2)
    for (const outcome of outcomes.slice(3, 5)) expect([outcome.score, outcome.welcome]).toEqual([0, 0])
  })
})

describe('estimates of emotion and motivation', () => {
  const labels = [
    label('meme', ['累'], [], { emotions: ['疲惫', '无奈'] }),
    label('meme', ['乐'], [], { emotions: ['开心'] }),
    label('meme', ['丧'], [], { emotions: ['疲惫'] }),
    label('meme', ['无'], []),
  ]
  it('are right where the likeliest is among the labelled ones', async () => {
    const figures = await estimateFigures(labels, 'emotions', async () => ['开心', '惊讶', '疲惫'])
    expect(figures).toEqual({ contexts: 3, top1: 1 / 3, top3: 1, majority: 2 / 3 })
  })
  it('are left out without labels or without anything that estimates', async () => {
    expect(await estimateFigures(labels, 'emotions', undefined)).toBeUndefined()
    expect(await estimateFigures(labels, 'motivations', async () => ['吐槽'])).toBeUndefined()
  })
})
