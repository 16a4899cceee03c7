import { effectiveRate, type Policy } from '../pipeline/threshold.ts'
import { freshChannel } from '../schemas/channel.ts'
import { type Decision, GATE_REASONS } from '../schemas/decision.ts'

/** Counts decisions and sums them up; gaps are in messages of one channel. */
export class SimulationSummary {
  private messages = 0
  private gated = 0
  private floored = 0
  private spaced = 0
  private readonly sentScores: number[] = []
  private readonly gaps: number[] = []
  private readonly holds: Record<string, number> = {}
  private readonly position = new Map<string, { messages: number; last: number | undefined }>()

  constructor(private readonly policy: Policy) {}

  add(channel: string, decision: Decision): void {
    const place = this.position.get(channel) ?? { messages: 0, last: undefined }
    this.messages += 1
    place.messages += 1
    if (decision.kind === 'send') {
      this.sentScores.push(decision.score)
      if (place.last !== undefined) this.gaps.push(place.messages - place.last)
      place.last = place.messages
    } else {
      this.holds[decision.reason] = (this.holds[decision.reason] ?? 0) + 1
      this.attribute(decision)
    }
    this.position.set(channel, place)
  }

  // What kept this message from being one that the channel's own quantile would have sent.
  private attribute(decision: Decision & { kind: 'hold' }): void {
    const { floor, quantile } = decision.thresholdParts
    if (GATE_REASONS.has(decision.reason)) this.gated += 1
    else if (decision.score < floor && decision.score >= quantile) this.floored += 1
    else if (decision.reason !== 'below-threshold' && decision.score >= quantile) this.spaced += 1
  }

  finish() {
    const sends = this.sentScores.length
    return {
      messages: this.messages,
      sends,
      sendRate: this.messages === 0 ? 0 : sends / this.messages,
      gaps: spacing(this.gaps),
      meanSentScore: mean(this.sentScores),
      holds: this.holds,
      shortfall: this.shortfall(sends),
    }
  }

  /**
   * Sends missing to the target, itemised: the gate's share is what its messages would have earned at the target rate; the rest is
   * shared out by how many messages the floor or the spacing held that the channel's quantile would have let pass. Where there were
   * none, the policy was waiting for a better moment, which is spacing too.
   */
  private shortfall(sends: number) {
    const rate = effectiveRate(freshChannel(), this.policy)
    const missing = Math.max(0, rate * this.messages - sends)
    const gate = Math.min(missing, rate * this.gated)
    const rest = missing - gate
    const held = this.floored + this.spaced
    const floored = held === 0 ? 0 : this.floored / held
    return { gate, floor: rest * floored, gap: rest * (1 - floored) }
  }
}

function spacing(gaps: readonly number[]) {
  if (gaps.length === 0) return { min: null, mean: null, cv: null }
  const average = mean(gaps)!
  const variance = gaps.reduce((sum, gap) => sum + (gap - average) ** 2, 0) / gaps.length
  return { min: Math.min(...gaps), mean: average, cv: Math.sqrt(variance) / average }
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
