import type { Message } from 'discord.js'
import type { Post } from '../../src/schemas/post.ts'
import { finishPost, setPostStatus } from '../../src/storage/posts.ts'
import type { Bot } from './bot.ts'

/** How far back a message is looked for that may have arrived while the process was being killed. */
const SEARCHED_MESSAGES = 50

/**
 * Looks after the memes that an earlier process was sending when it ended. One that did arrive is noted, with all that follows from
 * it; one that did not is let go. None is sent again.
 * @param posts what was unfinished when this process began
 */
export async function reconcile(bot: Bot, posts: readonly Post[]): Promise<void> {
  for (const post of posts) {
    const message = await findMessage(bot, post).catch(() => undefined)
    const meme = bot.brain.meme(post.meme)?.meme
    if (!message || !meme) {
      setPostStatus(bot.brain.database, post.id, 'lost')
      continue
    }
    const scores = { score: post.explanation?.score ?? 0, threshold: post.explanation?.threshold ?? 0 }
    await bot.conversations.delivered(post.channel, meme, scores, {
      message: message.id,
      also: () => finishPost(bot.brain.database, post.id, meme.id, message.id),
    })
  }
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
