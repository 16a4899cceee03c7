import type { Post } from '../../../src/schemas/post.ts'
import { postOfMessage, setPostMeme, setPostStatus } from '../../../src/storage/posts.ts'
import { memeButtons } from '../buttons.ts'
import { attachmentOf, uploadLimit } from '../deliver.ts'
import { isUnknown } from '../errors.ts'
import { countVote } from '../votes.ts'
import { type Asked, answer, type Component, QUIETLY } from './asked.ts'
import type { Handler } from './command.ts'

/** The buttons under a meme: 👍 👎 换一张 and taking it away. */
export const memeComponents: Readonly<Record<string, Handler<Component>>> = {
  up: (asked, interaction) => vote(asked, interaction, 'up'),
  down: (asked, interaction) => vote(asked, interaction, 'down'),
  another,
  remove,
}

// By the message that the button is under, in the guild where it was pressed: what the custom id says counts for nothing.
async function postUnder({ bot, place }: Asked, interaction: Component): Promise<Post | undefined> {
  const find = () => postOfMessage(bot.brain.database, place.guild, interaction.message.id)
  if (!find()) await bot.arrivals.settled(place.key)
  const post = find()
  return post?.status === 'sent' && post.channel === place.key ? post : undefined
}

const gone = ({ say }: Asked) => say('这张表情已经不归我管了。', 'This meme is no longer in my care.')

async function vote(asked: Asked, interaction: Component, reaction: 'up' | 'down'): Promise<void> {
  const post = await postUnder(asked, interaction)
  if (!post) return answer(interaction, gone(asked))
  const counted = await countVote(asked.bot, post, asked.member, reaction)
  const { say } = asked
  if (!counted) return answer(interaction, say('已经记过了。', 'That is noted already.'))
  await answer(
    interaction,
    reaction === 'up'
      ? say('收到，多来点这样的。', 'Noted: more like this.')
      : say('收到，少来点这样的。', 'Noted: less like this.'),
  )
}

async function another(asked: Asked, interaction: Component): Promise<void> {
  const { bot, place, say, member } = asked
  const post = await postUnder(asked, interaction)
  if (!post) return answer(interaction, gone(asked))
  await interaction.deferUpdate()
  await countVote(bot, post, member, 'another')
  const candidates = (post.explanation?.runnersUp ?? []).map(({ meme, score }) => ({ meme: { id: meme }, score }))
  const message = interaction.message.id
  const found = await bot.conversations.replace(place.key, post.member, post.meme, candidates, message)
  const path = found && bot.brain.meme(found.id)?.path
  const upload = path && (await bot.uploads.fit(found, path, uploadLimit(place)))
  if (!upload) return answer(interaction, say('没有别的合适的了。', 'There is no other that fits.'))
  await interaction.editReply({
    attachments: [],
    files: [attachmentOf(found, upload, post.id)],
    components: memeButtons(place.locale),
    allowedMentions: QUIETLY,
  })
  setPostMeme(bot.brain.database, message, found.id)
}

/** Whom a meme answers and who asked for it may take it away, and so may whoever may delete messages here. */
async function remove(asked: Asked, interaction: Component): Promise<void> {
  const { bot, member, say } = asked
  const post = await postUnder(asked, interaction)
  if (!post) return answer(interaction, gone(asked))
  const isTheirs = post.member === member || post.requester === member
  if (!isTheirs && !asked.mayDelete && !asked.isModerator)
    return answer(
      interaction,
      say('只有被回的那个人和管理员可以撤掉。', 'Only the person whom it answers, or a moderator, may remove it.'),
    )
  await interaction.deferUpdate()
  await removePost(bot, post)
  await countVote(bot, post, member, 'deleted')
}

/** Takes a meme's message away, without taking that for a moderator's verdict. */
export async function removePost(bot: Asked['bot'], post: Post): Promise<void> {
  const place = bot.places.named(post.channel)
  if (!post.message) return
  bot.removing.add(post.message)
  setPostStatus(bot.brain.database, post.id, 'removed')
  bot.conversations.amend(post.channel, post.message, undefined)
  await place?.channel.messages.delete(post.message).catch(error => {
    if (!isUnknown(error)) bot.onError(error)
  })
}
