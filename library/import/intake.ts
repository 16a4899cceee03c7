import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import PQueue from 'p-queue'
import { memePath } from '../../src/pipeline/library-snapshot.ts'
import { saveOriginal } from '../../src/storage/originals.ts'
import type { Judgement } from '../fingerprint/judge.ts'
import type { Reading } from '../read/reading.ts'
import { completeDraft, isCompletedBy } from './complete.ts'
import { findLike, type Likeness } from './duplicates.ts'
import type { Examination } from './examination.ts'
import { BLOCKED_PREFIX, type Known, type KnownMeme } from './known.ts'
import { placeFile } from './place.ts'
import { RejectionError } from './reasons.ts'
import type { Outcome } from './report.ts'
import type { ImportOptions, ImportTools } from './run.ts'
import { saveArrival } from './save.ts'
import type { Shelf } from './shelf.ts'
import type { Source } from './source.ts'

/** An image on its way in, with what was found out about it so far. */
interface Incoming {
  readonly source: Source
  readonly bytes: Buffer
  readonly image: Examination
  readonly reading: Reading | undefined
  /** Judgements of its likeness to memes, by their ids. */
  readonly judged: Map<string, Judgement>
}

/** Takes in one file after the other, several at a time, and keeps what the library is known to hold up to date. */
export class Intake {
  /** Open pairs found, and images whose words could not be read. */
  readonly counts = { pairs: 0, unread: 0 }
  readonly #known: Known
  readonly #shelf: Shelf
  readonly #options: ImportOptions
  readonly #tools: ImportTools
  /** Files under way by their content hash: of two with the same content the second waits for the first. */
  readonly #underWay = new Map<string, Promise<Outcome>>()
  // Whether an image is like another is asked of one at a time: two that come together must see each other.
  readonly #oneByOne = new PQueue({ concurrency: 1 })

  constructor(known: Known, shelf: Shelf, options: ImportOptions, tools: ImportTools) {
    this.#known = known
    this.#shelf = shelf
    this.#options = options
    this.#tools = tools
  }

  /** @throws RejectionError when the file is not to be imported */
  async take(source: Source): Promise<Outcome> {
    const bytes = await source.read()
    const hash = createHash('sha256').update(bytes).digest('hex')
    if (this.#known.blocked.has(hash)) throw new RejectionError('blocked')
    const meme = this.#known.memes.get(this.#known.originals.get(hash) ?? hash)
    if (meme) return this.#knownAgain(source, meme, bytes)
    const first = this.#underWay.get(hash)
    if (first) return this.#afterFirst(source, bytes, await first)
    const outcome = this.#look(source, bytes)
    this.#underWay.set(hash, outcome)
    return outcome
  }

  async #look(source: Source, bytes: Buffer): Promise<Outcome> {
    const image = await this.#tools.examiner.examine(bytes)
    const meme = this.#known.memes.get(image.id)
    if (meme) return this.#knownAgain(source, meme, bytes, image)
    const reading = await this.#tools.reader?.read(image.converted ?? bytes).catch(() => undefined)
    if (this.#tools.reader && !reading) this.counts.unread += 1
    const incoming = { source, bytes, image, reading, judged: new Map() }
    // It is compared with what is there before its turn comes, and in its turn with what has come since.
    await this.#likenesses(incoming)
    const outcome = await this.#oneByOne.add(() => this.#decide(incoming))
    return outcome as Outcome
  }

  async #decide(incoming: Incoming): Promise<Outcome> {
    const { image, source, bytes } = incoming
    // Two files of other bytes may become one image, and the other may have come since.
    const meme = this.#known.memes.get(image.id)
    if (meme) return this.#knownAgain(source, meme, bytes, image)
    const likenesses = await this.#likenesses(incoming)
    const same = likenesses.find(like => like.verdict === 'same')
    if (same && this.#isBlocked(same.id)) throw new RejectionError('blocked')
    if (same && this.#options.dedupe === 'auto') return this.#merge(source, image, same)
    const pairs = likenesses.filter(like => !this.#isBlocked(like.id))
    this.counts.pairs += pairs.length
    this.#remember(image, await this.#keep(incoming, pairs))
    if (same) this.#known.leaders.set(image.id, same.id)
    return { name: source.name, outcome: 'imported', id: image.id, ...(pairs[0] ? { like: pairs[0].id } : {}) }
  }

  async #likenesses({ image, bytes, reading, judged }: Incoming): Promise<Likeness[]> {
    if (this.#options.dedupe === 'off') return []
    return findLike(
      { ...image, bytes: image.converted ?? bytes, reading },
      {
        known: this.#known,
        judged,
        load: id => this.#shelf.load(id),
        compare: (first, second) => this.#tools.examiner.compare(first, second),
      },
    )
  }

  async #keep(incoming: Incoming, likenesses: readonly Likeness[]): Promise<KnownMeme> {
    const { image, reading, source } = incoming
    if (!this.#options.dryRun) {
      const { scope, source: from, licence } = this.#options
      const tools = { ...this.#tools, now: this.#tools.now() }
      return saveArrival({ ...incoming, likenesses }, { scope, source: from, licence }, tools)
    }
    this.#shelf.put(image.id, async () => ({ bytes: image.converted ?? (await source.read()), reading }))
    return { id: image.id, library: 'user', file: '', state: 'review', origin: source.record?.origin ?? 'draft' }
  }

  async #merge(source: Source, image: Examination, { id }: Likeness): Promise<Outcome> {
    const { name } = source
    this.#known.originals.set(image.original, id)
    if (!this.#options.dryRun) saveOriginal(this.#tools.database, image.original, id, name, this.#tools.now())
    return { name, outcome: 'duplicate', id, ...(await this.#complete(source, id)) }
  }

  /** Where a pack has an annotation for what is only a draft here, the draft becomes that. */
  async #complete({ record }: Source, id: string): Promise<{ completed?: true }> {
    const meme = this.#known.memes.get(id)
    if (!meme || !isCompletedBy(meme, record)) return {}
    this.#known.memes.set(id, { ...meme, origin: record.origin })
    const { database, now } = this.#tools
    if (!this.#options.dryRun) await completeDraft(database, id, record, now())
    return { completed: true }
  }

  #remember(image: Examination, meme: KnownMeme): void {
    this.#known.memes.set(image.id, meme)
    this.#known.originals.set(image.original, image.id)
    this.#known.near.add(image.id, image.fingerprint)
  }

  /** Content that is there: its file is restored where it was lost, and its other forms are noted. */
  async #knownAgain(source: Source, meme: KnownMeme, bytes: Buffer, image?: Examination): Promise<Outcome> {
    if (meme.state === 'blocked') throw new RejectionError('blocked')
    const { dataFolder, database, examiner, now } = this.#tools
    if (!this.#options.dryRun) {
      if (image && image.original !== meme.id) saveOriginal(database, image.original, meme.id, source.name, now())
      if (meme.library === 'user' && !existsSync(memePath(meme, dataFolder))) {
        const again = image ?? (await examiner.examine(bytes))
        if (again.id === meme.id) await placeFile(dataFolder, meme.file, again.converted ?? bytes)
      }
    }
    return { name: source.name, outcome: 'known', id: meme.id, ...(await this.#complete(source, meme.id)) }
  }

  /** What becomes of a file whose content another file of the same import had. */
  async #afterFirst(source: Source, bytes: Buffer, first: Outcome): Promise<Outcome> {
    if (first.outcome === 'rejected') return { ...first, name: source.name }
    const meme = this.#known.memes.get(first.id)
    if (meme && first.outcome !== 'duplicate') return this.#knownAgain(source, meme, bytes)
    return { name: source.name, outcome: 'duplicate', id: first.id, ...(await this.#complete(source, first.id)) }
  }

  #isBlocked(id: string): boolean {
    return id.startsWith(BLOCKED_PREFIX) || this.#known.memes.get(id)?.state === 'blocked'
  }
}
