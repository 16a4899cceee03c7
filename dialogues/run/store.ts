import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { DoutuError, messageOf } from '../../src/errors.ts'
import { REJECT_REASONS } from '../providers/provider.ts'
import { wordsOf } from '../quality/checks.ts'
import { LikenessIndex, shingles, signature } from '../quality/minhash.ts'
import { type Dialogue, dialogueSchema } from '../record.ts'
import { Appender, replaceFile, wholeLines } from './lines.ts'
import { lockFile } from './lock.ts'

/** A dialogue that is not in the data set, and why. `final`: it was given up after its last attempt. */
export const asideSchema = z.object({
  index: z.number().int().nonnegative(),
  attempt: z.number().int().nonnegative(),
  status: z.enum(['rejected', 'failed']),
  reason: z.enum([...REJECT_REASONS, 'provider']),
  detail: z.string(),
  final: z.boolean(),
  dialogue: dialogueSchema.nullable(),
})
export type Aside = z.infer<typeof asideSchema>

/** What was asked for: a run is resumed only with the same. `count` may grow. */
export type RunHeader = Readonly<Record<string, unknown>> & { readonly count: number }

/** Where things lie beside OUT. */
export function pathsOf(out: string): { out: string; rejected: string; run: string; lock: string } {
  const base = out.replace(/\.jsonl$/, '')
  return { out, rejected: `${base}.rejected.jsonl`, run: `${base}.run.json`, lock: `${base}.lock` }
}

/** How a run is begun. */
export interface OpenOptions {
  readonly resume: boolean
  readonly force: boolean
  /** Try those again that failed or were given up. */
  readonly retry: boolean
}

/**
 * The files of a run: accepted dialogues, what was set aside, and what was asked for. Everything is appended in the order of the
 * plan, a dialogue's rejected attempts before itself, so that whatever is on disk after an interruption is the start of the whole.
 */
export class RunStore {
  /** Dialogues that need no more work. */
  readonly complete = new Set<number>()
  readonly likenesses = new LikenessIndex()
  accepted = 0
  readonly asides = new Map<string, number>()
  private readonly outAppender: Appender
  private readonly rejectedAppender: Appender

  /** @throws DoutuError when the files are in use, are already there, or belong to another run */
  static open(out: string, header: RunHeader, options: OpenOptions): RunStore {
    const paths = pathsOf(out)
    mkdirSync(dirname(out), { recursive: true })
    const unlock = lockFile(paths.lock)
    try {
      prepare(paths, header, options)
      return new RunStore(paths, options, unlock)
    } catch (error) {
      unlock()
      throw error
    }
  }

  private constructor(
    paths: ReturnType<typeof pathsOf>,
    options: OpenOptions,
    private readonly unlock: () => void,
  ) {
    this.readAccepted(paths.out)
    this.readAsides(paths.rejected, options)
    this.outAppender = new Appender(paths.out)
    this.rejectedAppender = new Appender(paths.rejected)
  }

  private readAccepted(path: string): void {
    let line = 0
    for (const text of wholeLines(path)) {
      line += 1
      const dialogue = parseLine(text, dialogueSchema, path, line)
      this.complete.add(indexOf(dialogue))
      this.accepted += 1
      this.likenesses.add(signature(shingles(wordsOf(dialogue))))
    }
  }

  /** Keeps what was set aside of dialogues that are complete; the attempts of an interrupted one are made again. */
  private readAsides(path: string, options: OpenOptions): void {
    const [kept, given]: [Aside[], Set<number>] = [[], new Set()]
    let line = 0
    for (const text of wholeLines(path)) {
      line += 1
      const aside = parseLine(text, asideSchema, path, line)
      kept.push(aside)
      if (aside.final && !options.retry) given.add(aside.index)
    }
    for (const index of given) this.complete.add(index)
    const whole = kept.filter(aside => this.complete.has(aside.index))
    for (const aside of whole) this.count(aside)
    if (whole.length < kept.length) replaceFile(path, whole.map(aside => `${JSON.stringify(aside)}\n`).join(''))
  }

  /** Sets a dialogue's rejected attempts aside, and adds the dialogue itself where one was accepted. */
  commit(index: number, asides: readonly Aside[], dialogue: Dialogue | undefined): void {
    if (asides.length > 0) this.rejectedAppender.append(asides.map(aside => `${JSON.stringify(aside)}\n`).join(''))
    for (const aside of asides) this.count(aside)
    if (dialogue) {
      this.outAppender.append(`${JSON.stringify(dialogue)}\n`)
      this.accepted += 1
    }
    this.complete.add(index)
  }

  private count({ status, reason, final }: Aside): void {
    const key = `${status}/${reason}/${final ? 'final' : 'retried'}`
    this.asides.set(key, (this.asides.get(key) ?? 0) + 1)
  }

  close(): void {
    this.outAppender.close()
    this.rejectedAppender.close()
    this.unlock()
  }
}

/** The position in the plan of an accepted dialogue. */
export function indexOf(dialogue: Pick<Dialogue, 'id'>): number {
  return Number(/(\d+)$/.exec(dialogue.id)?.[1] ?? Number.NaN)
}

function prepare(paths: ReturnType<typeof pathsOf>, header: RunHeader, { resume, force }: OpenOptions): void {
  const there = existsSync(paths.out) || existsSync(paths.run)
  if (there && force) for (const path of [paths.out, paths.rejected, paths.run]) rmSync(path, { force: true })
  else if (there && !resume)
    throw new DoutuError(
      'bad-input',
      `${paths.out} is already there.`,
      'Go on with --resume, begin anew with --force, or name another file with --out.',
    )
  if (existsSync(paths.run)) requireSame(paths.run, header)
  else if (existsSync(paths.out))
    throw new DoutuError(
      'bad-input',
      `${paths.out} has no ${paths.run} beside it, so it cannot be resumed.`,
      'Name another file with --out, or begin anew with --force.',
    )
  replaceFile(paths.run, `${JSON.stringify(header, null, 2)}\n`)
}

function requireSame(path: string, header: RunHeader): void {
  let before: Record<string, unknown>
  try {
    before = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    throw new DoutuError('bad-input', `${path} is damaged (${messageOf(error)}).`, 'Begin anew with --force.', error)
  }
  const changed = Object.keys(header).filter(
    name => name !== 'count' && JSON.stringify(before[name]) !== JSON.stringify(header[name]),
  )
  if (changed.length > 0)
    throw new DoutuError(
      'bad-input',
      `The run that is to be resumed had other settings: ${changed.map(name => `${name} was ${JSON.stringify(before[name])}`).join(', ')}.`,
      'Give the same settings again, or begin anew with --force.',
    )
}

function parseLine<T>(text: string, schema: z.ZodType<T>, path: string, line: number): T {
  try {
    return schema.parse(JSON.parse(text))
  } catch (error) {
    throw new DoutuError(
      'bad-input',
      `Line ${line} of ${path} is damaged.`,
      'Remove that line, or begin anew with --force.',
      error,
    )
  }
}
