import { defineCommand } from 'citty'
import { localeOf, print, progressBar, readConfig, say } from '../../src/cli/context.ts'
import type { Config } from '../../src/config/load.ts'
import { DoutuError } from '../../src/errors.ts'
import type { Encoder } from '../../src/models/encoder.ts'
import { openVisionModel, type VisionModel } from '../../src/models/vision-model.ts'
import { forgetAnswers, readAnswer, type Spending } from '../../src/storage/answers.ts'
import { changeMeme, type LabelledMeme, readMemes } from '../../src/storage/memes.ts'
import type { AnnotationReport } from '../annotate/run.ts'
import { chooseMemes } from './choose.ts'
import {
  alone,
  defaultWorkers,
  interruption,
  numberArgument,
  refreshIndex,
  type Session,
  withStores,
} from './session.ts'

export default defineCommand({
  meta: {
    name: 'annotate',
    description:
      '标注：由看图模型填写各项，没有模型时写草稿 | Annotate by a vision model; without one, write drafts. Resumable, within a budget',
  },
  args: {
    ids: { type: 'positional', description: 'Only these memes; default: all that have a draft', required: false },
    all: { type: 'boolean', description: "Also the keeper's memes that a model or a person has annotated" },
    again: { type: 'boolean', description: 'Ask again, and pay again, for what was answered' },
    draft: { type: 'boolean', description: 'Ask no model; only check and write drafts' },
    estimate: { type: 'boolean', description: 'Only say what it would cost' },
    budget: { type: 'string', description: 'Most money to spend, in the currency of VISION_PRICE_INPUT and _OUTPUT' },
    'budget-tokens': { type: 'string', description: 'Most tokens to spend, in and out' },
    limit: { type: 'string', description: 'Most memes to ask about' },
    concurrency: { type: 'string', description: 'Requests at once', default: '4' },
    approve: { type: 'boolean', description: 'Approve what the model completes' },
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ args }) {
    const config = readConfig()
    const model = args.draft ? undefined : openVisionModel(config)
    const budget = {
      cost: args.budget === undefined ? undefined : numberArgument('budget', args.budget, 0, 1e9),
      tokens:
        args['budget-tokens'] === undefined
          ? undefined
          : numberArgument('budget-tokens', args['budget-tokens'], 0, 1e12),
    }
    const prices = { input: config.VISION_PRICE_INPUT, output: config.VISION_PRICE_OUTPUT }
    if (budget.cost !== undefined && prices.input + prices.output === 0)
      throw new DoutuError(
        'bad-input',
        'A --budget in money needs prices.',
        'Set VISION_PRICE_INPUT and VISION_PRICE_OUTPUT (per million tokens), or use --budget-tokens.',
      )
    const limit = args.limit === undefined ? Number.POSITIVE_INFINITY : numberArgument('limit', args.limit, 1, 1e9)
    const concurrency = Math.round(numberArgument('concurrency', args.concurrency, 1, 256))
    const work = (session: Session & { encoder: Encoder }) => {
      const choices = {
        ids: args._.filter(Boolean),
        all: Boolean(args.all),
        again: Boolean(args.again),
        limit,
        concurrency,
        budget,
        prices,
        estimate: Boolean(args.estimate),
        approve: Boolean(args.approve),
        json: Boolean(args.json),
      }
      return annotate(session, model, choices)
    }
    await alone(config, () => withStores(work, config))
  },
})

interface Choices {
  readonly ids: readonly string[]
  readonly all: boolean
  readonly again: boolean
  readonly limit: number
  readonly concurrency: number
  readonly budget: { cost: number | undefined; tokens: number | undefined }
  readonly prices: { input: number; output: number }
  readonly estimate: boolean
  readonly approve: boolean
  readonly json: boolean
}

async function annotate(
  session: Session & { encoder: Encoder },
  model: VisionModel | undefined,
  choices: Choices,
): Promise<void> {
  const { config, database } = session
  const chosen = await memesToAnnotate(session, choices)
  const { answerKey } = await import('../annotate/prompt.ts')
  if (model && choices.again)
    forgetAnswers(
      database,
      chosen.flatMap(({ id }) => [answerKey(id, model.name, 'first'), answerKey(id, model.name, 'repair')]),
    )
  const { estimateCost } = await import('../annotate/estimate.ts')
  const unanswered = model ? chosen.filter(({ id }) => !readAnswer(database, answerKey(id, model.name, 'first'))) : []
  const estimate = estimateCost(unanswered, choices.prices)
  if (model) say(describeEstimate(chosen.length, unanswered.length, estimate, config))
  if (choices.estimate)
    return print(JSON.stringify({ memes: chosen.length, unanswered: unanswered.length, ...estimate }))
  const memes = await checkAll(session, chosen)
  const { report, stopped } = model
    ? await askModel(session, model, memes, choices)
    : { report: undefined, stopped: false }
  const drafts = report ? 0 : await redraft(session, memes)
  if (!model && !choices.json)
    say(
      localeOf(config) === 'zh'
        ? '没有设置视觉模型（VISION_BASE_URL 或 LLM_BASE_URL，以及模型名）：用图里的字、文件名和编码器写草稿，留在 review 状态。'
        : 'No vision server is set (VISION_BASE_URL or LLM_BASE_URL, and the model): drafts from the words, the names and the encoder. They stay in review.',
    )
  const approved = choices.approve && report ? await approveAnnotated(session, report) : 0
  // Who pressed Ctrl-C does not wait for an index in which nothing that may be sent has changed.
  if (!stopped || approved > 0) await refreshIndex(session)
  if (choices.json)
    print(JSON.stringify({ memes: chosen.length, drafts, approved, estimate, ...(report ? { report } : {}) }))
  else for (const line of await describe(report, drafts, approved, config)) print(line)
  if (stopped) process.exitCode = 130
  else if (report && report.failed + report.left > 0) process.exitCode = 1
}

async function memesToAnnotate({ database }: Session, { ids, all, limit }: Choices): Promise<LabelledMeme[]> {
  const own = (await readMemes(database)).filter(
    meme => meme.library === 'user' && meme.state !== 'deleted' && meme.state !== 'blocked',
  )
  const chosen = ids.length > 0 ? chooseMemes(own, ids) : own.filter(meme => all || meme.origin === 'draft')
  return chosen.slice(0, limit)
}

/** The offline classifier looks first: what it blocks is sent to no server. */
async function checkAll({ config, database }: Session, memes: readonly LabelledMeme[]): Promise<LabelledMeme[]> {
  const { checkSafety } = await import('../safety/check.ts')
  const { openClassifier } = await import('../safety/classifier.ts')
  const workers = defaultWorkers()
  const bar = progressBar('Checking')
  const { ratings } = await checkSafety(
    memes,
    { database, dataFolder: config.dataFolder, workers, now: Date.now, open: () => openClassifier({ workers }) },
    (done, total) => bar.update(done, total),
  ).finally(() => bar.stop())
  return memes.map(meme => ({ ...meme, rating: ratings.get(meme.id) ?? meme.rating }))
}

async function askModel(
  { config, database }: Session,
  model: VisionModel,
  memes: readonly LabelledMeme[],
  choices: Choices,
): Promise<{ report: AnnotationReport; stopped: boolean }> {
  const { annotateMemes } = await import('../annotate/run.ts')
  const { openGate } = await import('../annotate/gate.ts')
  const controller = new AbortController()
  const { signal, release } = interruption()
  signal.addEventListener('abort', () => controller.abort(), { once: true })
  const bar = progressBar('Annotating')
  const { budget, prices, concurrency } = choices
  const report = await annotateMemes(
    memes,
    {
      database,
      dataFolder: config.dataFolder,
      model,
      budget,
      prices,
      concurrency,
      now: Date.now,
      random: Math.random,
      gate: openGate(controller.signal, Date.now),
      controller,
    },
    (done, total) => bar.update(done, total),
  ).finally(() => {
    bar.stop()
    release()
  })
  return { report, stopped: signal.aborted }
}

/** Writes the drafts of memes anew, from what the library knows now. */
async function redraft(
  { database, encoder }: Session & { encoder: Encoder },
  memes: readonly LabelledMeme[],
): Promise<number> {
  const { openDrafter } = await import('../annotate/draft.ts')
  const { originalNames } = await import('../../src/storage/originals.ts')
  const { wordsOfName } = await import('../import/names.ts')
  const drafts = memes.filter(meme => meme.origin === 'draft')
  const drafter = openDrafter(database, encoder, await readMemes(database))
  for (const meme of drafts) {
    const { title } = wordsOfName(originalNames(database, meme.id)[0]?.split('/').at(-1) ?? '')
    const annotation = await drafter.draft({ caption: meme.caption, title, tags: meme.tags ?? [] })
    changeMeme(database, meme.id, { annotation }, Date.now())
  }
  return drafts.length
}

async function approveAnnotated({ config, database }: Session, report: AnnotationReport): Promise<number> {
  const { approveMemes } = await import('../safety/approve.ts')
  const done = new Set(report.memes.filter(({ outcome }) => outcome === 'annotated').map(({ id }) => id))
  const memes = (await readMemes(database)).filter(meme => done.has(meme.id))
  const { approved, held } = await approveMemes(memes, {
    database,
    dataFolder: config.dataFolder,
    workers: defaultWorkers(),
    now: Date.now,
  })
  for (const { meme, why } of held) say(`${meme.slug} stays in review: ${why}`)
  return approved.length
}

const money = ({ cost, tokensIn, tokensOut }: Spending) => `${cost.toFixed(4)} (${tokensIn} + ${tokensOut} tokens)`

function describeEstimate(memes: number, unanswered: number, estimate: Spending, config: Config): string {
  return localeOf(config) === 'zh'
    ? `待标注 ${memes} 张，其中 ${unanswered} 张要问模型，预计花费约 ${money(estimate)}。`
    : `${memes} memes to annotate, ${unanswered} of them to ask about; estimated cost ${money(estimate)}.`
}

async function describe(
  report: AnnotationReport | undefined,
  drafts: number,
  approved: number,
  config: Config,
): Promise<string[]> {
  const zh = localeOf(config) === 'zh'
  if (!report) return [zh ? `写了 ${drafts} 份草稿，等待审核。` : `Wrote ${drafts} drafts; they wait in review.`]
  const { annotated, rejected, failed, left, spent } = report
  const figures = zh
    ? `标注 ${annotated}，拒绝 ${rejected}，失败 ${failed}，未处理 ${left}；批准 ${approved}；花费 ${money(spent)}。`
    : `Annotated ${annotated}, rejected ${rejected}, failed ${failed}, left ${left}; approved ${approved}; spent ${money(spent)}.`
  const problems = report.memes.flatMap(meme =>
    // How many were left is said above.
    meme.outcome === 'annotated' || meme.outcome === 'left'
      ? []
      : [`  ${meme.id.slice(0, 16)}  ${meme.outcome}: ${meme.reason}${meme.detail ? ` (${meme.detail})` : ''}`],
  )
  const { HOPELESS } = await import('../annotate/run.ts')
  const hopeless = left > 0 && report.memes.find(meme => meme.outcome === 'failed' && HOPELESS.has(meme.reason))
  if (!hopeless) return [figures, ...problems]
  const advice = zh
    ? '视觉模型的服务器用不了，已提前结束。检查 VISION_BASE_URL、VISION_API_KEY 和 VISION_MODEL，再运行一次即可继续。'
    : 'The vision server cannot be used, so the run was ended early. Check VISION_BASE_URL, VISION_API_KEY and VISION_MODEL, and run it again.'
  return [figures, ...problems, advice]
}
