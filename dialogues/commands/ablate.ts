import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { defineCommand } from 'citty'
import Papa from 'papaparse'
import type { Brain } from '../../src/brain.ts'
import { openEverything, print, progressBar, readConfig, say } from '../../src/cli/context.ts'
import { DoutuError } from '../../src/errors.ts'
import { type ArmReport, ablate } from '../evaluation/ablate.ts'
import { estimateText, table } from '../evaluation/table.ts'
import { jsonLines } from '../formats/hub.ts'
import { readDialogues } from '../formats/read.ts'
import { libraryHash } from '../library-hash.ts'
import { type MemeSettings, openDesk, steer } from '../memes/desk.ts'
import { NO_PRIOR } from '../memes/phase.ts'
import { measurePrior } from '../memes/prior.ts'
import { offlineProvider } from '../offline/provider.ts'
import { makePlan } from '../plan.ts'
import type { Dialogue } from '../record.ts'
import { readSettings } from '../run/settings.ts'
import { loadScenarios } from '../scenarios/load.ts'
import { talk } from '../talk.ts'
import { strategiesArgument, thresholdArgument, wholeArgument } from './args.ts'

const FIXED = {
  provider: 'offline',
  concurrency: '1',
  attempts: '1',
  temperature: '0',
  strategy: 'greedy',
  threshold: 'adaptive',
} as const

export default defineCommand({
  meta: {
    name: 'ablate',
    description:
      '同一批对话上比较策略、阈值和长度 | Strategies × thresholds × lengths on the same dialogues, with intervals',
  },
  args: {
    file: {
      type: 'positional',
      required: false,
      description: '用这批对话的文字；不给就离线生成 | Words of this data set; written offline where left out',
    },
    strategies: {
      type: 'string',
      default: 'all',
      description: '策略，第一个是基线 | Strategies; the first is the baseline',
    },
    thresholds: {
      type: 'string',
      default: 'adaptive,0.15,0.3',
      description: '阈值 | Thresholds: adaptive, and fixed scores',
    },
    turns: {
      type: 'string',
      default: '6,12,18',
      description: '长度（离线生成时） | Lengths, where the words are written',
    },
    count: { type: 'string', default: '40', description: '每种长度几段 | Dialogues per length' },
    rate: { type: 'string', default: '0.2', description: '每轮多少张表情 | Memes per turn' },
    gap: { type: 'string', default: '2', description: '两张之间至少隔几轮 | Turns that must pass between two memes' },
    floor: { type: 'string', default: '0.05', description: '最低得分 | Lowest score that may be sent' },
    clip: { type: 'string', valueHint: 'MODEL', description: '中文 CLIP 模型 | Chinese-CLIP model' },
    seed: { type: 'string', default: '1', description: '种子 | Seed' },
    out: {
      type: 'string',
      valueHint: 'FOLDER',
      description: '把各组对话和表格写到这里 | Folder for each arm’s dialogues and the table',
    },
    json: { type: 'boolean', default: false, description: '打印 JSON | Print JSON' },
  },
  async run({ args }) {
    const config = readConfig()
    const each = wholeArgument('count', args.count, 2, 10_000)
    const strategies = strategiesArgument(args.strategies)
    const thresholds = args.thresholds.split(/[,，]/).map(text => thresholdArgument(text.trim()))
    const settings = readSettings(
      {
        ...FIXED,
        count: '1',
        kind: 'both',
        senders: 'both',
        turns: args.turns,
        seed: args.seed,
        rate: args.rate,
        gap: args.gap,
        floor: args.floor,
      },
      config,
    )
    const given = args.file ? await readDialogues(args.file) : undefined
    const brain = await openEverything(config)
    const clip = args.clip ? await (await import('../evaluation/clip.ts')).openClip(args.clip, config) : undefined
    const bar = progressBar('Arms')
    try {
      const book = loadScenarios()
      const bases = given ?? (await writeBases(brain, settings.plan.lengths, each, args.seed))
      const prior = await measurePrior(brain, book)
      const tools = { encoder: brain.encoder, library: brain.library(), clip }
      const arms = strategies.length * thresholds.length * new Set(bases.map(({ turns }) => turns.length)).size
      const folder = args.out ? resolve(args.out) : undefined
      let done = 0
      const reports = await ablate(
        bases,
        brain,
        tools,
        { strategies, thresholds, memes: settings.memes, prior, seed: args.seed },
        (arm, dialogues) => {
          bar.update(++done, arms)
          if (folder) writeArm(folder, `${arm.strategy}-${arm.threshold}-${arm.length}`, dialogues)
        },
      )
      bar.stop()
      if (folder) writeTable(folder, reports)
      print(args.json ? JSON.stringify(reports) : ablationText(reports))
      if (folder) say(`The dialogues of each arm and the table are in ${folder}.`)
    } finally {
      bar.stop()
      await clip?.close()
      await brain.close()
    }
  },
})

/** Words without memes, the same for every arm. */
async function writeBases(brain: Brain, lengths: readonly number[], each: number, seed: string): Promise<Dialogue[]> {
  const book = loadScenarios()
  const plan = makePlan(book, { seed, kinds: ['role', 'news'], lengths, strategies: ['greedy'] })
  const none: MemeSettings = { rate: 0, threshold: 'adaptive', floor: 1, gap: 0, senders: ['A', 'B'], temperature: 1 }
  const parts = {
    provider: offlineProvider(book.reactions),
    libraryHash: libraryHash(brain.library()),
    signal: new AbortController().signal,
  }
  const steering = steer(none, NO_PRIOR)
  const bases: Dialogue[] = []
  for (let index = 0; index < each * lengths.length; index += 1) {
    const cast = plan.cast(index, 0)
    const desk = openDesk(brain, none, steering, cast.strategy, cast.seed)
    bases.push(await talk(cast, { ...parts, desk }))
  }
  return bases
}

function writeArm(folder: string, name: string, dialogues: readonly Dialogue[]): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name}.jsonl`), jsonLines(dialogues))
}

function writeTable(folder: string, reports: readonly ArmReport[]): void {
  const rows = reports.map(({ strategy, threshold, length, report, facetGain }) => ({
    strategy,
    threshold,
    length,
    dialogues: report.dialogues,
    memesPerDialogue: report.memesPerDialogue.value,
    memesPerDialogueLow: report.memesPerDialogue.low,
    memesPerDialogueHigh: report.memesPerDialogue.high,
    spacingVariation: report.spacing.variation.value,
    coverage: report.coverage.share,
    entropy: report.coverage.entropy,
    facetSimilarity: report.facetSimilarity.value,
    facetSimilarityLow: report.facetSimilarity.low,
    facetSimilarityHigh: report.facetSimilarity.high,
    facetGain: facetGain.value,
    facetGainLow: facetGain.low,
    facetGainHigh: facetGain.high,
    emotionConsistency: report.emotionConsistency.value,
    clipSimilarity: report.clipSimilarity.value,
  }))
  writeFileSync(join(folder, 'ablation.csv'), `${Papa.unparse(rows)}\n`)
  writeFileSync(join(folder, 'ablation.json'), `${JSON.stringify(reports, null, 1)}\n`)
}

function ablationText(reports: readonly ArmReport[]): string {
  if (reports.length === 0)
    throw new DoutuError('bad-input', 'There is nothing to compare.', 'Give dialogues with words.')
  return table(
    [
      'turns',
      'threshold',
      'strategy',
      'dialogues',
      'memes/dialogue',
      'gap CV',
      'coverage',
      'entropy',
      'facets',
      'gain',
      'same tone',
      'CLIP',
    ],
    reports.map(({ strategy, threshold, length, report, facetGain }) => [
      String(length),
      String(threshold),
      strategy,
      String(report.dialogues),
      estimateText(report.memesPerDialogue),
      estimateText(report.spacing.variation),
      report.coverage.share.toFixed(2),
      report.coverage.entropy.toFixed(2),
      estimateText(report.facetSimilarity, 3),
      estimateText(facetGain, 3),
      estimateText(report.emotionConsistency),
      estimateText(report.clipSimilarity, 3),
    ]),
  )
}
