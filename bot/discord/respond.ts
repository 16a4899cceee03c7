import PQueue from 'p-queue'
import type { DecisionRecord } from '../../src/conversations.ts'
import type { Turn } from '../../src/schemas/context.ts'
import type { StoredMeme } from '../../src/schemas/meme.ts'
import type { Bot } from './bot.ts'
import { confirmDelivery, deliver } from './deliver.ts'
import { explanationOf } from './explanation.ts'
import { maySpeakIn } from './permissions.ts'
import type { Place } from './places.ts'
import { answerInWords } from './talk.ts'

/** Answers in words that may be under way in one channel; who asks faster than that is not answered. */
const TALKS_AT_ONCE = 3

/**
 * Does what was decided: sends the meme, and answers in words where the bot was spoken to. The channel's next decision waits for the
 * upload, so that it knows of it; words may take their time.
 */
export async function respond(bot: Bot, record: DecisionRecord, turns: readonly Turn[]): Promise<void> {
  bot.metrics.decided(record)
  const place = bot.places.named(record.channel)
  if (!place) return
  const shown = record.shown && (await sendDecided(bot, place, record, record.messages.at(-1)))
  const message = record.messages.findLast(id => bot.addressed.has(id))
  if (message) talkLater(bot, place, record, withMeme(turns, shown), message)
}

/**
 * Sends the meme of a decision, or the next that can be sent in its place.
 * @param requester who asked for it; empty where the bot decided by itself
 * @returns what arrived
 */
export async function sendDecided(
  bot: Bot,
  place: Place,
  record: DecisionRecord,
  replyTo: string | undefined,
  requester = '',
): Promise<StoredMeme | undefined> {
  const { shown, decision } = record
  if (!shown) return undefined
  const arrived = bot.arrivals.begin(place.key)
  const origin = requester ? 'request' : 'policy'
  const others = decision.runnersUp.filter(({ score }) => score >= decision.thresholdParts.floor)
  const delivery = await deliver(bot, {
    place,
    memes: [shown, ...others.map(({ meme }) => meme)],
    origin,
    member: record.speaker,
    requester,
    replyTo,
    explanation: explanationOf(record),
    ...(origin === 'policy' ? { endedAt: record.endedAt } : {}),
  })
  if (!delivery.sent) {
    arrived()
    if (delivery.why === 'gone') bot.places.pause(place.key)
    return undefined
  }
  bot.metrics.sent(origin)
  // Not awaited: it is next in the queue in which this very decision is being answered.
  void bot.conversations
    .acknowledge(place.key, record.id, {
      message: delivery.message.id,
      instead: delivery.meme,
      also: confirmDelivery(bot.brain, delivery),
    })
    .catch(bot.onError)
    .finally(arrived)
  return delivery.meme
}

function withMeme(turns: readonly Turn[], meme: StoredMeme | undefined): readonly Turn[] {
  return meme ? [...turns, { speaker: 'doutu', text: `[表情：${meme.caption}]`, own: true }] : turns
}

function talkLater(bot: Bot, place: Place, record: DecisionRecord, turns: readonly Turn[], message: string): void {
  const { channel } = place
  if (!place.settings.enabled || !(channel.isDMBased() || maySpeakIn(channel))) return
  const queue = bot.talks.get(place.key) ?? new PQueue({ concurrency: 1 })
  if (queue.size + queue.pending >= TALKS_AT_ONCE) return
  bot.talks.set(place.key, queue)
  const talk = async () => {
    const said = await answerInWords(bot.speaker, { place, turns, decision: record.decision, message })
    if (said) bot.conversations.said(place.key, said.text, said.message)
  }
  void queue
    .add(talk)
    .catch(bot.onError)
    .finally(() => queue.size + queue.pending === 0 && bot.talks.delete(place.key))
}
