import type { Usage } from '../providers/provider.ts'
import { costOf } from '../providers/spend.ts'
import { dialogueSchema } from '../record.ts'
import type { Workshop } from './attempt.ts'
import { wholeLines } from './lines.ts'
import type { RunSettings } from './settings.ts'
import { pathsOf, type RunStore } from './store.ts'

/** What a run came to: every dialogue asked for is accepted, rejected or failed, or still to be made. */
export interface RunSummary {
  readonly asked: number
  readonly accepted: number
  readonly rejected: number
  readonly failed: number
  readonly pending: number
  /** Why attempts were set aside, final or not, with counts. */
  readonly reasons: Readonly<Record<string, number>>
  readonly memesPerTurn: { readonly asked: number; readonly got: number }
  readonly memesPerDialogue: { readonly asked: number; readonly got: number }
  readonly usage: Usage
  readonly cost: number
  readonly out: string
  readonly lines: readonly string[]
}

/** Counts what a run came to, from its files. */
export function summarize(
  store: RunStore,
  settings: RunSettings,
  workshop: Workshop,
  usage: Usage,
  out: string,
): RunSummary {
  const finals = (status: string) =>
    [...store.asides]
      .filter(([key]) => key.startsWith(`${status}/`) && key.endsWith('/final'))
      .reduce((sum, [, count]) => sum + count, 0)
  const reasons: Record<string, number> = {}
  for (const [key, count] of store.asides) reasons[key.split('/')[1]!] = (reasons[key.split('/')[1]!] ?? 0) + count
  const { turns, memes } = countMemes(out)
  const accepted = store.accepted
  const each = (value: number) => value / Math.max(1, accepted)
  const summary = {
    asked: settings.count,
    accepted,
    rejected: finals('rejected'),
    failed: finals('failed'),
    pending: Math.max(0, settings.count - store.complete.size),
    reasons,
    memesPerTurn: { asked: settings.memes.rate, got: round(memes / Math.max(1, turns)) },
    memesPerDialogue: { asked: round(each(settings.memes.rate * turns)), got: round(each(memes)) },
    usage,
    cost: round(costOf(usage, settings.prices)),
    out,
  }
  return { ...summary, lines: linesOf(summary, settings, workshop) }
}

function countMemes(out: string): { turns: number; memes: number } {
  let [turns, memes] = [0, 0]
  for (const line of wholeLines(out)) {
    const dialogue = dialogueSchema.parse(JSON.parse(line))
    turns += dialogue.turns.length
    memes += dialogue.turns.filter(turn => turn.meme).length
  }
  return { turns, memes }
}

const round = (value: number) => Math.round(value * 1e4) / 1e4
/** Below this share of the memes asked for, the summary says why. */
const SHORT = 0.85

function linesOf(summary: Omit<RunSummary, 'lines'>, settings: RunSettings, { steering }: Workshop): string[] {
  const { accepted, asked, rejected, failed, pending, reasons, memesPerDialogue: memes } = summary
  const why = Object.entries(reasons)
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ')
  const short = settings.memes.threshold === 'adaptive' && accepted > 20 && memes.got < SHORT * memes.asked
  return [
    `${accepted} of ${asked} dialogues in ${summary.out}${rejected + failed > 0 ? `; ${rejected} rejected, ${failed} failed` : ''}${pending > 0 ? `; ${pending} still to be made` : ''}.`,
    ...(why ? [`Set aside (${pathsOf(summary.out).rejected}): ${why}.`] : []),
    `Memes per dialogue: ${memes.got.toFixed(2)} (asked: ${memes.asked.toFixed(2)}).`,
    ...(short ? [shortfall(settings, steering.prior.scores)] : []),
    ...(summary.usage.requests > 0
      ? [
          `${summary.usage.requests} requests, ${summary.usage.promptTokens + summary.usage.completionTokens} tokens, cost ${summary.cost}.`,
        ]
      : []),
  ]
}

function shortfall({ memes }: RunSettings, scores: readonly number[]): string {
  const above = scores.filter(score => score >= memes.floor).length / Math.max(1, scores.length)
  return `Fewer than asked for: ${Math.round(100 * above)} % of the talk has a meme that scores ${memes.floor} or more (--floor), and ${memes.gap} turns lie between two (--gap).`
}
