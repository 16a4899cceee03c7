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

/** Ids that must not be sent now, because this channel saw them among its last memes. @param choice how many memes may be sent */
export function tooRecent(state: ChannelState, choice: number): Set<string> {
  const count = Math.min(NO_REPEAT, Math.floor(choice * NO_REPEAT_SHARE))
  return new Set(count > 0 ? state.delivered.slice(-count).map(delivery => delivery.id) : [])
}

/**
 * What a channel's recent memes take off a score, in [0, 0.65]: most for the same meme, a little for a like one, fading over
 * the last memes. It works after the threshold's quantile, which must follow the talk and not our own sends. It fades by memes and
 * not by messages, so it must not outlast the rotation of a small library: a channel that has seen all of it would fall silent.
 * @param choice how many memes may be sent
 */
export function fatigue(id: string, state: ChannelState, library: LibrarySnapshot, choice = library.byId.size): number {
  const length = Math.min(FADING_MEMES, Math.floor(choice * NO_REPEAT_SHARE))
  const last = length > 0 ? state.delivered.slice(-length) : []
  return last.reduce((most, delivery, index) => {
    const fading = (index + 1 + length - last.length) / length
    const penalty =
      delivery.id === id ? REPEAT_PENALTY : LIKENESS_PENALTY * Math.max(0, similarity(delivery.id, id, library) - 0.3)
    return Math.max(most, penalty * fading)
  }, 0)
}
