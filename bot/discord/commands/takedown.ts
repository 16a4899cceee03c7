import { ApplicationCommandOptionType } from 'discord.js'
import type { Block } from '../../../src/storage/guild-memes.ts'
import { postOfMessage, recentPosts } from '../../../src/storage/posts.ts'
import { allowedOrigins, download } from '../intake/download.ts'
import { readPicture } from '../intake/picture.ts'
import { REFUSALS, Refused } from '../intake/refused.ts'
import { pictureIn } from './add.ts'
import { type Asked, answer, EPHEMERAL, refuseMember, type Slash } from './asked.ts'
import type { Subcommand } from './command.ts'
import { fetchMessage } from './fetch-message.ts'
import { removePost } from './meme-buttons.ts'
import { messageIdOf } from './message-id.ts'
import { described, named } from './wording.ts'

/** Of a meme that is taken down, so many of the guild's last posts are looked through and deleted. */
const SEARCHED_POSTS = 500

/** `/meme takedown`: a picture is blocked by content and by look everywhere in this guild, and its posts go. */
export const takedown: Subcommand = {
  definition: {
    type: ApplicationCommandOptionType.Subcommand,
    ...named('takedown', '下架'),
    ...described(
      'Block a picture by content and look, and delete it everywhere in this server',
      '按内容和样子屏蔽一张图，并删掉这个服务器里发过的',
    ),
    options: [
      {
        type: ApplicationCommandOptionType.String,
        ...named('message', '消息'),
        ...described('Link or id of a message with it', '带这张图的消息链接或 ID'),
      },
      {
        type: ApplicationCommandOptionType.Attachment,
        ...named('image', '图片'),
        ...described('Or the picture itself', '或者直接给图片'),
      },
    ],
  },
  run,
}

async function run(asked: Asked, interaction: Slash): Promise<void> {
  if (await refuseMember(asked, interaction)) return
  await interaction.deferReply({ flags: EPHEMERAL })
  const { bot, place, member, say, locale } = asked
  try {
    const pictures = await picturesOf(asked, interaction)
    if (pictures.length === 0)
      return answer(interaction, say('给一条带图的消息，或者一张图。', 'Give a message with a picture, or a picture.'))
    for (const picture of pictures) bot.blocks.add(place.guild, picture, member, bot.now())
  } catch (error) {
    if (error instanceof Refused) return answer(interaction, REFUSALS[error.refusal][locale])
    throw error
  }
  const deleted = await deletePosts(asked)
  await answer(
    interaction,
    say(
      `下架了：这个服务器里不会再出现，发过的删了 ${deleted} 条。`,
      `Taken down: it does not appear in this server again; ${deleted} posts of it were deleted.`,
    ),
  )
}

/** The picture that is meant, in every form in which it is known. */
async function picturesOf(asked: Asked, { options }: Slash): Promise<Block[]> {
  const { bot, place } = asked
  const link = options.getString('message')
  const post = link === null ? undefined : postOfMessage(bot.brain.database, place.guild, messageIdOf(link))
  const ours = post && bot.brain.meme(post.meme)
  if (ours) return [bot.blocks.pictureOf(place.guild, ours.meme)]
  const message = link === null ? undefined : await fetchMessage(asked, link)
  const url = options.getAttachment('image')?.url ?? (message && pictureIn(message))
  if (!url) return []
  return [await readPicture(await download(url, allowedOrigins(bot.config.DISCORD_API_URL)))]
}

async function deletePosts({ bot, place }: Asked): Promise<number> {
  const excluded = bot.blocks.excluded(place.guild)
  const posts = recentPosts(bot.brain.database, place.guild, SEARCHED_POSTS).filter(
    ({ meme, status }) => status === 'sent' && excluded.has(meme),
  )
  for (const post of posts) await removePost(bot, post)
  return posts.length
}
