import { ApplicationCommandOptionType, ButtonStyle } from 'discord.js'
import type { MemberChoice } from '../../../src/schemas/guild.ts'
import { EVERYWHERE, effectiveChoice, readChoice, saveChoice } from '../../../src/storage/guilds.ts'
import { deleteHistoryOfMember, deleteMember, exportMember } from '../../../src/storage/member-data.ts'
import { button, row } from '../buttons.ts'
import { customId } from '../custom-id.ts'
import { guildPrefix, isDirect } from '../names.ts'
import { type Asked, type Component, EPHEMERAL, QUIETLY, type Slash } from './asked.ts'
import type { Subcommand } from './command.ts'
import { described, named } from './wording.ts'

/** `/meme privacy`: not to be read, not to be answered with memes, and what is known of me. */
export const privacy: Subcommand = {
  definition: {
    type: ApplicationCommandOptionType.Subcommand,
    ...named('privacy', '隐私'),
    ...described('Opt out; export or delete my data', '不让我读、不给你发；导出或删除你的数据'),
  },
  async run(asked: Asked, interaction: Slash) {
    await interaction.reply({ ...panel(asked), flags: EPHEMERAL })
  },
  components: {
    unread: (asked, interaction) => toggle(asked, interaction, 'unread'),
    memeless: (asked, interaction) => toggle(asked, interaction, 'withoutMemes'),
    export: exportData,
    erase,
  },
}

/** In a direct conversation the choices are for everywhere, in a guild for that guild. */
const scopeOf = ({ place }: Asked) => (isDirect(place.guild) ? EVERYWHERE : place.guild)

async function toggle(asked: Asked, interaction: Component, key: keyof MemberChoice): Promise<void> {
  const { bot, member } = asked
  const scope = scopeOf(asked)
  const before = readChoice(bot.brain.database, scope, member)
  const after = { ...before, [key]: !before[key] }
  saveChoice(bot.brain.database, scope, member, after, bot.now())
  if (after.unread) {
    // What was read before is forgotten too, at once.
    bot.conversations.forget(member, scope === EVERYWHERE ? 'discord:' : guildPrefix(scope))
    deleteHistoryOfMember(bot.brain.database, scope, member)
  }
  await interaction.update(panel(asked))
}

async function exportData(asked: Asked, interaction: Component): Promise<void> {
  const data = exportMember(asked.bot.brain.database, scopeOf(asked), asked.member)
  await interaction.reply({
    content: asked.say('这是关于你保存的全部内容。', 'This is all that is stored about you.'),
    files: [{ attachment: Buffer.from(`${JSON.stringify(data, null, 2)}\n`), name: 'my-data.json' }],
    flags: EPHEMERAL,
    allowedMentions: QUIETLY,
  })
}

async function erase(asked: Asked, interaction: Component): Promise<void> {
  const { bot, member, say } = asked
  const scope = scopeOf(asked)
  bot.conversations.forget(member, scope === EVERYWHERE ? 'discord:' : guildPrefix(scope))
  const rows = deleteMember(bot.brain.database, scope, member)
  await interaction.reply({
    content: say(
      `删好了，清掉了 ${rows} 处。你选的「不读我」「不给我发」会留着，不然就不作数了。`,
      `Done: ${rows} entries are gone. Your choices above are kept, else they would not hold.`,
    ),
    flags: EPHEMERAL,
    allowedMentions: QUIETLY,
  })
}

function panel(asked: Asked) {
  const { bot, place, member, say } = asked
  const scope = scopeOf(asked)
  const here = readChoice(bot.brain.database, scope, member)
  const holds = effectiveChoice(bot.brain.database, place.guild, member)
  const where = scope === EVERYWHERE ? say('所有地方', 'everywhere') : say('这个服务器', 'in this server')
  const yesNo = (yes: boolean) => (yes ? say('是', 'yes') : say('否', 'no'))
  const widely = (holds.unread && !here.unread) || (holds.withoutMemes && !here.withoutMemes)
  return {
    content: [
      say(`**你的隐私（${where}）**`, `**Your privacy (${where})**`),
      say(`不读我的消息：${yesNo(holds.unread)}`, `My messages are not read: ${yesNo(holds.unread)}`),
      say(`不用表情回我：${yesNo(holds.withoutMemes)}`, `No memes for me: ${yesNo(holds.withoutMemes)}`),
      ...(widely
        ? [
            say(
              '有的是你在私聊里为所有地方选的，要改去私聊里改。',
              'Some of it you chose for everywhere, in our direct messages; change it there.',
            ),
          ]
        : []),
      say(
        '聊天内容只在内存里留最近十几句，不写进硬盘（除非服务器打开了历史），也不进日志。',
        'What is said stays in memory only, the last dozen lines of a channel; nothing is written to disk unless the server turns history on, and nothing to the logs.',
      ),
    ].join('\n'),
    components: [
      row(
        button(
          customId('unread'),
          here.unread ? say('可以读我的消息', 'Read me again') : say('不要读我的消息', 'Do not read me'),
        ),
        button(
          customId('memeless'),
          here.withoutMemes ? say('可以用表情回我', 'Memes for me again') : say('不要用表情回我', 'No memes for me'),
        ),
      ),
      row(
        button(customId('export'), say('导出我的数据', 'Export my data')),
        button(customId('erase'), say('删除我的数据', 'Delete my data'), { style: ButtonStyle.Danger }),
      ),
    ],
    allowedMentions: QUIETLY,
  }
}
