import type { Encoder } from '../../src/models/encoder.ts'
import { makeQuery } from '../../src/pipeline/query.ts'
import { parseTurn } from '../../src/schemas/context.ts'
import type { Label } from '../labels.ts'

/** Reads what a person feels, or what moves them, from the turns: names of the inventory, likeliest first. */
export type Estimate = (turns: readonly string[]) => Promise<readonly string[]>

/** The estimates that the pipeline's queries carry; none where the encoder has no heads. */
export function estimatesOf(encoder: Encoder): { emotions?: Estimate; motivations?: Estimate } {
  if (!encoder.heads) return {}
  const read = (facet: 'emotions' | 'motivations') => async (turns: readonly string[]) => {
    const { estimates } = await makeQuery(turns.map(parseTurn), {}, encoder)
    return estimates?.[facet].map(({ label }) => label) ?? []
  }
  return { emotions: read('emotions'), motivations: read('motivations') }
}

/** How often the likeliest estimate is among the labels. */
export interface EstimateFigures {
  readonly contexts: number
  /** Share of the contexts whose likeliest estimate is one of the labelled ones. */
  readonly top1: number
  readonly top3: number
  /** The same for always the name that is commonest on these labels. */
  readonly majority: number
}

/** Judges an estimate on the labels that have this facet; undefined where none has it, or nothing estimates it. */
export async function estimateFigures(
  labels: readonly Label[],
  facet: 'emotions' | 'motivations',
  estimate: Estimate | undefined,
): Promise<EstimateFigures | undefined> {
  const known = labels.flatMap(label => {
    const right = label[facet]
    return right && right.length > 0 ? [{ turns: label.turns, right }] : []
  })
  if (!estimate || known.length === 0) return undefined
  const counts = new Map<string, number>()
  for (const name of known.flatMap(({ right }) => right)) counts.set(name, (counts.get(name) ?? 0) + 1)
  let [top1, top3] = [0, 0]
  for (const { turns, right } of known) {
    const guesses = await estimate(turns)
    if (right.includes(guesses[0] ?? '')) top1 += 1
    if (guesses.slice(0, 3).some(guess => right.includes(guess))) top3 += 1
  }
  return {
    contexts: known.length,
    top1: top1 / known.length,
    top3: top3 / known.length,
    majority: Math.max(...counts.values()) / known.length,
  }
}
