import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { openStores, progressBar, readConfig, say } from '../../src/cli/context.ts'
import type { Config } from '../../src/config/load.ts'
import { DoutuError } from '../../src/errors.ts'
import type { Encoder } from '../../src/models/encoder.ts'
import { type Database, ensureFolder, openDatabase } from '../../src/storage/database.ts'
import { withFileLock } from '../../src/storage/file-lock.ts'
import { seedStarter } from '../seed.ts'

/** What the commands of the library work with. */
export interface Session {
  readonly config: Config
  readonly database: Database
}

const PATIENCE_MILLISECONDS = 2000

/** Opens the database with the starter library in it, does the work, and closes it again. */
export async function withDatabase<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const config = readConfig()
  const database = await openDatabase(config.dataFolder)
  try {
    await seedStarter(database, Date.now())
    return await work({ config, database })
  } finally {
    await database.close()
  }
}

/** {@link withDatabase} with the encoder as well. */
export async function withStores<T>(
  work: (session: Session & { encoder: Encoder }) => Promise<T>,
  config: Config = readConfig(),
): Promise<T> {
  const { database, encoder } = await openStores(config)
  try {
    await seedStarter(database, Date.now())
    return await work({ config, database, encoder })
  } finally {
    await encoder.dispose()
    await database.close()
  }
}

/** Runs work that only one process at a time may do with a data folder. */
export async function alone<T>(config: Pick<Config, 'dataFolder'>, work: () => Promise<T>): Promise<T> {
  ensureFolder(config.dataFolder)
  const path = join(config.dataFolder, 'library.lock')
  const busy = () =>
    new DoutuError(
      'bad-input',
      'Another process is importing or annotating in this data folder.',
      `Wait for it to end; if there is none, remove ${path}.`,
    )
  return withFileLock(path, { patienceMilliseconds: PATIENCE_MILLISECONDS, busy }, work)
}

/** Brings the index up to date, so that a running bot picks up what has changed. */
export async function refreshIndex({ config, database, encoder }: Session & { encoder: Encoder }): Promise<void> {
  const { ensureIndex } = await import('../../indexer/ensure.ts')
  const bar = progressBar('Building the index')
  await ensureIndex(config, database, encoder, {
    now: Date.now,
    say: () => {},
    onProgress: (done, total) => bar.update(done, total),
  }).finally(() => bar.stop())
}

/** Ctrl-C as a signal: the first one ends the work in order, the second one at once. */
export function interruption(): { signal: AbortSignal; release(): void } {
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.exit(130)
    controller.abort()
    say('正在收尾，再按一次 Ctrl-C 立即停止。 | Finishing what is under way; press Ctrl-C again to stop at once.')
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return {
    signal: controller.signal,
    release() {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
    },
  }
}

/** Processes that work on pictures side by side. */
export function defaultWorkers(): number {
  return Math.max(1, Math.min(8, availableParallelism()))
}

/** A number from the command line. @throws DoutuError `bad-input` */
export function numberArgument(name: string, value: string, minimum: number, maximum: number): number {
  const number = Number(value)
  if (value.trim() && Number.isFinite(number) && number >= minimum && number <= maximum) return number
  throw new DoutuError('bad-input', `--${name} ${value} is not a number from ${minimum} to ${maximum}.`, 'See --help.')
}

/** One of a few words from the command line. @throws DoutuError `bad-input` */
export function choiceArgument<T extends string>(name: string, value: string, choices: readonly T[]): T {
  const choice = choices.find(one => one === value)
  if (choice) return choice
  throw new DoutuError('bad-input', `--${name} ${value} is not one of ${choices.join(', ')}.`, 'See --help.')
}

/** Processes that read words, of so many in all: each takes two processors and some 500 MB. */
export function readersFor(workers: number): number {
  return Math.max(1, Math.floor(workers / 2))
}
