import { allDone } from '../../src/all-done.ts'
import type { Database } from '../../src/storage/database.ts'
import { saveFinding } from '../../src/storage/findings.ts'
import type { Drafter } from '../annotate/draft.ts'
import type { Reader } from '../read/reader.ts'
import type { Examiner } from './examine.ts'
import { Intake } from './intake.ts'
import { type Known, readKnown } from './known.ts'
import { RejectionError } from './reasons.ts'
import { type ImportReport, type Outcome, rejectedOutcome, summarize } from './report.ts'
import type { Provenance } from './save.ts'
import { openShelf, type Shelf } from './shelf.ts'
import type { Found } from './source.ts'

/** What a person may choose about an import. */
export interface ImportOptions extends Provenance {
  /** Near duplicates: `list` notes pairs for a decision, `auto` merges what is surely the same, `off` does not look. */
  readonly dedupe: 'list' | 'auto' | 'off'
  /** Changes nothing; says what would happen. */
  readonly dryRun: boolean
  /** Files worked on at once. */
  readonly atOnce: number
}

/** What an import works with. */
export interface ImportTools {
  readonly database: Database
  readonly dataFolder: string
  readonly examiner: Examiner
  /** Absent: the words are not read. */
  readonly reader: Reader | undefined
  readonly drafter: Drafter
  readonly now: () => number
  /** Aborted: no further file is begun. */
  readonly signal: AbortSignal
}

/** Who is told how far an import is. */
export interface ImportProgress {
  /** Files done, of all. */
  readonly onProgress?: (done: number, total: number) => void
  /** Memes of the library looked at for the first time, of all such. */
  readonly onLook?: (done: number, total: number) => void
}

/**
 * Imports what was found: looks at each file, knows again what is there, finds near duplicates, reads the words, and makes the rest
 * memes in state `review`. Originals are only read.
 */
export async function importImages(
  found: readonly Found[],
  options: ImportOptions,
  tools: ImportTools,
  { onProgress = () => {}, onLook = () => {} }: ImportProgress = {},
): Promise<ImportReport> {
  const started = tools.now()
  const known = await readKnown(tools.database)
  const shelf = openShelf(known, { ...tools, dryRun: options.dryRun })
  if (options.dedupe !== 'off') await lookAtUnlooked(known, shelf, options, tools, onLook)
  const intake = new Intake(known, shelf, options, tools)
  const outcomes: Array<Outcome | undefined> = new Array(found.length)
  let [next, done] = [0, 0]
  const work = async () => {
    while (next < found.length && !tools.signal.aborted) {
      const index = next
      next += 1
      try {
        outcomes[index] = await outcomeOf(found[index]!, intake)
      } catch (error) {
        // No file's own fault, as a full disk: no further one is begun.
        next = found.length
        throw error
      }
      done += 1
      onProgress(done, found.length)
    }
  }
  await allDone(Array.from({ length: Math.max(1, options.atOnce) }, work))
  const files = outcomes.filter(outcome => outcome !== undefined)
  return summarize(files, { ...intake.counts, found: found.length, seconds: (tools.now() - started) / 1000 })
}

async function outcomeOf(item: Found, intake: Intake): Promise<Outcome> {
  if ('rejected' in item) return rejectedOutcome(item.name, item.rejected)
  try {
    return await intake.take(item.source)
  } catch (error) {
    if (error instanceof RejectionError) return rejectedOutcome(item.source.name, error)
    throw error
  }
}

/** Memes that came in otherwise, as the starter library does, get their fingerprints now. */
async function lookAtUnlooked(
  { unlooked, near }: Known,
  shelf: Shelf,
  { dryRun, atOnce }: ImportOptions,
  { database, examiner, now, signal }: ImportTools,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const left = [...unlooked]
  let done = 0
  const work = async () => {
    for (let meme = left.pop(); meme && !signal.aborted; meme = left.pop()) {
      const bytes = await shelf.bytes(meme.id)
      const fingerprint = bytes && (await examiner.fingerprint(bytes).catch(() => undefined))
      done += 1
      onProgress(done, unlooked.length)
      if (!fingerprint) continue
      near.add(meme.id, fingerprint)
      if (!dryRun) saveFinding(database, meme.id, 'fingerprint', fingerprint, now())
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}
