import { ApplicationCommandOptionType, ButtonStyle, ChannelType, ComponentType } from 'discord.js'
import { highestRate } from '../../../src/config/load.ts'
import { readPlace, readPlaces, saveSettings } from '../../../src/storage/guilds.ts'
import { button, row } from '../buttons.ts'
import { customId } from '../custom-id.ts'
import { permissionName } from '../permissions.ts'
import { isSpeakable, type Place } from '../places.ts'
import { postPicked } from '../post.ts'
import { editSettings } from '../settings.ts'
import {
  type Asked,
  answer,
  type Component,
  EPHEMERAL,
  QUIETLY,
  refuseDirect,
  refuseMember,
  type Slash,
} from './asked.ts'
import type { Subcommand } from './command.ts'
import { described, named } from './wording.ts'

const MOST_CHANNELS = 25
/** Rates to choose from, in memes per message. */
const RATES = [0.03, 0.05, 0.1, 0.2] as const
const GREETING = '大家好呀，新来的，请多关照'

/** `/meme setup`: channels, a rate, and a first meme. */
export const setup: Subcommand = {
  definition: {
    type: ApplicationCommandOptionType.Subcommand,
    ...named('setup', '开始使用'),
    ...described('Choose channels and a rate: two steps to the first meme', '选频道、选频率，两步就能用'),
  },
  run,
  components: { 'setup-channels': chooseChannels, 'setup-rate': chooseRate, 'setup-done': finish },
}

/** What was chosen so far; nothing is set before the last step. */
interface Draft {
  readonly channels: readonly string[]
  readonly rate: number | undefined
}

const drafts = new Map<string, Draft>()
const REMEMBERED_DRAFTS = 500
const draftKey = ({ place, member }: Asked) => `${place.guild}/${member}`
const draftOf = (asked: Asked): Draft => drafts.get(draftKey(asked)) ?? { channels: [], rate: undefined }

function saveDraft(asked: Asked, draft: Draft): void {
  drafts.delete(draftKey(asked))
  drafts.set(draftKey(asked), draft)
  if (drafts.size > REMEMBERED_DRAFTS) drafts.delete(drafts.keys().next().value!)
}

async function run(asked: Asked, interaction: Slash): Promise<void> {
  if ((await refuseDirect(asked, interaction)) || (await refuseMember(asked, interaction))) return
  saveDraft(asked, { channels: [], rate: undefined })
  await interaction.reply({ ...panel(asked), flags: EPHEMERAL })
}

async function chooseChannels(asked: Asked, interaction: Component): Promise<void> {
  if (!interaction.isChannelSelectMenu() || (await refuseMember(asked, interaction))) return
  // Only what is really of this guild, whatever the menu says.
  const guild = asked.bot.client.guilds.cache.get(asked.place.guild)
  const channels = interaction.values.filter(id => {
    const channel = guild?.channels.cache.get(id)
    return channel && isSpeakable(channel)
  })
  saveDraft(asked, { ...draftOf(asked), channels: channels.slice(0, MOST_CHANNELS) })
  await interaction.update(panel(asked))
}

async function chooseRate(asked: Asked, interaction: Component): Promise<void> {
  if (!interaction.isStringSelectMenu() || (await refuseMember(asked, interaction))) return
  const rate = Number(interaction.values[0])
  if (RATES.some(known => known === rate)) saveDraft(asked, { ...draftOf(asked), rate })
  await interaction.update(panel(asked))
}

async function finish(asked: Asked, interaction: Component): Promise<void> {
  if (await refuseMember(asked, interaction)) return
  const { bot, place, say } = asked
  const { channels, rate } = draftOf(asked)
  if (channels.length === 0 || rate === undefined)
    return answer(interaction, say('先选好频道和频率。', 'Choose channels and a rate first.'))
  await interaction.deferUpdate()
  const { database } = bot.brain
  const guild = bot.places.guild(place.guild)
  const gap = guild.gap ?? bot.places.defaults.policy.minimumGap
  // What was chosen is what holds: channels of an earlier setup that are left out now are silent again.
  const chosen = { rate: Math.min(rate, highestRate(gap)), enabled: false }
  saveSettings(database, place.guild, '', editSettings(guild, chosen), bot.now())
  for (const channel of new Set([...readPlaces(database, place.guild).keys(), ...channels])) {
    const edit = channels.includes(channel) ? { enabled: true, rate: null } : { enabled: null }
    const settings = editSettings(readPlace(database, place.guild, channel), edit)
    saveSettings(database, place.guild, channel, settings, bot.now())
  }
  drafts.delete(draftKey(asked))
  const lacking = lackingIn(asked, channels)
  const first = await sendFirst(asked, channels)
  const lines = [
    say('设置好了，第一张表情：', 'All set. The first meme: ') +
      (first ? `<#${first}>` : say('没能发出去', 'could not be sent')),
    ...lacking,
    ...(bot.readsContent ? [] : [noContent(asked)]),
    say(
      '想改：/meme settings；看缺什么权限：/meme doctor。',
      'To change it: /meme settings. What is missing: /meme doctor.',
    ),
  ]
  await interaction.editReply({ content: lines.join('\n'), components: [], allowedMentions: QUIETLY })
}

/** What is said where Discord does not let the bot read messages. */
export function noContent({ say }: Pick<Asked, 'say'>): string {
  return say(
    '⚠️ 没有 Message Content 权限：我读不到聊天，只在被 @、用命令和右键菜单时工作。请在开发者后台的 Bot 页打开它，再重启。',
    '⚠️ Without the Message Content intent the bot cannot read the talk: it works by mention, command and context menu only. Turn it on on the Bot page of the developer portal, and restart.',
  )
}

function panel(asked: Asked) {
  const { say } = asked
  const { channels, rate } = draftOf(asked)
  const label = (value: number) => `${Math.round(value * 100)}%`
  const rates: Record<string, string> = {
    0.03: say('偶尔：一百条里最多 3 张', 'Rarely: at most 3 in a hundred messages'),
    0.05: say('不多：一百条里最多 5 张', 'Now and then: at most 5 in a hundred'),
    0.1: say('适中：一百条里最多 10 张', 'Often: at most 10 in a hundred'),
    0.2: say('活跃：一百条里最多 20 张', 'Lively: at most 20 in a hundred'),
  }
  return {
    content: [
      say('**1.** 在哪些频道说话？', '**1.** In which channels?') +
        (channels.length > 0 ? ` ${channels.map(id => `<#${id}>`).join(' ')}` : ''),
      say('**2.** 多久一张？', '**2.** How often?') + (rate === undefined ? '' : ` ${label(rate)}`),
      say('在你点「开始」之前，我一句话也不会说。', 'Until you press Start, nothing is said.'),
    ].join('\n'),
    components: [
      row({
        type: ComponentType.ChannelSelect as const,
        custom_id: customId('setup-channels'),
        channel_types: [ChannelType.GuildText, ChannelType.GuildAnnouncement],
        placeholder: say('选频道', 'Channels'),
        min_values: 1,
        max_values: MOST_CHANNELS,
        default_values: channels.map(id => ({ id, type: 'channel' as const })),
      }),
      row({
        type: ComponentType.StringSelect as const,
        custom_id: customId('setup-rate'),
        placeholder: say('选频率', 'Rate'),
        options: RATES.map(value => ({ label: rates[value]!, value: String(value), default: value === rate })),
      }),
      row(
        button(customId('setup-done'), say('开始', 'Start'), {
          style: ButtonStyle.Success,
          disabled: channels.length === 0 || rate === undefined,
        }),
      ),
    ],
    allowedMentions: QUIETLY,
  }
}

function placesOf({ bot, place }: Asked, channels: readonly string[]): Place[] {
  return channels.flatMap(id => {
    const channel = bot.client.channels.cache.get(id)
    const found = channel?.isSendable() ? bot.places.of(channel) : undefined
    return found?.guild === place.guild ? [found] : []
  })
}

function lackingIn(asked: Asked, channels: readonly string[]): string[] {
  return placesOf(asked, channels).flatMap(place => {
    const missing = asked.bot.places.missing(place)
    if (missing.length === 0) return []
    const names = missing.map(permission => permissionName(permission, asked.locale)).join('、')
    return [`⚠️ <#${place.channel.id}>: ${asked.say('缺少权限', 'missing')} ${names}`]
  })
}

/** A meme to say hello with, in the first channel that takes it. @returns that channel */
async function sendFirst(asked: Asked, channels: readonly string[]): Promise<string | undefined> {
  const { bot, member } = asked
  for (const place of placesOf(asked, channels)) {
    const [best] = await bot.brain.search(GREETING, 1, bot.places.filter(place))
    if (best && (await postPicked(bot, place, best.meme, member, 'setup')).sent) return place.channel.id
  }
  return undefined
}
