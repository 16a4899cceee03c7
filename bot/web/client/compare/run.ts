import { batch, computed, signal } from '@preact/signals'
import type { z } from 'zod'
import {
  type Comparison,
  type Configuration,
  compareConfigurations,
  compareOptions,
  MAXIMUM_LINES,
} from '../../compare/protocol.ts'
import { CallError, call } from '../call.ts'
import { say } from '../locale.ts'
import { problemOf } from '../shell/problem.ts'
import { store, stored } from '../storage.ts'
import { compareWords } from './words.ts'

export type Options = z.output<typeof compareOptions.answer>
export type SideName = 'left' | 'right'

const FIRST_LINES = '刚收到消息，今晚又要加班\n我真的会谢\n外卖都凉了还没吃上一口\n算了，奶茶续命'
const PAUSE_MILLISECONDS = 350

export const options = signal<Options | undefined>(undefined)
export const sides = signal<Readonly<Record<SideName, Configuration>> | undefined>(undefined)
export const text = signal(stored('compare-lines') ?? FIRST_LINES)
/** Whether every line is judged by itself. */
export const isApart = signal(true)
export const result = signal<Comparison | undefined>(undefined)
export const isRunning = signal(false)
export const problem = signal<string | undefined>(undefined)

/** How many lines came out differently. */
export const differing = computed(() => {
  const { left, right } = result.value ?? {}
  return left && right ? left.steps.filter((_, index) => isDifferent(index)).length : 0
})

/** Whether a line came out differently: another kind, another reason or another meme. */
export function isDifferent(index: number): boolean {
  const [left, right] = [result.value?.left.steps[index], result.value?.right.steps[index]]
  return left?.reason !== right?.reason || left?.meme?.id !== right?.meme?.id
}

/** Reads what there is to choose from. At first the right side has the neutral weights, so that there is something to see. */
export async function open(): Promise<void> {
  try {
    const read = await call(compareOptions, {})
    options.value = read
    sides.value ??= { left: asNow(read), right: { ...asNow(read), weights: 'memecmd' } }
    await run()
  } catch (error) {
    problem.value = problemOf(error)
  }
}

/** What the page's conversations decide with; weights that are the learned ones by their name, so that each encoder has its own. */
export function asNow({ current, presets }: Options): Configuration {
  const isLearned = JSON.stringify(current.weights) === JSON.stringify(presets.learned)
  return isLearned ? { ...current, weights: 'learned' } : current
}

/** Changes one side, and runs once a person pauses. */
export function change(side: SideName, part: Partial<Configuration>): void {
  const now = sides.value
  if (!now) return
  sides.value = { ...now, [side]: { ...now[side], ...part } }
  runSoon()
}

/** Changes the talk. */
export function talkOf(lines: string): void {
  text.value = lines
  store('compare-lines', lines)
  runSoon()
}

/** Judges every line by itself, or all as one conversation. */
export function judge(apart: boolean): void {
  isApart.value = apart
  runSoon()
}

/** Puts both sides elsewhere at once. */
export function arrange(next: Readonly<Record<SideName, Configuration>>): void {
  sides.value = next
  runSoon()
}

let timer: ReturnType<typeof setTimeout> | undefined
let running = new AbortController()

function runSoon(): void {
  clearTimeout(timer)
  timer = setTimeout(() => void run(), PAUSE_MILLISECONDS)
}

async function run(): Promise<void> {
  const both = sides.value
  const lines = text.value
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)
  running.abort()
  running = new AbortController()
  const { signal: mine } = running
  if (!both || lines.length === 0) return
  if (lines.length > MAXIMUM_LINES) {
    problem.value = say(compareWords).tooMany(MAXIMUM_LINES)
    return
  }
  isRunning.value = true
  try {
    const compared = await call(compareConfigurations, { lines, ...both, apart: isApart.value }, mine)
    batch(() => {
      result.value = compared
      problem.value = undefined
    })
  } catch (error) {
    if (!mine.aborted) problem.value = sentenceOf(error, both)
  } finally {
    if (!mine.aborted) isRunning.value = false
  }
}

function sentenceOf(error: unknown, { left, right }: Readonly<Record<SideName, Configuration>>): string {
  const sentence = error instanceof CallError ? say(compareWords).problems[error.code] : undefined
  if (!sentence) return problemOf(error)
  const current = options.value?.current.encoder
  return sentence(right.encoder === current ? left.encoder : right.encoder)
}
