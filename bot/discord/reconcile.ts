import type { Message } from 'discord.js'
import type { Arrival } from '../../src/conversations.ts'
import type { Post } from '../../src/schemas/post.ts'
import { finishPost, setPostStatus } from '../../src/storage/posts.ts'
import type { Bot } from './bot.ts'

/** How far back a message is looked for that may have arrived while the process was being killed. */
const SEARCHED_MESSAGES = 50

/**
 * Looks after the memes that an earlier process was sending when it ended. One that did arrive is noted, with all that follows from
 * it, before anything is decided in its channel; one that did not is let go. None is sent again.
 * @param posts what was unfinished when this process began
 * @param connected resolves when Discord can be asked, with false when it no longer will be
 */
export async function reconcile(bot: Bot, posts: readonly Post[], connected: Promise<boolean>): Promise<void> {
  const recover = (post: Post) =>
    bot.conversations.recover(post.channel, async () => ((await connected) ? arrivalOf(bot, post) : undefined))
  await Promise.all(posts.map(recover))
}

async function arrivalOf(bot: Bot, post: Post): Promise<Arrival | undefined> {
  const { database } = bot.brain
  const message = await findMessage(bot, post).catch(() => undefined)
  const meme = bot.brain.meme(post.meme)?.meme
  if (!message || !meme) {
    setPostStatus(database, post.id, 'lost')
    return undefined
  }
  const scores = { score: post.explanation?.score ?? 0, threshold: post.explanation?.threshold ?? 0 }
  return { meme, scores, message: message.id, also: () => finishPost(database, post.id, meme.id, message.id) }
}

// The attachment's name carries the post's.
async function findMessage(bot: Bot, post: Post): Promise<Message | undefined> {
  const place = bot.places.named(post.channel)
  const messages = await place?.channel.messages.fetch({ limit: SEARCHED_MESSAGES })
  return messages?.find(
    ({ author, attachments }) =>
      author.id === bot.client.user!.id && attachments.some(({ name }) => name.includes(post.id)),
  )
}
