import { cwd } from 'node:process'
import cliProgress from 'cli-progress'
import { type Brain, openBrain } from '../brain.ts'
import { type Config, loadConfig } from '../config/load.ts'
import type { Encoder } from '../models/encoder.ts'
import { type DownloadProgress, loadEncoder } from '../models/transformers-encoder.ts'
import type { Locale } from '../pipeline/reasons.ts'
import { type Database, openDatabase } from '../storage/database.ts'

/** Says something to a person; never to stdout, which is for data. */
export function say(message: string): void {
  process.stderr.write(`${message}\n`)
}

/** Writes one line of data. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** The settings of this run: the environment is read here, once. */
export function readConfig(overrides: Record<string, string | undefined> = {}): Config {
  return loadConfig({ ...process.env, ...withoutUndefined(overrides) }, cwd())
}

/** The language of the terminal, unless the settings name one. */
export function localeOf(config: Config): Locale {
  if (config.LOCALE !== 'auto') return config.LOCALE
  return /^en|^C$|^POSIX/i.test(process.env.LC_ALL || process.env.LANG || 'zh') ? 'en' : 'zh'
}

/** A progress bar on stderr with a rate and an estimate; plain silence where stderr is not a terminal. */
export function progressBar(what: string): { update(done: number, total: number): void; stop(): void } {
  const bar = new cliProgress.SingleBar(
    {
      format: `${what} [{bar}] {value}/{total} | {rate}/s | ETA {eta_formatted}`,
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
      etaBuffer: 50,
    },
    cliProgress.Presets.rect,
  )
  let started = 0
  return {
    update(done, total) {
      if (!started) {
        started = Date.now()
        bar.start(total, 0, { rate: '-' })
      }
      bar.update(done, { rate: Math.round((done * 1000) / Math.max(1, Date.now() - started)).toString() })
    },
    stop() {
      if (started) bar.stop()
    },
  }
}

/** Database and encoder, without an index. */
export interface Opened {
  readonly config: Config
  readonly database: Database
  readonly encoder: Encoder
}

/** Opens the encoder, with a progress bar for a download. */
export async function openEncoder(config: Config): Promise<Encoder> {
  const bar = downloadBar()
  try {
    return await loadEncoder(config, { onProgress: bar.update })
  } finally {
    bar.stop()
  }
}

/** Files smaller than this come at once and need no bar. */
const SHOWN_BYTES = 2 ** 20
const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1)

/** A bar on stderr for the large files of a download, in megabytes, with the rate and an estimate. */
function downloadBar(): { update(progress: DownloadProgress): void; stop(): void } {
  const format = 'Downloading {file} [{bar}] {loaded}/{all} MB | {rate} MB/s | ETA {eta_formatted}'
  const bar = new cliProgress.SingleBar(
    { format, stream: process.stderr, clearOnComplete: true, hideCursor: true, etaBuffer: 50 },
    cliProgress.Presets.rect,
  )
  let current = ''
  let started = 0
  return {
    update({ file, loaded, total }) {
      if (total < SHOWN_BYTES) return
      if (file !== current) {
        current = file
        started = Date.now()
        bar.start(total, 0, { file, loaded: '0.0', all: megabytes(total), rate: '-' })
      }
      const rate = megabytes((loaded * 1000) / Math.max(1, Date.now() - started))
      bar.update(loaded, { file, loaded: megabytes(loaded), all: megabytes(total), rate })
    },
    stop() {
      if (current) bar.stop()
    },
  }
}

/** Opens the database and the encoder. */
export async function openStores(config: Config): Promise<Opened> {
  const database = await openDatabase(config.dataFolder)
  try {
    return { config, database, encoder: await openEncoder(config) }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Opens everything, building the index first where there is none that fits. */
export async function openEverything(config: Config): Promise<Brain> {
  const { database, encoder } = await openStores(config)
  const bar = progressBar('Building the index')
  try {
    const { ensureIndex } = await import('../../indexer/ensure.ts')
    await ensureIndex(config, database, encoder, {
      now: Date.now,
      say,
      onProgress: (done, total) => bar.update(done, total),
    })
    bar.stop()
    return await openBrain({ config, database, encoder, now: Date.now, notice: say })
  } catch (error) {
    bar.stop()
    await encoder.dispose()
    await database.close()
    throw error
  }
}

function withoutUndefined(record: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).filter((entry): entry is [string, string] => entry[1] !== undefined))
}
