import { defineCommand } from 'citty'
import { openEverything, print, progressBar, readConfig, say } from '../../src/cli/context.ts'
import type { Config } from '../../src/config/load.ts'
import { DoutuError } from '../../src/errors.ts'
import { evaluate } from '../evaluation/evaluate.ts'
import { type Judgement, judgeDialogues } from '../evaluation/judge.ts'
import { evaluationText } from '../evaluation/report.ts'
import { readDialogues } from '../formats/read.ts'
import { openServer } from '../providers/openai.ts'
import { realSleep } from '../providers/retry.ts'
import { Purse, parseBudget } from '../providers/spend.ts'
import type { Dialogue } from '../record.ts'
import { wholeArgument } from './args.ts'

export default defineCommand({
  meta: {
    name: 'evaluate',
    description: '评测数据集：发图频率、间隔、覆盖、多样性、契合度 | Measure a data set by strategy and length',
  },
  args: {
    file: { type: 'positional', required: true, description: '数据集 | The data set' },
    clip: {
      type: 'string',
      valueHint: 'MODEL',
      description: '中文 CLIP 模型，测图与下一句的相似度 | Chinese-CLIP model: similarity of meme and next words',
    },
    judge: {
      type: 'boolean',
      default: false,
      description: '让语言模型按五个方面打分 | Let a language model rate five aspects (LLM_BASE_URL, LLM_MODEL)',
    },
    model: {
      type: 'string',
      valueHint: 'NAME',
      description: '当评委的模型 | Model of the judge; LLM_MODEL unless given',
    },
    samples: { type: 'string', default: '3', description: '每段评几次 | Ratings per dialogue' },
    concurrency: { type: 'string', default: '4', description: '同时几个请求 | Requests at a time' },
    budget: { type: 'string', valueHint: 'AMOUNT', description: '评委的词元预算 | Tokens that the judge may use' },
    seed: { type: 'string', default: '1', description: '抽样的种子 | Seed of samples and intervals' },
    json: { type: 'boolean', default: false, description: '打印 JSON | Print JSON' },
  },
  async run({ args }) {
    const config = readConfig()
    const samples = wholeArgument('samples', args.samples, 1, 50)
    const concurrency = wholeArgument('concurrency', args.concurrency, 1, 256)
    if (args.judge) requireServer(config, args.model)
    const dialogues = await readDialogues(args.file)
    const brain = await openEverything(config)
    const clip = args.clip ? await (await import('../evaluation/clip.ts')).openClip(args.clip, config) : undefined
    const bar = progressBar('Measuring')
    try {
      const judgements = args.judge
        ? await judge(dialogues, config, {
            model: args.model,
            samples,
            concurrency,
            seed: args.seed,
            budget: args.budget,
          })
        : undefined
      const tools = { encoder: brain.encoder, library: brain.library(), clip }
      const evaluation = await evaluate(dialogues, tools, {
        seed: args.seed,
        ...(judgements ? { judgements } : {}),
        onProgress: (done, total) => bar.update(done, total),
      })
      bar.stop()
      const unknown = dialogues
        .flatMap(({ turns }) => turns)
        .filter(({ meme }) => meme && !tools.library.byId.has(meme.id)).length
      if (unknown > 0) say(`${unknown} memes are not in this machine's library: how they fit was not measured.`)
      print(args.json ? JSON.stringify(evaluation) : evaluationText(evaluation))
    } finally {
      bar.stop()
      await clip?.close()
      await brain.close()
    }
  },
})

function requireServer(config: Config, model: string | undefined): void {
  if (!config.LLM_BASE_URL || !(model || config.LLM_MODEL))
    throw new DoutuError(
      'bad-setting',
      '--judge needs a language model.',
      'Set LLM_BASE_URL, LLM_API_KEY and LLM_MODEL, or give --model.',
    )
}

interface JudgeOptions {
  readonly model: string | undefined
  readonly samples: number
  readonly concurrency: number
  readonly seed: string
  readonly budget: string | undefined
}

const JUDGE_TOKENS = 200

async function judge(
  dialogues: readonly Dialogue[],
  config: Config,
  options: JudgeOptions,
): Promise<Map<string, Judgement>> {
  const server = openServer({
    baseUrl: config.LLM_BASE_URL,
    apiKey: config.LLM_API_KEY,
    model: options.model || config.LLM_MODEL,
    timeoutSeconds: config.LLM_TIMEOUT_SECONDS,
    temperature: 0.7,
    maximumTokens: JUDGE_TOKENS,
    purse: new Purse(options.budget ? parseBudget(options.budget) : undefined, { prompt: 0, completion: 0 }),
    retry: { tries: 6, random: Math.random, now: Date.now, sleep: realSleep },
  })
  const bar = progressBar('Judging')
  try {
    return await judgeDialogues(dialogues, server, {
      ...options,
      signal: new AbortController().signal,
      onProgress: (done, total) => bar.update(done, total),
    })
  } finally {
    bar.stop()
    await server.close()
  }
}
