import { ApplicationCommandOptionType } from 'discord.js'
import { readChannel } from '../../../src/storage/channels.ts'
import { channelsOfGuild, countVotes } from '../../../src/storage/posts.ts'
import { renderChart } from '../charts/render.ts'
import { type ChannelFigures, statsChart } from '../charts/stats.ts'
import { defuse } from '../defuse.ts'
import { guildPrefix, parseKey } from '../names.ts'
import { type Asked, answer, EPHEMERAL, QUIETLY, type Slash } from './asked.ts'
import type { Subcommand } from './command.ts'
import { described, named } from './wording.ts'

const FAVOURITES = 5

/** `/meme stats`: rates, favourites and spacing. */
export const stats: Subcommand = {
  definition: {
    type: ApplicationCommandOptionType.Subcommand,
    ...named('stats', '统计'),
    ...described('Rates, favourites and spacing in this server', '这个服务器的频率、最受欢迎的表情、间隔'),
  },
  run,
}

async function run(asked: Asked, interaction: Slash): Promise<void> {
  await interaction.deferReply({ flags: EPHEMERAL })
  const { say, locale } = asked
  const channels = figures(asked)
  if (channels.length === 0) return answer(interaction, say('还没有数据。', 'There is nothing to count yet.'))
  const sum = (value: (channel: ChannelFigures) => number) => channels.reduce((total, item) => total + value(item), 0)
  const [messages, memes] = [sum(item => item.messages), sum(item => item.memes)]
  const rate = messages > 0 ? ((100 * memes) / messages).toFixed(1) : '0'
  await interaction.editReply({
    content: [
      say(`${messages} 条消息里发了 ${memes} 张（${rate}%）。`, `${memes} memes in ${messages} messages (${rate} %).`),
      ...favourites(asked),
    ].join('\n'),
    files: [{ attachment: await renderChart(statsChart(channels, locale)), name: 'stats.png' }],
    allowedMentions: QUIETLY,
  })
}

// Only channels that whoever asks may see: the name of a hidden one is nobody's business.
function figures({ bot, place, member }: Asked): ChannelFigures[] {
  const { database } = bot.brain
  return channelsOfGuild(database, place.guild, guildPrefix(place.guild)).flatMap(({ channel: key, posts }) => {
    const found = bot.client.channels.cache.get(parseKey(key)?.channel ?? '')
    if (!found) return []
    if (!found.isDMBased() && !found.permissionsFor(member)?.has('ViewChannel') && key !== place.key) return []
    const state = readChannel(database, key)
    const at = state.delivered.map(({ message }) => message)
    return [
      {
        name: found.isDMBased() ? 'DM' : found.name,
        messages: state.messages + state.gated,
        memes: posts,
        target: bot.places.named(key)?.settings.policy.targetRate ?? 0,
        gaps: at.slice(1).map((message, index) => message - at[index]!),
      },
    ]
  })
}

function favourites({ bot, place, say }: Asked): string[] {
  const liked = countVotes(bot.brain.database, place.guild).filter(({ up, down }) => up > down)
  const lines = liked.slice(0, FAVOURITES).flatMap(({ meme, up, down }, index) => {
    const caption = bot.brain.meme(meme)?.meme.caption
    return caption ? [`${index + 1}\\. ${defuse(caption, 100)} 👍 ${up} 👎 ${down}`] : []
  })
  return lines.length > 0 ? [say('**最受欢迎：**', '**Favourites:**'), ...lines] : []
}
