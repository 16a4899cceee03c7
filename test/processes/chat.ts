// Chats in three channels at once for ever, and names each delivery once it has been acknowledged.
import { writeSync } from 'node:fs'
import { Conversations } from '../../src/conversations.ts'
import { memeAbout, openTinyBrain } from '../fakes.ts'

// So many topics that none comes up again while its meme is still tired.
const topics = Array.from({ length: 64 }, (_, index) =>
  String.fromCodePoint(...[1, 2, 3].map(step => 0x4e00 + index * 97 + step * 11)),
)
const brain = await openTinyBrain(
  process.argv[2]!,
  topics.map((topic, index) => memeAbout(`meme-${index}`, topic)),
)
const fail = (error: unknown) => {
  throw error
}
const conversations = new Conversations(brain, {
  now: Date.now,
  quietMilliseconds: 60_000,
  onError: fail,
  onDecision: ({ shown, channel, id }) => {
    if (shown) void conversations.acknowledge(channel, id).then(() => writeSync(1, `${channel} ${shown.id}\n`), fail)
  },
})
for (let round = 0; ; round += 1) {
  await Promise.all(
    ['a', 'b', 'c'].map((channel, offset) => {
      conversations.hear(channel, 'A', `今天${topics[(round + offset) % topics.length]}`)
      return conversations.flush(channel)
    }),
  )
}
