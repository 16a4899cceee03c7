import * as vega from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import { basicEmotion } from '../offline/react.ts'
import type { Dialogue } from '../record.ts'

type Row = Readonly<Record<string, string | number>>

/** A drawn plot. */
export interface Plot {
  readonly title: string
  readonly svg: string
}

/** Colours that stay apart for colour-blind readers (Okabe and Ito, 2008). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7']
const MOST_MEMES = 20

/** The statistics of a data set as plots, drawn to SVG here: the page needs no library. */
export async function drawPlots(dialogues: readonly Dialogue[]): Promise<Plot[]> {
  const specs: Array<readonly [title: string, rows: Row[], spec: Record<string, unknown>]> = [
    [
      '每段的表情数（按策略与长度） | Memes per dialogue',
      memesPerDialogue(dialogues),
      groupedBars('turns', '轮数 | turns', 'memes', '表情 | memes'),
    ],
    [
      '两张之间隔几轮 | Turns from one meme to the next',
      gaps(dialogues),
      groupedBars('gap', '间隔 | gap', 'share', '占比 | share'),
    ],
    ['用得最多的表情 | The memes sent most', topMemes(dialogues), sideBars()],
    ['说话人的情绪与发图 | Emotions, and how often a meme goes with them', emotionRates(dialogues), emotionBars()],
  ]
  return Promise.all(
    specs
      .filter(([, rows]) => rows.length > 0)
      .map(async ([title, rows, spec]) => ({ title, svg: await draw({ data: { values: rows }, ...spec }) })),
  )
}

function groupedBars(x: string, xTitle: string, y: string, yTitle: string): Record<string, unknown> {
  return {
    width: 420,
    height: 200,
    mark: { type: 'bar' },
    encoding: {
      x: { field: x, type: 'ordinal', title: xTitle, axis: { labelAngle: 0 } },
      xOffset: { field: 'strategy' },
      y: { field: y, type: 'quantitative', title: yTitle },
      color: { field: 'strategy', scale: { range: COLOURS }, legend: { title: null, orient: 'bottom' } },
    },
  }
}

function sideBars(): Record<string, unknown> {
  return {
    width: 300,
    mark: { type: 'bar', color: COLOURS[0] },
    encoding: {
      y: { field: 'meme', type: 'nominal', sort: null, title: null, axis: { labelLimit: 260 } },
      x: { field: 'count', type: 'quantitative', title: '次数 | times' },
    },
  }
}

function emotionBars(): Record<string, unknown> {
  return {
    width: 420,
    height: 200,
    mark: { type: 'bar', color: COLOURS[2] },
    encoding: {
      x: { field: 'emotion', type: 'nominal', sort: null, title: null, axis: { labelAngle: 0 } },
      y: { field: 'rate', type: 'quantitative', title: '带图的占比 | share with a meme' },
    },
  }
}

function memesPerDialogue(dialogues: readonly Dialogue[]): Row[] {
  return grouped(dialogues, ({ strategy, turns }) => [strategy, turns.length])
    .map(([[strategy, turns], group]) => ({
      strategy,
      turns,
      memes: group.reduce((sum, dialogue) => sum + dialogue.turns.filter(({ meme }) => meme).length, 0) / group.length,
    }))
    .sort((a, b) => a.turns - b.turns)
}

function gaps(dialogues: readonly Dialogue[]): Row[] {
  const found = dialogues.flatMap(({ strategy, turns }) => {
    const places = turns.flatMap(({ meme }, index) => (meme ? [index] : []))
    return places.slice(1).map((place, index) => ({ strategy, gap: place - places[index]! }))
  })
  const totals = new Map(
    grouped(found, ({ strategy }) => [strategy, 0]).map(([[strategy], group]) => [strategy, group.length]),
  )
  return grouped(found, ({ strategy, gap }) => [strategy, gap])
    .map(([[strategy, gap], group]) => ({ strategy, gap, share: group.length / totals.get(strategy)! }))
    .sort((a, b) => a.gap - b.gap)
}

function topMemes(dialogues: readonly Dialogue[]): Row[] {
  const captions = dialogues.flatMap(({ turns }) => turns.flatMap(({ meme }) => (meme ? [meme.caption] : [])))
  return grouped(captions, caption => [caption, 0])
    .map(([[meme], group]) => ({ meme, count: group.length }))
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_MEMES)
}

function emotionRates(dialogues: readonly Dialogue[]): Row[] {
  const turns = dialogues.flatMap(dialogue => dialogue.turns).filter(({ facets }) => facets.emotion.trim())
  return grouped(turns, ({ facets }) => [basicEmotion(facets.emotion), 0])
    .map(([[emotion], group]) => ({ emotion, rate: group.filter(({ meme }) => meme).length / group.length }))
    .sort((a, b) => b.rate - a.rate)
}

type Key = readonly [string, number]

function grouped<T>(items: readonly T[], keyOf: (item: T) => Key): Array<[Key, T[]]> {
  const groups = new Map<string, [Key, T[]]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key.join('\u0000'))
    if (group) group[1].push(item)
    else groups.set(key.join('\u0000'), [key, [item]])
  }
  return [...groups.values()]
}

async function draw(spec: Record<string, unknown>): Promise<string> {
  const full = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'transparent',
    padding: 8,
    ...spec,
    config: {
      font: 'system-ui, sans-serif',
      axis: { gridColor: '#e8e8e8', titleFontWeight: 'normal' },
      view: { stroke: null },
    },
  }
  const view = new vega.View(vega.parse(compile(full as unknown as TopLevelSpec).spec), { renderer: 'none' })
  try {
    return await view.toSVG()
  } finally {
    view.finalize()
  }
}
