import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import PQueue from 'p-queue'
import { allDone } from '../../src/all-done.ts'
import type { VisionModel } from '../../src/models/vision-model.ts'
import { memePath } from '../../src/pipeline/library-snapshot.ts'
import { beginRun, endRun, type Spending } from '../../src/storage/answers.ts'
import type { Database } from '../../src/storage/database.ts'
import { readFinding, saveFinding } from '../../src/storage/findings.ts'
import { changeMeme, type LabelledMeme } from '../../src/storage/memes.ts'
import { originalNames } from '../../src/storage/originals.ts'
import { wordsOfName } from '../import/names.ts'
import { captionOf } from '../read/lines.ts'
import { type Reading, readingSchema } from '../read/reading.ts'
import { similarity } from '../read/similarity.ts'
import { ratingOf, safetySchema, UNKNOWN_SAFETY } from '../safety/safety.ts'
import { rateWords } from '../safety/words.ts'
import type { VisionAnnotation } from './answer.ts'
import { type AskFailure, askFor, type Gate } from './ask.ts'
import { type Budget, Ledger, type Prices } from './ledger.ts'
import { questionText } from './prompt.ts'
import { drawSheet } from './sheet.ts'

/** What became of a meme; part of the stable contract. */
export type AnnotationOutcome = { readonly id: string } & (
  | { readonly outcome: 'annotated'; readonly paid: boolean }
  | { readonly outcome: 'rejected' | 'failed' | 'left'; readonly reason: AskFailure['why']; readonly detail?: string }
)

/** What a run of the annotator did; part of the stable contract. */
export interface AnnotationReport {
  readonly annotated: number
  readonly rejected: number
  readonly failed: number
  readonly left: number
  /** What this run has spent; with that of a run that was killed, which it goes on with. */
  readonly spent: Spending
  readonly seconds: number
  readonly memes: readonly AnnotationOutcome[]
}

/** What a run works with. */
export interface AnnotationTools {
  readonly database: Database
  readonly dataFolder: string
  readonly model: VisionModel
  readonly budget: Budget
  readonly prices: Prices
  /** Requests at once. */
  readonly concurrency: number
  readonly now: () => number
  readonly random: () => number
  readonly gate: Gate
  /** Aborted by Ctrl-C, and by the run itself when the server cannot be used at all. */
  readonly controller: AbortController
}

/** A server that has failed so often in this way, without ever answering, is not asked any more. */
export const HOPELESS: ReadonlySet<string> = new Set(['unauthorized', 'connection', 'unreachable', 'bad-request'])

/**
 * Asks a vision model about memes, several at once, within a budget. Every answer is written down as it comes: a killed run goes on
 * where it was, and pays for nothing twice.
 */
export async function annotateMemes(
  memes: readonly LabelledMeme[],
  tools: AnnotationTools,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<AnnotationReport> {
  const { database, controller, now } = tools
  const started = now()
  const { run, spent } = beginRun(database, started)
  const ledger = new Ledger(database, { run, spent }, tools.budget, tools.prices)
  const outcomes: AnnotationOutcome[] = []
  let hopeless = 0
  const one = async (meme: LabelledMeme) => {
    const outcome = await annotateOne(meme, ledger, tools).catch((error: unknown) => {
      // No meme's own fault, as a full disk: no further question is sent, and the answers under way are still written down.
      controller.abort()
      throw error
    })
    outcomes.push(outcome)
    onProgress(outcomes.length, memes.length)
    if (outcome.outcome === 'annotated' || outcome.outcome === 'rejected') hopeless = Number.NEGATIVE_INFINITY
    else if (HOPELESS.has(outcome.reason)) hopeless += 1
    if (hopeless > tools.concurrency + 2) controller.abort()
  }
  const queue = new PQueue({ concurrency: tools.concurrency })
  // A first answer says what one costs, before many go out that may be more than the budget bears.
  const waiting = [...memes]
  while (waiting.length > 0 && !ledger.proven) await one(waiting.shift()!)
  await allDone(waiting.map(meme => queue.add(() => one(meme))))
  endRun(database, run, now())
  const count = (wanted: AnnotationOutcome['outcome']) => outcomes.filter(({ outcome }) => outcome === wanted).length
  return {
    annotated: count('annotated'),
    rejected: count('rejected'),
    failed: count('failed'),
    left: count('left'),
    spent: ledger.spent,
    seconds: (now() - started) / 1000,
    memes: outcomes,
  }
}

async function annotateOne(meme: LabelledMeme, ledger: Ledger, tools: AnnotationTools): Promise<AnnotationOutcome> {
  const { database, controller } = tools
  const id = meme.id
  if (controller.signal.aborted) return { id, outcome: 'left', reason: 'stopped' }
  if (meme.rating === 'blocked') return { id, outcome: 'rejected', reason: 'rated-blocked' }
  const path = memePath(meme, tools.dataFolder)
  if (!existsSync(path)) return { id, outcome: 'failed', reason: 'image', detail: 'the image is missing' }
  const reading = readFinding(database, id, 'reading', readingSchema)
  const name = originalNames(database, id)[0]
  const text = questionText({
    words: reading ? captionOf(reading) : meme.caption,
    title: name ? wordsOfName(name.split('/').at(-1) ?? '').title : '',
    frames: meme.frames,
  })
  const sheet = async () => drawSheet(await readFile(path))
  const result = await askFor(id, { text, sheet }, { ...tools, ledger, signal: controller.signal })
  if (result.kind !== 'annotated')
    return { id, outcome: result.kind, reason: result.why, ...('detail' in result ? { detail: result.detail } : {}) }
  applyAnswer(meme, result.value, tools)
  return { id, outcome: 'annotated', paid: result.paid }
}

/** Makes a model's answer the meme's annotation; its state stays, its rating becomes no milder than what else is known. */
export function applyAnswer(
  meme: LabelledMeme,
  answer: VisionAnnotation,
  { database, now }: Pick<AnnotationTools, 'database' | 'now'>,
): void {
  const { caption, tags, rating: model, ...annotation } = answer
  const before = readFinding(database, meme.id, 'safety', safetySchema) ?? UNKNOWN_SAFETY
  const reading = readFinding(database, meme.id, 'reading', readingSchema)
  const words = rateWords(`${meme.caption}\n${caption}`)
  const safety = { ...before, words: words.found, wordRating: words.rating, model }
  saveFinding(database, meme.id, 'safety', safety, now())
  changeMeme(
    database,
    meme.id,
    {
      caption: caption || meme.caption,
      tags: [...new Set([...wordsLost(reading, caption), ...tags, ...(meme.tags ?? [])])].slice(0, MOST_TAGS),
      annotation,
      origin: 'model',
      rating: ratingOf(safety),
    },
    now(),
  )
}

/** How alike the words that were read and the model's caption are when they are the same ones, 0 to 1. */
const SAME_WORDS = 0.5
const MOST_TAGS = 24
const LONGEST_TAG = 40

/** The words that were read in a picture and are not in its caption: whoever has seen them looks for them. */
function wordsLost(reading: Reading | undefined, caption: string): string[] {
  const read = reading ? captionOf(reading) : ''
  if (!caption || similarity(read, caption) >= SAME_WORDS) return []
  return read
    .split(/\s+/)
    .filter(Boolean)
    .map(word => word.slice(0, LONGEST_TAG))
    .slice(0, MOST_TAGS / 2)
}
