import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineCommand } from 'citty'
import { localeOf, print, progressBar, readConfig, say } from '../../src/cli/context.ts'
import type { Config } from '../../src/config/load.ts'
import { DoutuError } from '../../src/errors.ts'
import type { Encoder } from '../../src/models/encoder.ts'
import { scopeSchema } from '../../src/schemas/meme.ts'
import { readMemes } from '../../src/storage/memes.ts'
import type { Limits } from '../import/limits.ts'
import type { ImportOptions } from '../import/run.ts'
import { UNSAID } from '../import/save.ts'
import {
  alone,
  choiceArgument,
  defaultWorkers,
  interruption,
  numberArgument,
  readersFor,
  refreshIndex,
  type Session,
  withStores,
} from './session.ts'

export default defineCommand({
  meta: {
    name: 'import',
    description:
      '导入图片、文件夹、通配符、压缩包、表情包 | Import images, folders, quoted globs, zip files and packs; safe to run again and to interrupt',
  },
  args: {
    paths: { type: 'positional', description: 'Folders, images, globs, zip files, packs', required: false },
    annotations: {
      type: 'string',
      description: 'A JSONL or CSV file of annotations to apply, as library export writes it',
    },
    ocr: {
      type: 'boolean',
      description: 'Read the words in the pictures',
      default: true,
      negativeDescription: 'Do not read the words',
    },
    dedupe: { type: 'string', description: 'Near duplicates: list pairs, auto (merge), or off', default: 'list' },
    approve: {
      type: 'boolean',
      description: 'Approve what comes in, after the safety check; otherwise it waits in review',
    },
    'dry-run': { type: 'boolean', description: 'Change nothing; say what would happen' },
    scope: { type: 'string', description: 'Who may see them: global, or guild:ID', default: 'global' },
    source: { type: 'string', description: 'Where they are from', default: UNSAID.source },
    licence: { type: 'string', description: 'Under which licence they are', default: UNSAID.licence },
    'max-megabytes': { type: 'string', description: 'Largest file', default: '20' },
    'max-megapixels': { type: 'string', description: 'Most pixels of a frame, in millions', default: '25' },
    'max-frames': { type: 'string', description: 'Most frames', default: '600' },
    workers: {
      type: 'string',
      description: 'Processes that decode, half of them where words are read too; default: one per processor',
    },
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ args }) {
    const paths = args._.filter(Boolean)
    if (args.annotations) {
      if (paths.length > 0)
        throw new DoutuError('bad-input', 'Name either images or --annotations FILE.', 'Run them one after the other.')
      const { importAnnotations } = await import('./import-annotations.ts')
      return importAnnotations(args.annotations, { dryRun: Boolean(args['dry-run']), json: Boolean(args.json) })
    }
    if (paths.length === 0)
      throw new DoutuError(
        'bad-input',
        'There is nothing to import.',
        'Name a folder, an image, a zip file or a quoted glob.',
      )
    if (!scopeSchema.safeParse(args.scope).success)
      throw new DoutuError(
        'bad-input',
        `--scope ${args.scope} is no scope.`,
        'Use global, or guild: and the id of a guild.',
      )
    const workers = args.workers ? numberArgument('workers', args.workers, 1, 64) : defaultWorkers()
    const limits = await limitsOf(args)
    const options = {
      scope: args.scope,
      source: args.source,
      licence: args.licence,
      dedupe: choiceArgument('dedupe', args.dedupe, ['list', 'auto', 'off'] as const),
      dryRun: Boolean(args['dry-run']),
      // Those that wait to be compared one by one must not keep the decoders waiting.
      atOnce: workers * 6,
    }
    const config = readConfig()
    const rehearsal = options.dryRun ? rehearsalOf(config) : undefined
    const work = () =>
      withStores(
        session =>
          importPaths(session, paths, {
            ...options,
            limits,
            workers,
            ocr: args.ocr,
            approve: Boolean(args.approve),
            json: Boolean(args.json),
          }),
        rehearsal?.config ?? config,
      )
    await (options.dryRun ? work() : alone(config, work)).finally(() => rehearsal?.end())
  },
})

/** Longest time that the words of one picture may take. */
const READ_TIMEOUT_MILLISECONDS = 10_000

interface Choices extends ImportOptions {
  readonly limits: Limits
  readonly workers: number
  readonly ocr: boolean
  readonly approve: boolean
  readonly json: boolean
}

async function importPaths(
  session: Session & { encoder: Encoder },
  paths: readonly string[],
  choices: Choices,
): Promise<void> {
  const { config, database, encoder } = session
  const { findSources } = await import('../import/find.ts')
  const { openExaminer } = await import('../import/examine.ts')
  const { importImages } = await import('../import/run.ts')
  const { describeReport } = await import('../import/report.ts')
  const { openDrafter } = await import('../annotate/draft.ts')
  const { openReader } = await import('../read/reader.ts')
  const { removeLeftovers } = await import('../import/place.ts')
  const found = await findSources(paths, choices.limits)
  if (!choices.dryRun) removeLeftovers(config.dataFolder)
  const drafter = openDrafter(database, encoder, await readMemes(database))
  // Reading words takes so much longer than looking that half of the processes are enough to look.
  const decoders = choices.ocr ? readersFor(choices.workers) : choices.workers
  const examiner = openExaminer(decoders, choices.limits)
  const reader = choices.ocr
    ? openReader({ workers: readersFor(choices.workers), timeoutMilliseconds: READ_TIMEOUT_MILLISECONDS })
    : undefined
  const { signal, release } = interruption()
  const first = progressBar('Looking at the library for the first time')
  const bar = progressBar(choices.dryRun ? 'Looking' : 'Importing')
  const report = await importImages(
    found,
    choices,
    { database, dataFolder: config.dataFolder, examiner, reader, drafter, now: Date.now, signal },
    {
      onProgress: (done, total) => bar.update(done, total),
      onLook(done, total) {
        first.update(done, total)
        if (done === total) first.stop()
      },
    },
  ).finally(async () => {
    first.stop()
    bar.stop()
    release()
    await Promise.all([examiner.close(), reader?.close()])
  })
  const approved =
    choices.approve && !choices.dryRun ? await approveImported(session, report, choices.workers) : undefined
  if (choices.json) print(JSON.stringify({ ...report, dryRun: choices.dryRun, ...(approved ? { approved } : {}) }))
  else for (const line of describeReport(report, localeOf(config))) print(line)
  if (!choices.json && approved !== undefined)
    print(`${String(approved).padStart(6)}  ${localeOf(config) === 'zh' ? '已批准' : 'approved'}`)
  if (report.imported > 0 && !choices.approve && !choices.dryRun)
    say(
      localeOf(config) === 'zh'
        ? '导入的图片在 review 状态，批准之前不会发出：npx doutu library annotate，再 npx doutu library approve。'
        : 'They wait in review and are not sent: npx doutu library annotate, then npx doutu library approve.',
    )
  if (signal.aborted) process.exitCode = 130
}

async function approveImported(
  session: Session & { encoder: Encoder },
  report: { files: ReadonlyArray<{ outcome: string; id?: string }> },
  workers: number,
): Promise<number> {
  const { approveMemes } = await import('../safety/approve.ts')
  const ids = new Set(report.files.flatMap(file => (file.outcome === 'imported' && file.id ? [file.id] : [])))
  const bar = progressBar('Checking')
  const { approved, held } = await approveMemes(
    (await readMemes(session.database)).filter(meme => ids.has(meme.id)),
    { database: session.database, dataFolder: session.config.dataFolder, workers, now: Date.now },
    (done, total) => bar.update(done, total),
  ).finally(() => bar.stop())
  for (const { meme, why } of held) say(`${meme.slug} stays in review: ${why}`)
  await refreshIndex(session)
  return approved.length
}

async function limitsOf(args: {
  'max-megabytes': string
  'max-megapixels': string
  'max-frames': string
}): Promise<Limits> {
  const { DEFAULT_LIMITS } = await import('../import/limits.ts')
  const pixels = numberArgument('max-megapixels', args['max-megapixels'], 0.001, 200) * 1e6
  return {
    bytes: Math.round(numberArgument('max-megabytes', args['max-megabytes'], 0.001, 200) * 2 ** 20),
    pixels,
    frames: numberArgument('max-frames', args['max-frames'], 1, 10_000),
    allPixels: Math.max(DEFAULT_LIMITS.allPixels, pixels),
  }
}

/** A rehearsal leaves no trace: where there is no database yet, it uses one that is thrown away. */
function rehearsalOf(config: Config): { config: Config; end(): void } | undefined {
  if (existsSync(join(config.dataFolder, 'doutu.db'))) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'doutu-rehearsal-'))
  return { config: { ...config, dataFolder: folder }, end: () => rmSync(folder, { recursive: true, force: true }) }
}
