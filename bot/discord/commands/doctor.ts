import { ApplicationCommandOptionType } from 'discord.js'
import { shorten } from '../defuse.ts'
import { permissionName } from '../permissions.ts'
import { isSpeakable } from '../places.ts'
import { type Asked, answer, EPHEMERAL, refuseDirect, refuseMember, type Slash } from './asked.ts'
import type { Subcommand } from './command.ts'
import { noContent } from './setup.ts'
import { described, named } from './wording.ts'

const LONGEST = 1900

/** `/meme doctor`: which permissions are missing where. */
export const doctor: Subcommand = {
  definition: {
    type: ApplicationCommandOptionType.Subcommand,
    ...named('doctor', '体检'),
    ...described(
      'What keeps the bot from working here: permissions, channel by channel',
      '为什么不工作：逐个频道查权限',
    ),
  },
  run,
}

async function run(asked: Asked, interaction: Slash): Promise<void> {
  if ((await refuseDirect(asked, interaction)) || (await refuseMember(asked, interaction))) return
  await interaction.deferReply({ flags: EPHEMERAL })
  const { bot, place, say, locale } = asked
  const guild = bot.client.guilds.cache.get(place.guild)
  const channels = [...(guild?.channels.cache.values() ?? [])].filter(isSpeakable)
  const examined = channels.flatMap(channel => {
    if (!channel.isSendable()) return []
    const found = bot.places.of(channel)
    return [{ id: channel.id, enabled: found.settings.enabled, missing: bot.places.missing(found) }]
  })
  const line = ({ id, missing }: (typeof examined)[number]) =>
    `❌ <#${id}>: ${missing.map(permission => permissionName(permission, locale)).join('、')}`
  const enabled = examined.filter(item => item.enabled)
  const broken = enabled.filter(item => item.missing.length > 0)
  const elsewhere = examined.filter(item => !item.enabled && item.missing.length > 0)
  const lines = [
    bot.readsContent ? say('✅ 可以读消息内容', '✅ Message Content intent') : noContent(asked),
    enabled.length > 0
      ? say(
          `打开的频道 ${enabled.length} 个，${enabled.length - broken.length} 个没问题`,
          `${enabled.length} channels enabled, ${enabled.length - broken.length} of them in order`,
        )
      : say('还没有打开任何频道：/meme setup', 'No channel is enabled yet: /meme setup'),
    ...broken.map(line),
    ...(elsewhere.length > 0
      ? [say('没打开的频道里缺权限的：', 'Missing in channels that are not enabled:'), ...elsewhere.map(line)]
      : []),
  ]
  await answer(interaction, shorten(lines.join('\n'), LONGEST))
}
