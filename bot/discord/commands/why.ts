import { ApplicationCommandOptionType } from 'discord.js'
import { explain } from '../../../src/pipeline/explain.ts'
import type { Explanation, Post } from '../../../src/schemas/post.ts'
import { postOfMessage, recentPosts } from '../../../src/storage/posts.ts'
import { renderChart } from '../charts/render.ts'
import { whyChart } from '../charts/why.ts'
import { defuse } from '../defuse.ts'
import { explanationOf } from '../explanation.ts'
import { whyNot } from '../post.ts'
import { type Asked, answer, EPHEMERAL, QUIETLY, type Slash } from './asked.ts'
import type { Subcommand } from './command.ts'
import { messageIdOf } from './message-id.ts'
import { described, named } from './wording.ts'

/** `/meme why`: what the last decision here was made of, or the one behind a message. */
export const why: Subcommand = {
  definition: {
    type: ApplicationCommandOptionType.Subcommand,
    ...named('why', '为什么'),
    ...described('Why the last meme here was sent, or none was', '上一次为什么发，或者为什么没发'),
    options: [
      {
        type: ApplicationCommandOptionType.String,
        ...named('message', '消息'),
        ...described('Link or id of a meme, or of a message that it was about', '某张表情或某条消息的链接或 ID'),
      },
    ],
  },
  run,
}

async function run(asked: Asked, interaction: Slash): Promise<void> {
  await interaction.deferReply({ flags: EPHEMERAL })
  const { say, locale } = asked
  const given = interaction.options.getString('message')
  const found = given === null ? latest(asked) : about(asked, messageIdOf(given))
  if (!found && !asked.place.settings.enabled) return answer(interaction, whyNot('muted', locale))
  if (!found) return answer(interaction, say('这里还没有可以说明的决定。', 'There is no decision here to explain.'))
  if (found === 'picked')
    return answer(
      interaction,
      say('这张是有人自己挑来发的，不是我决定的。', 'Somebody picked this one; it was no decision of mine.'),
    )
  const { headline, details } = explain(explainable(found), locale)
  const files =
    found.candidates.length > 0
      ? [
          {
            attachment: await renderChart(whyChart(found, locale)),
            name: 'why.png',
            description: defuse(headline, 200),
          },
        ]
      : []
  await interaction.editReply({
    content: defuse([headline, ...details].join('\n')),
    files,
    allowedMentions: QUIETLY,
  })
}

function latest({ bot, place }: Asked): Explanation | 'picked' | undefined {
  const record = bot.conversations.records(place.key).at(-1)
  if (record) return explanationOf(record)
  return ofPost(recentPosts(bot.brain.database, place.guild, 1, place.key)[0])
}

function about({ bot, place }: Asked, message: string): Explanation | 'picked' | undefined {
  const post = postOfMessage(bot.brain.database, place.guild, message)
  if (post) return ofPost(post)
  const record = bot.conversations.records(place.key).findLast(({ messages }) => messages.includes(message))
  return record && explanationOf(record)
}

function ofPost(post: Post | undefined): Explanation | 'picked' | undefined {
  if (!post?.explanation) return post && 'picked'
  const { chosen, runnersUp } = post.explanation
  // 换一张, or a picture that was too large: the one that is there now is the one to explain.
  const shown = post.meme === chosen?.meme ? chosen : runnersUp.find(({ meme }) => meme === post.meme)
  return { ...post.explanation, chosen: shown ?? chosen }
}

function explainable({ kind, reason, chosen, evidence, ...rest }: Explanation): Parameters<typeof explain>[0] {
  if (kind === 'send' && chosen)
    return { ...rest, kind, reason: 'fits', meme: { caption: chosen.caption }, memeScore: chosen.score }
  return { ...rest, kind: 'hold', reason: reason === 'fits' ? 'below-threshold' : reason, evidence }
}
