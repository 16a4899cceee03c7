import { defineCommand } from 'citty'
import { print } from '../../src/cli/context.ts'
import { DoutuError, messageOf } from '../../src/errors.ts'
import { ASPECT_QUESTIONS, ASPECTS, type JudgeReport, sumJudgements } from '../evaluation/judge.ts'
import { estimateText, table } from '../evaluation/table.ts'
import { judgementsOf, type RatingKey, ratingKeySchema, readRatings } from '../rating/sheet.ts'
import { readText } from '../scenarios/load.ts'

export default defineCommand({
  meta: {
    name: 'rate',
    description:
      '读回人工评分，按策略汇总 | Read filled-in sheets back: scores by strategy, and how far the raters agree',
  },
  args: {
    file: { type: 'positional', required: true, description: '填好的 CSV，每人一份 | Filled-in sheets, one per rater' },
    key: {
      type: 'string',
      required: true,
      valueHint: 'FILE',
      description: '做表时得到的 key.json | The key.json that was written with the sheet',
    },
    seed: { type: 'string', default: '1', description: '区间的种子 | Seed of the intervals' },
    json: { type: 'boolean', default: false, description: '打印 JSON | Print JSON' },
  },
  run({ args }) {
    const key = readKey(args.key)
    const judgements = judgementsOf(
      args._.map(path => readRatings(readText(path), path)),
      key,
    )
    if (judgements.size === 0)
      throw new DoutuError(
        'bad-input',
        'Nothing was rated.',
        'Fill in the sheet, or download the results from its page.',
      )
    const strategyOf = new Map(Object.values(key.items).map(({ id, strategy }) => [id, strategy]))
    const strategies = [...new Set(strategyOf.values())].sort()
    const report = (strategy?: string) =>
      sumJudgements(
        [...judgements.values()].filter(({ id }) => !strategy || strategyOf.get(id) === strategy),
        args.seed,
      )
    const groups: Array<[string, JudgeReport]> = [
      ['all', report()],
      ...strategies.map((strategy): [string, JudgeReport] => [strategy, report(strategy)]),
    ]
    print(
      args.json ? JSON.stringify({ raters: args._.length, groups: Object.fromEntries(groups) }) : ratingText(groups),
    )
  },
})

function readKey(path: string): RatingKey {
  try {
    return ratingKeySchema.parse(JSON.parse(readText(path)))
  } catch (error) {
    if (error instanceof DoutuError) throw error
    throw new DoutuError(
      'bad-input',
      `${path} is no key of a sheet (${messageOf(error).slice(0, 100)}).`,
      'Give the key.json that was written with the sheet.',
      error,
    )
  }
}

function ratingText(groups: ReadonlyArray<readonly [string, JudgeReport]>): string {
  return table(
    ['', 'dialogues', ...ASPECTS.map(aspect => ASPECT_QUESTIONS[aspect].name), 'overall', 'agreement (α)'],
    groups.map(([name, report]) => [
      name,
      String(report.dialogues),
      ...ASPECTS.map(aspect => estimateText(report.aspects[aspect].score, 1)),
      estimateText(report.overall, 1),
      ASPECTS.map(aspect => report.aspects[aspect].agreement?.toFixed(2) ?? '-').join(' '),
    ]),
  )
}
