import { REASON_SENTENCES } from '../../src/pipeline/reasons.ts'
import type { HoldReason } from '../../src/schemas/decision.ts'
import type { StoredMeme } from '../../src/schemas/meme.ts'
import type { Origin } from '../../src/schemas/post.ts'
import type { Bot } from './bot.ts'
import { confirmDelivery, deliver } from './deliver.ts'
import type { Place } from './places.ts'

/** What came of a person's wish: sent, or why not. */
export type Posted = { readonly sent: true } | { readonly sent: false; readonly reason: HoldReason | 'failed' }

/** Posts a meme that a person picked, if it may be posted there now. */
export async function postPicked(
  bot: Bot,
  place: Place,
  meme: StoredMeme,
  member: string,
  origin: Extract<Origin, 'find' | 'setup'>,
): Promise<Posted> {
  const reason = await bot.conversations.refuse(place.key, meme)
  if (reason) return { sent: false, reason }
  const arrived = bot.arrivals.begin(place.key)
  try {
    const delivery = await deliver(bot, { place, memes: [meme], origin, member: '', requester: member })
    if (!delivery.sent) return { sent: false, reason: 'failed' }
    bot.metrics.sent(origin)
    await bot.conversations.delivered(place.key, {
      meme: delivery.meme,
      scores: { score: 0, threshold: 0 },
      message: delivery.message.id,
      also: confirmDelivery(bot.brain, delivery),
    })
    return { sent: true }
  } finally {
    arrived()
  }
}

/** Why something was not sent, in a sentence. */
export function whyNot(reason: HoldReason | 'failed', locale: 'zh' | 'en'): string {
  if (reason !== 'failed') return REASON_SENTENCES[reason][locale]
  return locale === 'zh'
    ? '没发出去，可能是权限或网络的问题。'
    : 'It could not be sent: the permissions, or the network.'
}
