import type { PageCandidate } from '../../chat/protocol.ts'

/** Parts of the weighted sum, in the order in which they are stacked. */
export const SUMMED = ['scenario', 'emotion', 'motivation', 'examples', 'bestExample', 'lexical', 'unsuitable'] as const
export type Summed = (typeof SUMMED)[number]

/** What came after the weighted sum: probabilities of the gate, and what this channel adds or takes off. */
export const ADJUSTMENTS = ['welcome', 'grave', 'fatigue', 'feedback'] as const

/** What each part counts for in the weighted sum: weight times value; `unsuitable` counts against, and only where it is alike at all. */
export function contributions(
  { parts }: Pick<PageCandidate, 'parts'>,
  weights: Readonly<Record<string, number>>,
): Record<Summed, number> {
  const of = (name: Summed) => (weights[name] ?? 0) * (parts[name] ?? 0)
  const against = (weights.unsuitable ?? 0) * Math.max(0, parts.unsuitable ?? 0)
  const entries = SUMMED.map(name => [name, name === 'unsuitable' ? -against : of(name)] as const)
  return Object.fromEntries(entries) as Record<Summed, number>
}

/** The least and greatest end of any stack: one scale for all candidates. */
export function stackBounds(stacks: ReadonlyArray<Readonly<Record<Summed, number>>>): [low: number, high: number] {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  const ends = stacks.map(stack => {
    const values = Object.values(stack)
    return [sum(values.filter(value => value < 0)), sum(values.filter(value => value > 0))] as const
  })
  return [Math.min(-0.05, ...ends.map(([low]) => low)), Math.max(0.2, ...ends.map(([, high]) => high))]
}
