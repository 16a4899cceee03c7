import { seedStarter } from '../library/seed.ts'
import type { Config } from '../src/config/load.ts'
import { DoutuError } from '../src/errors.ts'
import type { Encoder } from '../src/models/encoder.ts'
import type { Database } from '../src/storage/database.ts'
import { encoderKey } from '../src/storage/embeddings.ts'
import { readMemes } from '../src/storage/memes.ts'
import { openVectorIndex } from '../src/storage/vector-index.ts'
import { buildIndex, libraryContent } from './build.ts'
import { withBuildLock } from './lock.ts'

/** How an index that must be built announces itself. */
export interface EnsureOptions {
  readonly now: () => number
  /** One clear sentence: why the index is built. */
  readonly say: (message: string) => void
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * Makes sure that there is an index which fits the encoder and the library: brings in the starter library, and builds when the
 * index is missing, stale or broken, saying so. @returns whether it was built
 */
export async function ensureIndex(
  config: Config,
  database: Database,
  encoder: Encoder,
  options: EnsureOptions,
): Promise<boolean> {
  await seedStarter(database, options.now())
  const problem = await indexProblem(config, database, encoder)
  if (!problem) return false
  return withBuildLock(config.dataFolder, async () => {
    // Another process may have built it while this one waited.
    const still = await indexProblem(config, database, encoder)
    if (!still) return false
    options.say(
      still.code === 'index-missing' ? 'There is no index yet: building it.' : `${still.message} Rebuilding it.`,
    )
    await buildIndex(database, encoder, config.dataFolder, {
      full: false,
      now: options.now(),
      ...(options.onProgress ? { onProgress: options.onProgress } : {}),
    })
    return true
  })
}

/** What keeps the current index from being used, or undefined. */
export async function indexProblem(
  config: Config,
  database: Database,
  encoder: Encoder,
): Promise<DoutuError | undefined> {
  try {
    const content = libraryContent(await readMemes(database), encoder)
    openVectorIndex(config.dataFolder, { key: encoderKey(encoder), dimension: encoder.dimension }, content)
    return undefined
  } catch (error) {
    if (error instanceof DoutuError && error.code.startsWith('index-')) return error
    throw error
  }
}
