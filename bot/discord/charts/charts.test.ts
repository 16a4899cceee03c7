import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { Explanation, Ranked } from '../../../src/schemas/post.ts'
import { renderChart } from './render.ts'
import { statsChart } from './stats.ts'
import { whyChart } from './why.ts'

const parts = {
  scenario: 0.3,
  emotion: 0.2,
  motivation: 0.5,
  examples: 0.4,
  bestExample: 0.7,
  unsuitable: 0.1,
  lexical: 0.2,
  raw: 0.5,
  welcome: 0.9,
  grave: 0,
  fatigue: 0,
  feedback: 0,
}
const ranked = (index: number): Ranked => ({
  meme: `m${index}`,
  caption: `又要加班 ${index}`,
  score: 0.8 - index / 10,
  parts,
})
const explanation: Explanation = {
  kind: 'send',
  reason: 'fits',
  score: 0.8,
  threshold: 0.55,
  thresholdParts: { floor: 0.3, quantile: 0.55, level: 0.9, refractory: 0 },
  chosen: ranked(6),
  candidates: [0, 1, 2].map(ranked),
  runnersUp: [],
}

test('charts are pictures with something on them, Chinese letters among it', async () => {
  const zh = await renderChart(whyChart(explanation, 'zh'))
  const boxes = await renderChart(
    whyChart(
      { ...explanation, chosen: undefined, candidates: [{ ...ranked(0), caption: '\u{10fffd}\u{10fffd}' }] },
      'zh',
    ),
  )
  for (const picture of [zh, boxes]) expect((await sharp(picture).metadata()).format).toBe('png')
  const { channels } = await sharp(zh).flatten({ background: 'white' }).stats()
  expect(channels[0]!.stdev).toBeGreaterThan(20)
  const stats = statsChart([{ name: '闲聊', messages: 300, memes: 25, target: 0.1, gaps: [4, 8, 9, 70] }], 'en')
  expect((await sharp(await renderChart(stats)).metadata()).width).toBeGreaterThan(500)
})

test('the chosen meme is on the chart, also where it was not among the best', () => {
  const text = JSON.stringify(whyChart(explanation, 'zh'))
  expect(text).toContain('4. 又要加班 6')
  expect(JSON.stringify(whyChart({ ...explanation, chosen: ranked(1) }, 'zh'))).not.toContain('4. ')
})

test('a guild in which nothing was sent yet has a chart too', async () => {
  await expect(
    renderChart(statsChart([{ name: 'a', messages: 0, memes: 0, target: 0, gaps: [] }], 'zh')),
  ).resolves.toBeDefined()
})
