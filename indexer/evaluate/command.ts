import { defineCommand } from 'citty'
import { DoutuError } from '../../src/errors.ts'

export default defineCommand({
  meta: {
    name: 'evaluate',
    description:
      '评测检索、时机、校准与情绪 | Retrieval, timing, calibration and emotions on the labelled contexts, or on a file of your own',
  },
  args: {
    split: { type: 'string', description: '标注集 dev 或 test | Labelled split: dev or test', default: 'test' },
    queries: {
      type: 'string',
      valueHint: 'FILE.csv',
      description: '表头，再每行一个编号与若干查询 | Header, then an item id and its comma-separated queries per line',
    },
    emotions: {
      type: 'string',
      valueHint: 'FILE.jsonl',
      description: '每行 {"text", "label"} | Lines {"text", "label"}: k-nearest-neighbour and logistic probe, 5 folds',
    },
    seed: { type: 'string', description: '随机种子 | Seed of every random choice', default: '1' },
    ablation: { type: 'boolean', description: '消融表与多样性 | Every configuration beside doutu, and variety' },
    compare: {
      type: 'string',
      valueHint: 'A,B',
      description: '两种配置的配对比较 | Two configurations side by side, with bootstrap intervals',
    },
    report: {
      type: 'string',
      valueHint: 'FILE.html',
      description: '写成单个网页，含图 | Write a self-contained page with plots',
    },
    errors: { type: 'boolean', description: '在 stderr 列出错例 | List the contexts that went wrong (on stderr)' },
    json: { type: 'boolean', description: '输出 JSON | Print JSON' },
  },
  async run({ args }) {
    if (args.queries !== undefined && args.emotions !== undefined)
      throw new DoutuError('bad-input', '--queries and --emotions are two evaluations.', 'Ask for one at a time.')
    const options = { seed: args.seed, json: Boolean(args.json) }
    if (args.queries !== undefined) return (await import('./foreign.ts')).runQueries(args.queries, options)
    if (args.emotions !== undefined) return (await import('./foreign.ts')).runEmotions(args.emotions, options)
    const { runSplit } = await import('./splits.ts')
    return runSplit({
      ...options,
      split: args.split,
      errors: Boolean(args.errors),
      ablation: Boolean(args.ablation),
      compare: args.compare,
      report: args.report,
    })
  },
})
