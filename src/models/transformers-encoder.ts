import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { FeatureExtractionPipeline } from '@huggingface/transformers'
import type { Config } from '../config/load.ts'
import { DoutuError, messageOf } from '../errors.ts'
import { normalizeText } from '../text/normalize.ts'
import { conventionsOf } from './conventions.ts'
import { type Encoder, type TextRole, unit } from './encoder.ts'
import { checkFolder, digestFolder, type EncoderSource, locateEncoder } from './encoder-source.ts'
import { loadHeads } from './heads.ts'
import { type DownloadProgress, HubError, type HubOptions, hubFetch } from './hub.ts'
import { cacheFolderOf, dropCachedModel, sweepLeftovers } from './model-cache.ts'

export { type EncoderSource, locateEncoder } from './encoder-source.ts'
export type { DownloadProgress } from './hub.ts'

const BATCH = 32

/** The settings that decide which encoder is loaded, and from where. */
export type EncoderSettings = Pick<
  Config,
  | 'EMBEDDING_MODEL'
  | 'EMBEDDING_REVISION'
  | 'EMBEDDING_DTYPE'
  | 'HF_ENDPOINT'
  | 'HF_TIMEOUT_SECONDS'
  | 'modelCacheFolder'
>

/** What is injected into loading: who hears of a download, and how it is done. */
export interface LoadOptions {
  readonly onProgress?: (progress: DownloadProgress) => void
  readonly hub?: Partial<HubOptions>
}

/**
 * Loads the encoder that the settings name, through @huggingface/transformers alone.
 * @throws DoutuError `model-missing` (no such folder, or the hub cannot be reached or does not have it) or `model-broken`
 */
export async function loadEncoder(settings: EncoderSettings, options: LoadOptions = {}): Promise<Encoder> {
  const source = locateEncoder(settings.EMBEDDING_MODEL)
  const { extract, precision } = await openPipeline(source, settings, options)
  const { query, passage, pooling } = conventionsOf(source.id)

  const run = async (texts: readonly string[]): Promise<Float32Array[]> => {
    const output = await extract([...texts], { pooling, normalize: true })
    const [rows = 0, dimension = 0] = output.dims
    const data = output.data as Float32Array
    return Array.from({ length: rows }, (_, row) => unit(data.slice(row * dimension, (row + 1) * dimension)))
  }
  const dimension = (await runOrExplain(run, source))[0]!.length

  return {
    id: source.id,
    revision: revisionOf(source, settings, precision),
    dimension,
    heads: source.folder ? loadHeads(source.folder) : undefined,
    async encode(texts, role: TextRole) {
      const prefix = role === 'query' ? query : passage
      const vectors: Float32Array[] = []
      for (let start = 0; start < texts.length; start += BATCH) {
        const batch = texts.slice(start, start + BATCH).map(normalizeText)
        // An empty text would be pooled over nothing and give NaN; it has no direction, so it is the zero vector.
        const encoded = await run(batch.map(text => prefix + (text || '空')))
        vectors.push(...batch.map((text, row) => (text ? encoded[row]! : new Float32Array(dimension))))
      }
      return vectors
    },
    dispose: () => extract.dispose() as Promise<void>,
  }
}

async function runOrExplain(run: (texts: string[]) => Promise<Float32Array[]>, source: EncoderSource) {
  try {
    return await run(['你好'])
  } catch (error) {
    throw brokenModel(source, error)
  }
}

/** Another precision gives other vectors, so it is part of the revision; a local folder's own files say it by themselves. */
function revisionOf(source: EncoderSource, settings: EncoderSettings, precision: Precision): string {
  if (!source.folder) return `${settings.EMBEDDING_REVISION}-${precision}`
  return settings.EMBEDDING_DTYPE === 'auto'
    ? digestFolder(source.folder)
    : `${digestFolder(source.folder)}-${precision}`
}

type Precision = Exclude<Config['EMBEDDING_DTYPE'], 'auto'>

interface Opened {
  readonly extract: FeatureExtractionPipeline
  readonly precision: Precision
}

async function openPipeline(source: EncoderSource, settings: EncoderSettings, options: LoadOptions): Promise<Opened> {
  const wanted = settings.EMBEDDING_DTYPE
  if (source.hubName !== undefined) return openFromHub(source, source.hubName, settings, options)
  const folder = source.folder!
  checkFolder(folder)
  const precision = wanted === 'auto' ? (existsSync(join(folder, 'onnx/model.onnx')) ? 'fp32' : 'q8') : wanted
  try {
    return { extract: await pipelineOf(source, basename(folder), settings, precision, options), precision }
  } catch (error) {
    throw brokenModel(source, error)
  }
}

/** Without a wish the small quantised file is fetched, and the full one where a model has no other; what is cached is not fetched. */
async function openFromHub(
  source: EncoderSource,
  name: string,
  settings: EncoderSettings,
  options: LoadOptions,
): Promise<Opened> {
  const folder = join(cacheFolderOf(settings.modelCacheFolder, settings.EMBEDDING_REVISION), name)
  sweepLeftovers(folder)
  const wanted = settings.EMBEDDING_DTYPE
  const precisions: readonly Precision[] = wanted === 'auto' ? byPresence(folder) : [wanted]
  let failure: unknown
  for (const precision of precisions) {
    try {
      return { extract: await pipelineOf(source, name, settings, precision, options), precision }
    } catch (error) {
      failure = error
      if (!isMissingWeights(error)) break
    }
  }
  if (isUnreadable(failure)) {
    // What came whole and cannot be read must not be found in the cache again.
    dropCachedModel(folder)
    throw brokenDownload(source, settings, failure)
  }
  throw unfetched(source, settings, failure)
}

async function pipelineOf(
  source: EncoderSource,
  name: string,
  settings: EncoderSettings,
  dtype: Precision,
  { onProgress, hub = {} }: LoadOptions,
): Promise<FeatureExtractionPipeline> {
  const { env, pipeline } = await import('@huggingface/transformers')
  env.allowRemoteModels = source.hubName !== undefined
  env.allowLocalModels = source.folder !== undefined
  // The library looks some files up in `main`, whatever revision it is asked for; so the revision is in the addresses and the folder.
  const cacheFolder = cacheFolderOf(settings.modelCacheFolder, settings.EMBEDDING_REVISION)
  env.cacheDir = cacheFolder
  env.remotePathTemplate = `{model}/resolve/${encodeURIComponent(settings.EMBEDDING_REVISION)}/`
  env.remoteHost = settings.HF_ENDPOINT.replace(/\/?$/, '/')
  env.fetch = hubFetch({ patience: settings.HF_TIMEOUT_SECONDS * 1000, ...(onProgress ? { onProgress } : {}), ...hub })
  if (source.folder) env.localModelPath = dirname(source.folder)
  return pipeline('feature-extraction', name, {
    dtype,
    // Loads under way are shared by name and this folder: two local models of one name must not be taken for each other.
    cache_dir: source.folder ?? cacheFolder,
    // No progress_callback: with one the library asks for the sizes of all files first, in whatever revision. The fetch reports instead.
    // One thread: a short sentence takes well under a millisecond, and more threads only contend.
    session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 },
  })
}

const isMissing = (error: unknown) => error instanceof Error && error.name === 'ModelFileNotFoundError'
const isMissingWeights = (error: unknown) => isMissing(error) && /\.onnx/.test(messageOf(error))
/** Neither the hub's fault nor the disk's: what came whole makes no sense. */
const isUnreadable = (error: unknown) =>
  !isMissing(error) && !(error instanceof HubError) && !(error instanceof Error && 'syscall' in error)

/** The precisions that `auto` tries, in order. */
const byPresence = (folder: string): readonly Precision[] =>
  existsSync(join(folder, 'onnx/model.onnx')) && !existsSync(join(folder, 'onnx/model_quantized.onnx'))
    ? ['fp32']
    : ['q8', 'fp32']

function unfetched(source: EncoderSource, settings: EncoderSettings, error: unknown): DoutuError {
  const { HF_ENDPOINT, EMBEDDING_REVISION, EMBEDDING_DTYPE } = settings
  const fallback = 'or use EMBEDDING_MODEL=builtin, which needs no download.'
  if (isMissingWeights(error))
    return new DoutuError(
      'model-missing',
      `The model ${source.id} has no ONNX weights at ${HF_ENDPOINT} in the precision ${EMBEDDING_DTYPE}.`,
      `Set EMBEDDING_DTYPE to one that it has, take a model for transformers.js, ${fallback}`,
      error,
    )
  if (isMissing(error))
    return new DoutuError(
      'model-missing',
      `${HF_ENDPOINT} has no model ${source.id} in revision ${EMBEDDING_REVISION}, or does not show it without a login.`,
      `Check the name and EMBEDDING_REVISION, ${fallback}`,
      error,
    )
  return new DoutuError(
    'model-missing',
    `The model ${source.id} could not be fetched from ${HF_ENDPOINT} (${messageOf(error)}).`,
    `Check the name and the connection, set HF_ENDPOINT to a mirror, ${fallback}`,
    error,
  )
}

function brokenDownload(source: EncoderSource, settings: EncoderSettings, error: unknown): DoutuError {
  return new DoutuError(
    'model-broken',
    `The model ${source.id} from ${settings.HF_ENDPOINT} cannot be read (${messageOf(error)}); its files were taken out of the cache.`,
    'Try again to fetch them anew, set another EMBEDDING_MODEL, or use builtin.',
    error,
  )
}

function brokenModel(source: EncoderSource, error: unknown): DoutuError {
  return new DoutuError(
    'model-broken',
    `The encoder ${source.id} could not be loaded (${messageOf(error)}).`,
    'Restore its files (for the built-in one: git checkout encoder/model), or set another EMBEDDING_MODEL.',
    error,
  )
}
