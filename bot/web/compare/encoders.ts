import type { Brain } from '../../../src/brain.ts'
import type { Config } from '../../../src/config/load.ts'
import { DoutuError } from '../../../src/errors.ts'
import type { Encoder } from '../../../src/models/encoder.ts'
import { loadEncoder } from '../../../src/models/transformers-encoder.ts'
import type { ChooseTools } from '../../../src/pipeline/choose.ts'
import { embedMeme } from '../../../src/pipeline/embed-meme.ts'
import { type LibrarySnapshot, loadLibrary } from '../../../src/pipeline/library-snapshot.ts'
import { weightsFor } from '../../../src/pipeline/weights.ts'
import { readCalibration } from '../../../src/storage/calibrations.ts'
import { encoderKey } from '../../../src/storage/embeddings.ts'
import { Refusal } from '../answer.ts'

/** Memes changed since an encoder's index was built that are embedded for it on the way; more want a build. */
const FEW = 50

type Load = (name: string) => Promise<Encoder>

/** An encoder beside the one in use, with the library as it was when it was read. */
interface Opened {
  readonly encoder: Encoder
  library?: { readonly of: LibrarySnapshot; readonly read: LibrarySnapshot }
}

/** The encoders that can be compared: the one in use, and those that the settings name, each loaded when it is first asked for. */
export class Encoders {
  private readonly opened = new Map<string, Promise<Opened>>()

  constructor(
    private readonly brain: Brain,
    private readonly config: Pick<Config, 'EMBEDDING_MODEL' | 'COMPARED_MODELS' | 'dataFolder'>,
    private readonly load: Load,
  ) {}

  /** Their names, the one in use first. */
  names(): string[] {
    const others = this.config.COMPARED_MODELS.split(',').map(name => name.trim())
    return [...new Set([this.config.EMBEDDING_MODEL, ...others])].filter(Boolean)
  }

  /**
   * What deciding with an encoder stands on.
   * @throws Refusal `no-such-encoder`, `encoder-unavailable` or `not-indexed`
   */
  async tools(name: string): Promise<ChooseTools> {
    const current = await this.brain.tools()
    if (name === this.config.EMBEDDING_MODEL) return current
    if (!this.names().includes(name))
      throw new Refusal(404, 'no-such-encoder', `COMPARED_MODELS does not name the encoder ${name}.`)
    const opened = await this.open(name)
    const library = await this.libraryOf(name, opened, current.library)
    const { encoder } = opened
    return {
      ...current,
      encoder,
      library,
      // The index in use is of another encoder, so every meme is looked at: exact, and quick enough for a comparison.
      index: { ...current.index, labels: new Set(), search: () => [] },
      unindexed: [...library.byLabel.keys()],
      weights: weightsFor(encoder.id),
      calibration: await readCalibration(this.brain.database, encoderKey(encoder)),
    }
  }

  private open(name: string): Promise<Opened> {
    const known = this.opened.get(name)
    if (known) return known
    const opening = this.load(name).then(
      (encoder): Opened => ({ encoder }),
      error => {
        this.opened.delete(name)
        throw error instanceof DoutuError
          ? new Refusal(422, 'encoder-unavailable', `${error.message} ${error.hint}`)
          : error
      },
    )
    this.opened.set(name, opening)
    return opening
  }

  private async libraryOf(name: string, opened: Opened, current: LibrarySnapshot): Promise<LibrarySnapshot> {
    if (opened.library?.of === current) return opened.library.read
    const { database } = this.brain
    const { dataFolder } = this.config
    let read = await loadLibrary(database, opened.encoder, dataFolder)
    const lacking = read.memes.filter(meme => current.byId.has(meme.id) && !read.byId.has(meme.id))
    if (lacking.length > FEW || read.byId.size === 0)
      throw new Refusal(
        409,
        'not-indexed',
        `The encoder ${name} has no index of this library yet. Build it with: EMBEDDING_MODEL=${name} npm run index, then npm run index.`,
      )
    for (const meme of lacking) await embedMeme(database, opened.encoder, meme)
    if (lacking.length > 0) read = await loadLibrary(database, opened.encoder, dataFolder)
    opened.library = { of: current, read }
    return read
  }
}

/** Loads an encoder by name, with the other settings of the one in use. */
export const loaderOf =
  (config: Config): Load =>
  name =>
    loadEncoder({ ...config, EMBEDDING_MODEL: name })
