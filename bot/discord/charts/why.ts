import { type Locale, PART_NAMES } from '../../../src/pipeline/reasons.ts'
import type { Explanation, Ranked } from '../../../src/schemas/post.ts'
import { plainLine } from '../defuse.ts'
import { type ChartSpec, COLOURS } from './render.ts'

const LABEL = 18
/** Parts that are no cosine, or the sum of the others: they have their place in the words. */
const SHOWN_PARTS = ['scenario', 'emotion', 'motivation', 'examples', 'bestExample', 'unsuitable', 'lexical'] as const

/** A decision as a chart: the candidates' scores against the threshold, and the parts of the one that mattered. */
export function whyChart(explanation: Explanation, locale: Locale): ChartSpec {
  const zh = locale === 'zh'
  const candidates = withChosen(explanation)
  const subject = explanation.chosen ?? candidates[0]
  return {
    vconcat: [candidateBars(explanation, candidates, zh), ...(subject ? [partBars(subject, locale, zh)] : [])],
  }
}

// The chosen one may stand below the five best of the message, once fatigue is taken off; it is always shown.
function withChosen({ candidates, chosen }: Explanation): Ranked[] {
  const known = !chosen || candidates.some(({ meme }) => meme === chosen.meme)
  return known ? candidates : [...candidates, chosen]
}

function candidateBars({ threshold, chosen }: Explanation, candidates: readonly Ranked[], zh: boolean): ChartSpec {
  const rows = candidates.map(({ caption, score, meme }, index) => ({
    name: `${index + 1}. ${plainLine(caption, LABEL)}`,
    score: Math.round(score * 1000) / 1000,
    chosen: meme === chosen?.meme,
  }))
  const names = { field: 'name', type: 'nominal', sort: null, axis: { title: null } }
  const scores = { field: 'score', type: 'quantitative', scale: { domain: [0, 1] }, axis: { title: null } }
  return {
    title: {
      text: zh ? '候选的得分与阈值' : 'Scores of the candidates, and the threshold',
      subtitle: zh
        ? `竖线是阈值 ${threshold.toFixed(3)}；橙色是选中的那张`
        : `The line is the threshold, ${threshold.toFixed(3)}; orange is the one chosen`,
    },
    width: 420,
    height: { step: 26 },
    layer: [
      {
        data: { values: rows },
        mark: { type: 'bar', cornerRadiusEnd: 3 },
        encoding: {
          y: names,
          x: scores,
          color: { condition: { test: 'datum.chosen', value: COLOURS.orange }, value: COLOURS.blue },
        },
      },
      {
        data: { values: rows },
        mark: { type: 'text', align: 'left', dx: 5, fontSize: 12 },
        encoding: { y: names, x: scores, text: { field: 'score', type: 'quantitative', format: '.3f' } },
      },
      {
        data: { values: [{ threshold: Math.min(1, threshold) }] },
        mark: { type: 'rule', color: COLOURS.grey, strokeDash: [5, 3], strokeWidth: 2 },
        encoding: { x: { field: 'threshold', type: 'quantitative' } },
      },
    ],
  }
}

function partBars({ caption, parts }: Ranked, locale: Locale, zh: boolean): ChartSpec {
  const rows = SHOWN_PARTS.map(name => ({ name: PART_NAMES[name]?.[locale] ?? name, value: parts[name] }))
  return {
    title: { text: zh ? `「${plainLine(caption, LABEL)}」的各项` : `Parts of “${plainLine(caption, LABEL)}”` },
    width: 420,
    height: { step: 20 },
    data: { values: rows },
    mark: { type: 'bar', cornerRadiusEnd: 3, color: COLOURS.green },
    encoding: {
      y: { field: 'name', type: 'nominal', sort: null, axis: { title: null } },
      x: { field: 'value', type: 'quantitative', axis: { title: null } },
    },
  }
}
