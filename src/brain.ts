import { existsSync, statSync } from 'node:fs'
import PQueue from 'p-queue'
import type { Config } from './config/load.ts'
import { DoutuError } from './errors.ts'
import type { Encoder } from './models/encoder.ts'
import { type Choice, type ChooseRequest, type ChooseTools, chooseMeme } from './pipeline/choose.ts'
import { embedMeme } from './pipeline/embed-meme.ts'
import { opinionWeightsFor } from './pipeline/gate/both-opinions.ts'
import { loadClassifier } from './pipeline/gate/classifier.ts'
import { type Gate, makeGate, openGate } from './pipeline/gate/gate.ts'
import { type LibrarySnapshot, loadLibrary, memePath, withChanged } from './pipeline/library-snapshot.ts'
import { allows, type MemeFilter, retrieve } from './pipeline/retrieve.ts'
import { makeSampler, type Random, type SamplerName } from './pipeline/samplers.ts'
import type { Weights } from './pipeline/score.ts'
import { makeSearchQuery, rankFound } from './pipeline/search.ts'
import type { Policy } from './pipeline/threshold.ts'
import { weightsFor } from './pipeline/weights.ts'
import { seededRandom, seedFrom } from './random.ts'
import { freshChannel } from './schemas/channel.ts'
import type { Candidate } from './schemas/decision.ts'
import type { StoredMeme } from './schemas/meme.ts'
import { readCalibration } from './storage/calibrations.ts'
import type { Database } from './storage/database.ts'
import { encoderKey, readVectors } from './storage/embeddings.ts'
import { type LabelledMeme, lexicalText, readMemes, searchLexical } from './storage/memes.ts'
import { openVectorIndex, pointerPath, type VectorIndex } from './storage/vector-index.ts'

/** What a surface may leave to the settings when it asks. */
export type BrainRequest = Pick<ChooseRequest, 'turns'> &
  Partial<Omit<ChooseRequest, 'turns'>> & { readonly gate?: Gate; readonly weights?: Weights }

/** The brain: everything opened once, behind the few questions that surfaces ask. */
export interface Brain {
  readonly encoder: Encoder
  readonly database: Database
  readonly policy: Policy
  /** How much each part of a score counts, unless a request says otherwise: learned for this encoder. */
  readonly weights: Weights
  /** How one of the fitting candidates is drawn, unless a request says otherwise. */
  readonly sampling: { readonly name: SamplerName; readonly temperature: number }
  readonly random: Random
  /** The default filter: global memes that are approved and of an allowed rating. */
  readonly filter: MemeFilter
  /** Decides on the last of the given turns; what is not given comes from the settings. */
  choose(request: BrainRequest): Promise<Choice>
  /** Memes for words, whatever the threshold: first those in which the very words are written, each part best first. */
  search(text: string, limit: number, filter?: MemeFilter): Promise<Candidate[]>
  /** The library as it is now. */
  library(): LibrarySnapshot
  /** All that choosing stands on, as it is now, for those who ask `chooseMeme` with something else in its place. */
  tools(): Promise<ChooseTools>
  /** Takes in memes that were added or changed: what is new of their embeddings and words is made, and they are chosen by it at once. */
  adopt(...ids: readonly string[]): Promise<void>
  /** Reads the library again after this very process has changed it; changes by others are noticed by themselves. */
  refresh(): Promise<void>
  meme(id: string): { meme: StoredMeme; path: string } | undefined
  /** Ids of those memes that a filter lets through at this moment: not blocked meanwhile, here or elsewhere, and their images at hand. */
  showable(memes: ReadonlyArray<Pick<StoredMeme, 'id'>>, filter?: MemeFilter): Promise<Set<string>>
  close(): Promise<void>
}

/** What a brain is opened with; clock and randomness are injected. */
export interface BrainParts {
  readonly config: Config
  readonly database: Database
  readonly encoder: Encoder
  readonly now: () => number
  /** Where a running brain says what it noticed: an index picked up, an image gone. */
  readonly notice: (message: string) => void
}

export function policyOf(config: Config): Policy {
  return {
    targetRate: config.TARGET_RATE,
    floor: config.SCORE_FLOOR,
    minimumGap: config.MINIMUM_GAP,
    minimumGapSeconds: config.MINIMUM_GAP_SECONDS,
  }
}

/**
 * Opens the brain on an index that exists.
 * @throws DoutuError `index-missing`, `index-stale` or `index-broken`: build the index, then open again
 */
export async function openBrain(parts: BrainParts): Promise<Brain> {
  const { config, database, encoder, now, notice } = parts
  const random = seededRandom(config.SEED ? seedFrom(config.SEED) : now())
  const policy = policyOf(config)
  const sampler = makeSampler(config.SAMPLER, config.SAMPLER_TEMPERATURE)
  const filter: MemeFilter = { ratings: config.ratings, states: ['approved'], exclude: new Set() }
  // Memes embedded anew, by label, and when: the index does not know of it until it is built again.
  const adopted = new Map<number, number>()
  const load = () => loadTools(config, database, encoder, adopted)
  let tools = await load()
  const adopting = new PQueue({ concurrency: 1 })
  let seen = { index: indexStamp(config.dataFolder), version: database.version() }
  let reloading: Promise<void> | undefined
  for (const meme of tools.library.missing) notice(missingImage(meme))

  // A change made elsewhere (a rebuilt index, a blocked meme) is picked up before the next decision.
  async function current(): Promise<ChooseTools> {
    // A reload that is under way may have begun before the change that the caller must see.
    if (reloading) await reloading
    const stamp = { index: indexStamp(config.dataFolder), version: database.version() }
    if (stamp.index !== seen.index || stamp.version !== seen.version) {
      reloading ??= reload(stamp).finally(() => {
        reloading = undefined
      })
      await reloading
    }
    welcomeBack()
    return tools
  }

  async function reload(stamp: typeof seen): Promise<void> {
    const rebuilt = stamp.index !== seen.index
    seen = stamp
    try {
      tools = await load()
      if (rebuilt) notice(`Picked up a new index with ${tools.library.byId.size} memes.`)
    } catch (error) {
      if (!(error instanceof DoutuError)) throw error
      notice(`${error.message} The index in memory stays in use. ${error.hint}`)
    }
  }

  async function adopt(ids: readonly string[]): Promise<void> {
    const memes = await readMemes(database, ids)
    for (const meme of memes) {
      if (isCurrent(database, encoder, meme, tools.library)) continue
      await embedMeme(database, encoder, meme)
      adopted.set(meme.label, now())
    }
    const state = await current()
    const vectors = readVectors(database, encoderKey(encoder), memes)
    const library = withChanged(state.library, memes, vectors, config.dataFolder)
    tools = { ...state, library, unindexed: unindexedOf(library, state.index, adopted) }
  }

  // An image deleted while we run is noticed when it is about to be sent; the choice is then made again without it.
  function holdBack(meme: StoredMeme): void {
    notice(missingImage(meme))
    tools = { ...tools, library: { ...tools.library, missing: [...tools.library.missing, meme] } }
  }

  function welcomeBack(): void {
    const missing = tools.library.missing.filter(meme => !existsSync(memePath(meme, config.dataFolder)))
    if (missing.length < tools.library.missing.length) tools = { ...tools, library: { ...tools.library, missing } }
  }

  return {
    encoder,
    database,
    policy,
    weights: weightsFor(encoder.id),
    sampling: { name: config.SAMPLER, temperature: config.SAMPLER_TEMPERATURE },
    random,
    filter,
    async choose(request) {
      const full = {
        unseen: request.turns.length,
        state: freshChannel(),
        policy,
        sampler,
        filter,
        now: now(),
        random,
        ...request,
      }
      for (;;) {
        const { gate, weights } = request
        const choice = await chooseMeme(full, {
          ...(await current()),
          ...(gate && { gate }),
          ...(weights && { weights }),
        })
        const { decision } = choice
        if (decision.kind === 'hold' || existsSync(memePath(decision.meme, config.dataFolder))) return choice
        holdBack(decision.meme)
      }
    },
    async search(text, limit, searchFilter = filter) {
      const state = await current()
      const query = await makeSearchQuery(text, encoder)
      return rankFound(text, retrieve(query, searchFilter, state), state.calibration).slice(0, limit)
    },
    library: () => tools.library,
    tools: current,
    adopt: (...ids) => adopting.add(() => adopt(ids)),
    async refresh() {
      tools = await load()
    },
    meme(id) {
      const item = tools.library.byId.get(id)
      return item && { meme: item.meme, path: item.path }
    },
    async showable(memes, shownFilter = filter) {
      const { library } = await current()
      const now = memes.flatMap(meme => library.byId.get(meme.id) ?? [])
      const shown = now.filter(item => allows(shownFilter, item, NONE) && existsSync(item.path))
      return new Set(shown.map(({ meme }) => meme.id))
    },
    async close() {
      await encoder.dispose()
      await database.close()
    },
  }
}

const NONE: ReadonlySet<string> = new Set()

/** Whether a meme's embeddings and words are what its texts say. */
function isCurrent(database: Database, encoder: Encoder, meme: LabelledMeme, library: LibrarySnapshot): boolean {
  const known = library.byId.get(meme.id)
  const embedded = readVectors(database, encoderKey(encoder), [meme]).has(meme.id)
  return embedded && known !== undefined && lexicalText(known.meme) === lexicalText(meme)
}

/** Labels that the index does not know, or knows as they were before they were embedded anew. */
function unindexedOf(library: LibrarySnapshot, index: VectorIndex, adopted: ReadonlyMap<number, number>): number[] {
  const { builtAt } = index.pointer
  return [...library.byLabel.keys()].filter(
    label => !index.labels.has(label) || (adopted.get(label) ?? Number.NEGATIVE_INFINITY) >= builtAt,
  )
}

async function loadTools(
  config: Config,
  database: Database,
  encoder: Encoder,
  adopted: ReadonlyMap<number, number>,
): Promise<ChooseTools> {
  const index = openVectorIndex(config.dataFolder, { key: encoderKey(encoder), dimension: encoder.dimension })
  const library = await loadLibrary(database, encoder, config.dataFolder)
  return {
    encoder,
    library,
    index,
    unindexed: unindexedOf(library, index, adopted),
    weights: weightsFor(encoder.id),
    calibration: await readCalibration(database, encoderKey(encoder)),
    lexical: (words, limit) => searchLexical(database, words, limit),
    opinions: opinionWeightsFor(encoder.id),
    gate: config.GATE ? makeGate(loadClassifier()) : openGate,
  }
}

function indexStamp(dataFolder: string): string {
  const stats = statSync(pointerPath(dataFolder), { throwIfNoEntry: false })
  return stats ? `${stats.mtimeMs}/${stats.ino}/${stats.size}` : 'none'
}

function missingImage(meme: StoredMeme): string {
  return `The image of ${meme.slug} (${meme.library}/${meme.file}) is missing; the meme is held back until it is restored.`
}
