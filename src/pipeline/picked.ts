import type { ChannelState } from '../schemas/channel.ts'
import type { HoldReason, Silence } from '../schemas/decision.ts'
import { REQUEST_OVERDRAFT } from './choose.ts'
import { tooRecent } from './fatigue.ts'
import { isOvercast } from './gate/gate.ts'
import { budgetSpent, type Policy } from './threshold.ts'

/** A meme that a person picked by hand, and the channel that it is for. */
export interface Picked {
  readonly meme: string
  readonly state: ChannelState
  readonly policy: Policy
  readonly silenced: Silence | undefined
  /** How many memes may be sent in that channel at all. */
  readonly allowed: number
  readonly now: number
}

/**
 * Why a picked meme may not be sent, or undefined. Whether it fits is the person's judgement; a rate of zero, silence, a grave topic,
 * repetition and a spent budget (with the overdraft of requests) hold for people as for the bot.
 */
export function refusePicked({ meme, state, policy, silenced, allowed, now }: Picked): HoldReason | undefined {
  if (policy.targetRate <= 0) return 'rate-zero'
  if (silenced) return silenced
  if (state.shadow && isOvercast(state.shadow, now)) return state.shadow.reason
  if (budgetSpent(state, REQUEST_OVERDRAFT)) return 'budget-spent'
  return tooRecent(state, allowed).has(meme) ? 'nothing-fresh' : undefined
}
