import {
  type APIApplicationCommandBasicOption,
  ApplicationCommandOptionType,
  type AutocompleteInteraction,
  ChannelType,
} from 'discord.js'
import { DoutuError } from '../../../src/errors.ts'
import type { GuildSettings, PlaceSettings, QuietHours } from '../../../src/schemas/guild.ts'
import { quietHoursSchema } from '../../../src/schemas/guild.ts'
import { readPlace, readPlaces, saveSettings } from '../../../src/storage/guilds.ts'
import { deleteHistoryOfGuild } from '../../../src/storage/member-data.ts'
import type { Bot } from '../bot.ts'
import { placeId } from '../places.ts'
import { checkSettings, editQuietHours, editSettings, isTimeZone, type SettingsEdit } from '../settings.ts'
import { type Asked, answer, refuseMember, type Slash } from './asked.ts'
import type { Subcommand } from './command.ts'
import { showSettings } from './settings-panel.ts'
import { choice, described, named } from './wording.ts'

const { Boolean: Flag, Channel, Integer, Number: Decimal, Role, String: Text } = ApplicationCommandOptionType

const options: APIApplicationCommandBasicOption[] = [
  {
    type: Channel,
    ...named('channel', '频道'),
    ...described('Only this channel; else the whole server', '只改这个频道；不填就是整个服务器'),
    channel_types: [
      ChannelType.GuildText,
      ChannelType.GuildAnnouncement,
      ChannelType.GuildVoice,
      ChannelType.GuildStageVoice,
      ChannelType.GuildForum,
    ],
  },
  { type: Flag, ...named('enabled', '开关'), ...described('Whether the bot speaks there at all', '在那里说不说话') },
  {
    type: Decimal,
    ...named('rate', '频率'),
    ...described('Memes per message at most, in percent; 0: never', '每一百条消息最多几张，0 表示永远不发'),
    min_value: 0,
    max_value: 100,
  },
  {
    type: Integer,
    ...named('gap', '最小间隔'),
    ...described('Messages between two memes', '两张之间至少隔几条消息'),
    min_value: 0,
    max_value: 1000,
  },
  {
    type: Text,
    ...named('quiet', '安静时段'),
    ...described('Hours without memes, as 23:00-07:30; off: none', '不发的时段，例如 23:00-07:30；off 表示没有'),
    max_length: 20,
  },
  {
    type: Text,
    ...named('persona', '人设'),
    ...described(
      'How the bot talks, for the language model; off: as usual',
      '机器人说话的人设（给大模型看）；off 表示不用',
    ),
    max_length: 300,
  },
  {
    type: Text,
    ...named('sampler', '挑选方式'),
    ...described('How one of the fitting memes is picked', '合适的有好几张时怎么挑'),
    choices: [
      choice('top-k', 'one of the best', '前几名里挑'),
      choice('greedy', 'always the best', '只发最合适的'),
      choice('diverse', 'varied', '尽量不重样'),
      choice('random', 'at random', '随便一张'),
    ],
  },
  {
    type: Text,
    ...named('ratings', '分级'),
    ...described('Which memes are allowed', '允许哪些表情'),
    choices: [choice('safe', 'safe only', '只发全年龄'), choice('safe,sensitive', 'sensitive too', '也发敏感的')],
  },
  {
    type: Text,
    ...named('language', '语言'),
    ...described("The bot's language in this server", '机器人在这个服务器用的语言'),
    choices: [choice('zh', 'Chinese', '中文'), choice('en', 'English', '英文')],
  },
  {
    type: Text,
    ...named('timezone', '时区'),
    ...described('Time zone of the quiet hours, as Asia/Shanghai', '安静时段按哪个时区，例如 Asia/Shanghai'),
    max_length: 60,
    autocomplete: true,
  },
  {
    type: Role,
    ...named('moderators', '管理角色'),
    ...described('Role that may change settings and review', '可以改设置和审核的角色'),
  },
  {
    type: Flag,
    ...named('history', '保存历史'),
    ...described('Keep what is said for 30 days, to go on after a restart', '把聊天保存 30 天，重启后接得上话'),
  },
  {
    type: Flag,
    ...named('reset', '恢复默认'),
    ...described('Take everything back to what holds otherwise', '全部恢复成默认'),
  },
]

/** `/meme settings`: what holds in the guild or in one channel; without options, what is set. */
export const settings: Subcommand = {
  definition: {
    type: ApplicationCommandOptionType.Subcommand,
    ...named('settings', '设置'),
    ...described('How often and how the bot sends memes', '多久发一张、怎么发'),
    options,
  },
  run,
  autocomplete,
}

async function autocomplete(_asked: Asked, interaction: AutocompleteInteraction): Promise<void> {
  const text = interaction.options.getFocused().toLowerCase()
  const zones = Intl.supportedValuesOf('timeZone').filter(zone => zone.toLowerCase().includes(text))
  await interaction.respond(zones.slice(0, 25).map(zone => ({ name: zone, value: zone })))
}

async function run(asked: Asked, interaction: Slash): Promise<void> {
  if (await refuseMember(asked, interaction)) return
  const { bot, place, say } = asked
  const channel = interaction.options.getChannel('channel')
  const target = channel && targetOf(asked, channel.id)
  if (channel && !target)
    return answer(interaction, say('这个频道不在这个服务器里。', 'That channel is not in this server.'))
  const changed = interaction.options.data[0]?.options?.some(({ name }) => name !== 'channel')
  if (changed) {
    const problem = change(asked, interaction, target ?? '')
    if (problem) return answer(interaction, problem)
  }
  const shown = showSettings(bot, place, target || undefined, say)
  await answer(interaction, changed ? `${say('改好了。', 'Done.')}\n${shown}` : shown)
}

// The id that settings are kept under; undefined for a channel that is not of this guild.
function targetOf({ bot, place }: Asked, channel: string): string | undefined {
  const found = bot.client.channels.cache.get(channel)
  if (!found || found.isDMBased() || found.guildId !== place.guild) return undefined
  return placeId(found)
}

/** Reads the options, checks them all, and only then writes. @returns what is wrong, or undefined */
function change({ bot, place, say }: Asked, { options: given }: Slash, channel: string): string | undefined {
  const { database } = bot.brain
  const { guild } = place
  const [percent, quiet, persona] = [given.getNumber('rate'), given.getString('quiet'), given.getString('persona')]
  const hours = quiet === null ? undefined : parseQuietHours(quiet)
  if (quiet !== null && !hours) return say('安静时段写成 23:00-07:30 这样。', 'Write the quiet hours like 23:00-07:30.')
  const timeZone = given.getString('timezone') ?? undefined
  if (timeZone !== undefined && !isTimeZone(timeZone)) return say('没有这个时区。', 'There is no such time zone.')
  const role = given.getRole('moderators')
  const roleKnown = !role || bot.client.guilds.cache.get(guild)?.roles.cache.has(role.id)
  if (!roleKnown) return say('没有这个角色。', 'There is no such role.')
  const edit: SettingsEdit<Omit<PlaceSettings, 'quietHours'>> = {
    enabled: given.getBoolean('enabled') ?? undefined,
    rate: percent === null ? undefined : percent / 100,
    gap: given.getInteger('gap') ?? undefined,
    persona: persona === null ? undefined : persona.trim().toLowerCase() === 'off' ? null : persona.trim(),
    sampler: (given.getString('sampler') as PlaceSettings['sampler']) ?? undefined,
    ratings: (given.getString('ratings')?.split(',') as PlaceSettings['ratings']) ?? undefined,
  }
  const editGuild: SettingsEdit<Omit<GuildSettings, 'quietHours'>> = {
    language: (given.getString('language') as GuildSettings['language']) ?? undefined,
    timeZone,
    moderatorRole: role?.id,
    history: given.getBoolean('history') ?? undefined,
  }
  const widely = Object.values(editGuild).some(value => value !== undefined)
  if (channel && widely)
    return say(
      '语言、时区、管理角色和历史是整个服务器的设置，不要填频道。',
      'Language, time zone, moderators and history are of the whole server: leave the channel out.',
    )
  const before: GuildSettings = given.getBoolean('reset')
    ? {}
    : channel
      ? readPlace(database, guild, channel)
      : bot.places.guild(guild)
  const edited = editSettings(before, { ...edit, ...editGuild })
  const after = hours === undefined ? edited : editQuietHours(edited, hours)
  const problem = findProblem(bot, guild, channel, after, say)
  if (problem) return problem
  saveSettings(database, guild, channel, after, bot.now())
  if (before.history && !after.history) deleteHistoryOfGuild(database, guild)
  return undefined
}

// A change here may make a rate impossible elsewhere: every place is looked at.
function findProblem(
  bot: Bot,
  guild: string,
  channel: string,
  after: GuildSettings,
  say: Asked['say'],
): string | undefined {
  const places = readPlaces(bot.brain.database, guild)
  if (channel) places.set(channel, after)
  try {
    checkSettings(bot.places.defaults, channel ? bot.places.guild(guild) : after, places.values())
    return undefined
  } catch (error) {
    if (!(error instanceof DoutuError)) throw error
    if (error.code === 'bad-setting') return say('没有这样的设置。', 'There are no such settings.')
    return say(
      '频率和最小间隔配不上：间隔 n 条时，频率最多 1/(n+1)。把频率或间隔调小。',
      'Rate and gap do not go together: with a gap of n the rate is at most 1/(n+1). Lower one of them.',
    )
  }
}

function parseQuietHours(text: string): QuietHours | 'none' | undefined {
  if (/^(off|none|无|关)$/i.test(text.trim())) return 'none'
  const [from, until] = text
    .replace(/[：]/g, ':')
    .split(/\s*[-–—~～到至]\s*/)
    .map(clock => clock.trim().padStart(5, '0'))
  const parsed = quietHoursSchema.safeParse({ from, until })
  return parsed.success ? parsed.data : undefined
}
