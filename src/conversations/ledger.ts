import type { Brain, BrainRequest } from '../brain.ts'
import { isOvercast } from '../pipeline/gate/gate.ts'
import { refusePicked } from '../pipeline/picked.ts'
import { allows } from '../pipeline/retrieve.ts'
import { type ChannelEvent, next, type Reaction } from '../pipeline/threshold.ts'
import { seededRandom, seedFrom } from '../random.ts'
import type { HoldReason } from '../schemas/decision.ts'
import type { StoredMeme } from '../schemas/meme.ts'
import { readChannel, saveChannel, saveDelivery, saveFeedback } from '../storage/channels.ts'
import { neighboursOf } from './neighbours.ts'
import type { ConversationOptions, Terms } from './record.ts'

const NONE: ReadonlySet<string> = new Set()

/** What a delivered meme was decided on; both 0 where a person chose it. */
export interface Scores {
  readonly score: number
  readonly threshold: number
}

/** A meme that could take another's place, with its score. */
export interface Replacement {
  readonly meme: Pick<StoredMeme, 'id'>
  readonly score: number
}

/** What every question about a channel carries; `draw` is the seed of its randomness. */
type Question = Terms & Required<Pick<BrainRequest, 'state' | 'random' | 'now' | 'weights'>> & { readonly draw: number }

/** The channels' states in storage, and every event that changes them. */
export class Ledger {
  private readonly seed: number

  constructor(
    private readonly brain: Brain,
    private readonly options: Pick<ConversationOptions, 'now' | 'terms'>,
  ) {
    this.seed = Math.floor(brain.random() * 2 ** 32)
  }

  /** Each message of each channel has randomness of its own: nobody else's talk moves it. */
  question(channel: string, speaker: string): Question {
    const state = readChannel(this.brain.database, channel)
    const draw = seedFrom(`${this.seed}/${channel}/${state.messages + state.gated}/${state.delivered.length}`)
    const terms = { weights: this.brain.weights, ...this.terms(channel, speaker) }
    return { state, draw, random: seededRandom(draw), now: this.options.now(), ...terms }
  }

  /** Notes a delivery; what the surface must write `also` is in the same transaction. */
  deliver(channel: string, meme: string, { score, threshold }: Scores, also: () => void = () => {}): void {
    const at = this.options.now()
    const state = this.reduce(channel, { kind: 'delivered', meme, at })
    this.brain.database.driver.transaction(() => {
      saveDelivery(this.brain.database, channel, state, { memeId: meme, score, threshold, at })
      also()
    })()
  }

  /** A reaction moves the channel's rate, that meme and its neighbours. */
  react(channel: string, meme: string, reaction: Reaction): void {
    const { filter = this.brain.filter } = this.terms(channel)
    const memes = neighboursOf(meme, this.brain.library(), filter)
    const state = this.reduce(channel, { kind: 'reaction', reaction, memes })
    saveFeedback(this.brain.database, channel, state, { memeId: meme, reaction, at: this.options.now() })
  }

  /** Why a meme that a person picked may not be sent in a channel now; undefined where it may. */
  async refuse(channel: string, meme: StoredMeme): Promise<HoldReason | undefined> {
    const { silenced, policy = this.brain.policy, filter = this.brain.filter } = this.terms(channel)
    const allowed = [...this.brain.library().byId.values()].filter(item => allows(filter, item, NONE)).length
    const state = readChannel(this.brain.database, channel)
    const reason = refusePicked({ meme: meme.id, state, policy, silenced, allowed, now: this.options.now() })
    const showable = await this.brain.showable([meme], filter)
    return reason ?? (showable.has(meme.id) ? undefined : 'nothing-allowed')
  }

  /** Ids of those candidates that this channel may show to a speaker now. */
  async showable(channel: string, speaker: string, candidates: readonly Replacement[]): Promise<Set<string>> {
    const { filter } = this.terms(channel, speaker)
    return this.brain.showable(
      candidates.map(candidate => candidate.meme),
      filter,
    )
  }

  /** Puts the best of some candidates in the place of a meme; undefined where none may be sent now. */
  replace(
    channel: string,
    speaker: string,
    shown: string,
    candidates: readonly Replacement[],
    showable: ReadonlySet<string>,
  ): StoredMeme | undefined {
    const { silenced, policy = this.brain.policy } = this.terms(channel, speaker)
    const state = readChannel(this.brain.database, channel)
    if (policy.targetRate <= 0 || silenced || isOvercast(state.shadow, this.options.now())) return undefined
    const seen = new Set([shown, ...state.delivered.map(delivery => delivery.id)])
    const fits = candidates.find(
      ({ meme, score }) => score >= policy.floor && !seen.has(meme.id) && showable.has(meme.id),
    )
    const found = fits && this.brain.meme(fits.meme.id)?.meme
    if (!found) return undefined
    const at = this.options.now()
    saveChannel(this.brain.database, channel, this.reduce(channel, { kind: 'replaced', meme: found.id, at }), at)
    return found
  }

  private reduce(channel: string, event: ChannelEvent) {
    const { policy = this.brain.policy } = this.terms(channel)
    return next(readChannel(this.brain.database, channel), event, policy)
  }

  private terms(channel: string, speaker = ''): Terms {
    return this.options.terms?.(channel, speaker) ?? {}
  }
}
