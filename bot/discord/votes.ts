import type { Reaction } from '../../src/pipeline/threshold.ts'
import type { Post } from '../../src/schemas/post.ts'
import { saveVote } from '../../src/storage/posts.ts'
import type { Bot } from './bot.ts'

/** Emoji that count as the buttons do. Skin tones and variation selectors are taken off first. */
const EMOJI: Readonly<Record<string, 'up' | 'down'>> = { '👍': 'up', '👎': 'down' }

/** What an emoji says about a meme; undefined where it says nothing that counts. */
export function reactionOf(emoji: string | null): 'up' | 'down' | undefined {
  return EMOJI[(emoji ?? '').replace(/[\u{1F3FB}-\u{1F3FF}\uFE0F]/gu, '')]
}

/** Counts somebody's reaction to the meme in a message, once per person and meme. @returns whether it was new */
export async function countVote(bot: Bot, post: Post, member: string, reaction: Reaction): Promise<boolean> {
  if (!post.message) return false
  const { message, meme, guild } = post
  const isNew = saveVote(bot.brain.database, { message, member, reaction, meme, guild, at: bot.now() })
  if (!isNew) return false
  bot.metrics.voted(reaction)
  await bot.conversations.vote(post.channel, meme, reaction)
  return true
}
