import { resolve } from 'node:path'
import { defineCommand } from 'citty'
import { openEverything, print, readConfig, say } from '../../src/cli/context.ts'
import { costOf, Purse } from '../providers/spend.ts'
import { headerOf, openProvider, openWorkshop } from '../run/open.ts'
import { type RunEnd, runGeneration } from '../run/run.ts'
import { type RunSettings, readSettings } from '../run/settings.ts'
import { pathsOf, RunStore } from '../run/store.ts'
import { type RunSummary, summarize } from '../run/summary.ts'
import { loadScenarios } from '../scenarios/load.ts'
import { readNews } from '../scenarios/news-feed.ts'
import { dryRun } from './dry-run.ts'
import { runBar } from './progress.ts'

const text = (fallback: string, description: string, valueHint?: string) =>
  ({ type: 'string', default: fallback, description, ...(valueHint ? { valueHint } : {}) }) as const
const optional = (description: string, valueHint: string) => ({ type: 'string', description, valueHint }) as const
const flag = (description: string) => ({ type: 'boolean', default: false, description }) as const

export default defineCommand({
  meta: {
    name: 'generate',
    description: '生成带表情包的中文多轮对话 | Write Chinese multi-turn dialogues with memes',
  },
  args: {
    out: text('dialogues.jsonl', '写到哪个文件 | File of the data set', 'FILE'),
    count: text('200', '多少段对话 | How many dialogues'),
    kind: text('both', 'role、news 或 both | role (scenes), news, or both'),
    turns: text('6,12,18', '每段几轮：12、6,12,18 或 6-18 | Turns: a number, a list or a range'),
    strategy: text(
      'all',
      '选图策略：random greedy top-k diverse，可用逗号并列，或 all | How memes are drawn; several with commas, or all',
    ),
    seed: text('1', '随机种子 | Seed: the same gives the same data set'),
    rate: text('0.2', '每轮多少张表情 | Memes per turn, 0 to 1 / (gap + 1)'),
    threshold: text('adaptive', '阈值：adaptive 或固定分数 | adaptive, or a fixed score from 0 to 1'),
    floor: text('0.05', '最低得分 | Lowest score that may be sent'),
    gap: text('2', '两张表情之间至少隔几轮 | Turns that must pass between two memes'),
    senders: text('both', '谁发图：A、B 或 both | Who sends memes'),
    provider: text(
      'offline',
      '谁来写：offline、openai 或 local | offline (needs nothing), openai (any compatible server), local (a model here)',
    ),
    model: optional('模型名或文件夹 | Model name, or a folder for local', 'NAME'),
    temperature: text('0.9', '语言模型的温度 | Temperature of the language model'),
    personas: optional('自己的人物 JSONL | Your own personas', 'FILE'),
    scenes: optional('自己的场景 JSONL 或文件夹 | Your own scenes', 'FILE|FOLDER'),
    news: optional('自己的新闻：JSONL、RSS、Atom，文件或网址 | Your own news: JSONL, RSS or Atom', 'FILE|URL'),
    concurrency: text('4', '同时写几段 | Dialogues at a time'),
    attempts: text('3', '不合格时最多写几次 | Tries per dialogue before it is given up'),
    budget: optional('预算：500k（词元）或 5元 | Tokens (500k) or money (5元, $2)', 'AMOUNT'),
    'price-in': optional('每百万输入词元的价格 | Price of a million prompt tokens', 'PRICE'),
    'price-out': optional('每百万输出词元的价格 | Price of a million completion tokens', 'PRICE'),
    resume: flag('接着上次继续 | Go on where an interrupted run stopped'),
    'retry-failed': flag('把失败的也重试（配合 --resume） | With --resume: try again what failed or was given up'),
    force: flag('覆盖已有文件 | Begin anew over existing files'),
    'dry-run': flag('只打印提示词和估价 | Only print the prompts and the estimated cost'),
    json: flag('打印 JSON 汇总 | Print the summary as JSON'),
  },
  async run({ args }) {
    const config = readConfig()
    const settings = readSettings(args, config)
    const book = loadScenarios({
      personas: args.personas,
      scenes: args.scenes,
      ...(args.news ? { news: await readNews(args.news) } : {}),
    })
    if (args['dry-run']) return dryRun(settings, book, args.json)
    const purse = new Purse(settings.budget, settings.prices)
    const brain = await openEverything(config)
    const provider = await openProvider(settings, config, book, purse).catch(async error => {
      await brain.close()
      throw error
    })
    try {
      const workshop = await openWorkshop(settings, brain, book, provider)
      const out = resolve(args.out)
      const options = { resume: args.resume, force: args.force, retry: args['retry-failed'] }
      const store = RunStore.open(out, headerOf(settings, workshop, book), options)
      try {
        const end = await generate(settings, workshop, store, purse)
        report(summarize(store, settings, workshop, purse.usage, out), end, args.json, out)
      } finally {
        store.close()
      }
    } finally {
      await provider.close()
      await brain.close()
    }
  },
})

type Workshop = Parameters<typeof runGeneration>[0]

async function generate(settings: RunSettings, workshop: Workshop, store: RunStore, purse: Purse): Promise<RunEnd> {
  const stop = new AbortController()
  const interrupt = () => stop.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const bar = runBar(settings.count, Math.min(settings.count, store.complete.size), Date.now)
  try {
    return await runGeneration(workshop, store, {
      count: settings.count,
      concurrency: settings.concurrency,
      signal: stop.signal,
      purse,
      onProgress: ({ complete }) => bar.update(complete.size, purse.usage, costOf(purse.usage, settings.prices)),
    })
  } finally {
    bar.stop()
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
}

function report(summary: RunSummary, end: RunEnd, json: boolean, out: string): void {
  if (json) print(JSON.stringify({ ...summary, end }))
  else for (const line of summary.lines) say(line)
  if (end === 'complete') return
  process.exitCode = end === 'stopped' ? 130 : 3
  const why = end === 'stopped' ? 'Stopped' : 'The budget is spent'
  say(
    `${why}; nothing is lost. Go on with the same command and --resume${end === 'budget' ? ', and a larger --budget' : ''}.`,
  )
  if (summary.accepted === 0) say(`Rejects, if any, are in ${pathsOf(out).rejected}.`)
}
