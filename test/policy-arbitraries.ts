import fc from 'fast-check'
import { type ChannelEvent, next, type Policy, type Reaction } from '../src/pipeline/threshold.ts'
import { type ChannelState, freshChannel } from '../src/schemas/channel.ts'

/** Any number from 0 to 1. */
export const unit = fc.double({ min: 0, max: 1, noNaN: true })
const MINUTE = 60_000
const reaction = fc.constantFrom<Reaction>('up', 'down', 'another', 'deleted')

/** Any policy that the settings would accept. */
export const policies: fc.Arbitrary<Policy> = fc
  .record({ share: unit, floor: unit, minimumGap: fc.nat(8), minimumGapSeconds: fc.nat(600) })
  .map(({ share, ...rest }) => ({ targetRate: share / (rest.minimumGap + 1), ...rest }))

/** Anything that can happen to a channel. */
export const events: fc.Arbitrary<ChannelEvent> = fc.oneof(
  { weight: 8, arbitrary: unit.map((score): ChannelEvent => ({ kind: 'scored', score })) },
  { weight: 2, arbitrary: fc.constant<ChannelEvent>({ kind: 'gated' }) },
  { weight: 2, arbitrary: fc.nat(90 * MINUTE).map((at): ChannelEvent => ({ kind: 'delivered', meme: 'a', at })) },
  { weight: 1, arbitrary: fc.nat(90 * MINUTE).map((at): ChannelEvent => ({ kind: 'replaced', meme: 'b', at })) },
  {
    weight: 1,
    arbitrary: fc.tuple(reaction, fc.double({ min: -2, max: 2, noNaN: true })).map(
      ([kind, alike]): ChannelEvent => ({
        kind: 'reaction',
        reaction: kind,
        memes: [
          ['a', 1],
          ['b', alike],
        ],
      }),
    ),
  },
)

/** A channel after events, oldest first. */
export const follow = (list: readonly ChannelEvent[], policy: Policy, start = freshChannel()): ChannelState =>
  list.reduce((state, event) => next(state, event, policy), start)
