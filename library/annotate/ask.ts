import { VisionError, type VisionModel, type VisionQuestion } from '../../src/models/vision-model.ts'
import { readAnswer, type StoredAnswer, saveAnswer, settleRequest } from '../../src/storage/answers.ts'
import type { Database } from '../../src/storage/database.ts'
import { parseAnswer, type VisionAnnotation } from './answer.ts'
import type { Ledger, Reservation } from './ledger.ts'
import { answerKey, MAXIMUM_ANSWER_TOKENS, SYSTEM_PROMPT } from './prompt.ts'
import type { Sheet } from './sheet.ts'

/** Why a meme was not annotated; `rejected` ones are not asked for again, `failed` ones are. */
export type AskFailure =
  | { readonly kind: 'rejected'; readonly why: 'refused' | 'invalid-answer' | 'rated-blocked' }
  | { readonly kind: 'failed'; readonly why: VisionError['kind'] | 'image'; readonly detail: string }
  | { readonly kind: 'left'; readonly why: 'budget' | 'stopped' }

export type AskResult =
  | { readonly kind: 'annotated'; readonly value: VisionAnnotation; readonly paid: boolean }
  | AskFailure

/** What a question needs. */
export interface AskTools {
  readonly database: Database
  readonly model: VisionModel
  readonly ledger: Ledger
  readonly now: () => number
  readonly signal: AbortSignal
  /** Waits until requests may be sent; every 429 holds all of them back. */
  readonly gate: Gate
  /** A number from 0 to 1. */
  readonly random: () => number
}

/** Holds requests back while a server asks for peace. */
export interface Gate {
  /** Resolves when requests may be sent, or the signal aborts. */
  wait(): Promise<void>
  /** Nobody is to ask for so many milliseconds. */
  hold(milliseconds: number): void
  /** Notes that the server has answered somebody. */
  passed(): void
  /** How many have been answered. */
  readonly answered: number
  sleep(milliseconds: number): Promise<void>
}

/** Tries of one request, and waits between them, in milliseconds. */
const TRIES = 5
const FIRST_WAIT = 500
const LONGEST_WAIT = 120_000

const RETRIED: ReadonlySet<VisionError['kind']> = new Set(['busy', 'server', 'timeout', 'connection', 'unreachable'])
/** Servers charge for what they work on; that they do not when they turn a request away, or never get it, is all that can be relied on. */
const FREE: ReadonlySet<VisionError['kind']> = new Set(['busy', 'unauthorized', 'bad-request', 'unreachable'])

/** Asks for a meme's annotation: from what was answered before, else from the model, with one try to repair an unsound answer. */
export async function askFor(
  memeId: string,
  question: { text: string; sheet: () => Promise<Sheet> },
  tools: AskTools,
): Promise<AskResult> {
  const first = await answerOf(memeId, 'first', question, tools)
  if (!('status' in first)) return first
  const parsed = understand(first)
  if (parsed.kind === 'sound') return { kind: 'annotated', value: parsed.value, paid: first.paid }
  if (parsed.kind === 'refusal') return { kind: 'rejected', why: 'refused' }
  // Nothing can be said of an empty answer: the same is asked once more.
  const previous = first.content ? { previous: { answer: first.content, complaint: parsed.complaint } } : {}
  const second = await answerOf(memeId, 'repair', { ...question, ...previous }, tools)
  if (!('status' in second)) return second
  const repaired = understand(second)
  if (repaired.kind === 'sound') return { kind: 'annotated', value: repaired.value, paid: first.paid || second.paid }
  return { kind: 'rejected', why: repaired.kind === 'refusal' ? 'refused' : 'invalid-answer' }
}

function understand({ status, content }: StoredAnswer): ReturnType<typeof parseAnswer> {
  return status === 'refused' ? { kind: 'refusal' } : parseAnswer(content)
}

type Asked = { text: string; sheet: () => Promise<Sheet>; previous?: VisionQuestion['previous'] }

async function answerOf(
  memeId: string,
  attempt: 'first' | 'repair',
  question: Asked,
  tools: AskTools,
): Promise<(StoredAnswer & { paid: boolean }) | AskFailure> {
  const key = answerKey(memeId, tools.model.name, attempt)
  const stored = readAnswer(tools.database, key)
  if (stored) return { ...stored, paid: false }
  const sheet = await question.sheet().catch((error: unknown) => error)
  if (!isSheet(sheet)) return { kind: 'failed', why: 'image', detail: String(sheet) }
  for (let tried = 1, answered = tools.gate.answered; ; tried += 1) {
    await tools.gate.wait()
    if (tools.signal.aborted) return { kind: 'left', why: 'stopped' }
    const outcome = await askOnce(memeId, key, question, sheet, tools)
    if (!(outcome instanceof VisionError)) return outcome
    // A server that answers others only wants less at once: standing in line is no try.
    if (outcome.kind === 'busy' && tools.gate.answered > answered) tried = 1
    answered = tools.gate.answered
    const patience = FIRST_WAIT * 2 ** (tried - 1) * (0.75 + 0.5 * tools.random())
    // Servers that say 0, or a moment that is past, would use up all tries at once.
    const wait = outcome.retryAfter || patience
    if (!RETRIED.has(outcome.kind) || tried >= TRIES || wait > LONGEST_WAIT)
      return { kind: 'failed', why: outcome.kind, detail: outcome.message }
    if (outcome.kind === 'busy') tools.gate.hold(wait)
    else await tools.gate.sleep(wait)
  }
}

/** One request: set aside, sent, and written down with what it cost. */
async function askOnce(
  memeId: string,
  key: string,
  { text, previous }: Asked,
  sheet: Sheet,
  { database, model, ledger, now, gate }: AskTools,
): Promise<(StoredAnswer & { paid: boolean }) | AskFailure | VisionError> {
  const question: VisionQuestion = {
    system: SYSTEM_PROMPT,
    text,
    image: sheet.url,
    maximumTokens: MAXIMUM_ANSWER_TOKENS,
    ...(previous ? { previous } : {}),
  }
  const reservation = ledger.reserve(key, mostTokensIn(question, sheet), MAXIMUM_ANSWER_TOKENS, now())
  if (!reservation) return { kind: 'left', why: 'budget' }
  try {
    // Not ended by Ctrl-C: what was sent is paid for, and its answer worth waiting for.
    const answer = await model.ask(question)
    const spent = ledger.settle(reservation, answer.tokensIn, answer.tokensOut)
    const stored: StoredAnswer = { status: 'answered', content: answer.text }
    saveAnswer(database, { ...stored, key, memeId }, reservation.request, spent, now())
    gate.passed()
    return { ...stored, paid: true }
  } catch (error) {
    if (!(error instanceof VisionError)) throw error
    return afterFailure(error, { database, ledger, now, reservation, key, memeId })
  }
}

function afterFailure(
  error: VisionError,
  about: {
    database: Database
    ledger: Ledger
    now: () => number
    reservation: Reservation
    key: string
    memeId: string
  },
): (StoredAnswer & { paid: boolean }) | VisionError {
  const { database, ledger, reservation } = about
  const free = FREE.has(error.kind)
  const spent = ledger.forgo(reservation, free)
  if (error.kind !== 'refused') {
    settleRequest(database, reservation.request, spent)
    return error
  }
  const stored: StoredAnswer = { status: 'refused', content: '' }
  saveAnswer(database, { ...stored, key: about.key, memeId: about.memeId }, reservation.request, spent, about.now())
  return { ...stored, paid: true }
}

/**
 * The most tokens that a question may be: one and a half a character, as old tokenizers need for Chinese, and for the picture one for
 * every 14 × 14 pixels, as in vision transformers that merge nothing, but never less than 1000.
 */
export function mostTokensIn(
  question: Pick<VisionQuestion, 'system' | 'text' | 'previous'>,
  sheet: Pick<Sheet, 'width' | 'height'>,
): number {
  const { system, text, previous } = question
  const characters = [system, text, previous?.answer ?? '', previous?.complaint ?? ''].join('').length
  return Math.ceil(characters * 1.5) + Math.max(1000, Math.ceil((sheet.width * sheet.height) / 196)) + 100
}

function isSheet(value: unknown): value is Sheet {
  return typeof value === 'object' && value !== null && 'url' in value
}
