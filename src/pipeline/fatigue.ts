import type { ChannelState } from '../schemas/channel.ts'
import type { LibrarySnapshot } from './library-snapshot.ts'
import { similarity } from './samplers.ts'

/** A meme is not repeated while it is among this many last ones of its channel … */
export const NO_REPEAT = 30
/** … nor, in a small library, among more than this share of the memes that may be sent. */
export const NO_REPEAT_SHARE = 0.5
const REPEAT_PENALTY = 0.5
const LIKENESS_PENALTY = 0.15
const FADING_MEMES = 20

/** Ids that must not be sent now, because this channel saw them among its last memes. */
export function tooRecent(state: ChannelState, librarySize: number): Set<string> {
  const count = Math.min(NO_REPEAT, Math.floor(librarySize * NO_REPEAT_SHARE))
  return new Set(count > 0 ? state.delivered.slice(-count).map(delivery => delivery.id) : [])
}

/**
 * What a channel's recent memes take off a score, in [0, 0.65]: most for the same meme, a little for a like one, fading over
 * the last memes. It works after the threshold's quantile, which must follow the talk and not our own sends.
 */
export function fatigue(id: string, state: ChannelState, library: LibrarySnapshot): number {
  const last = state.delivered.slice(-FADING_MEMES)
  return last.reduce((most, delivery, index) => {
    const fading = (index + 1 + FADING_MEMES - last.length) / FADING_MEMES
    const penalty =
      delivery.id === id ? REPEAT_PENALTY : LIKENESS_PENALTY * Math.max(0, similarity(delivery.id, id, library) - 0.3)
    return Math.max(most, penalty * fading)
  }, 0)
}
