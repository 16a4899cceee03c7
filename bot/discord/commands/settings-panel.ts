import { readPlaces } from '../../../src/storage/guilds.ts'
import type { Bot } from '../bot.ts'
import { plainLine } from '../defuse.ts'
import { isDirect } from '../names.ts'
import type { Place } from '../places.ts'
import type { EffectiveSettings } from '../settings.ts'
import type { Asked } from './asked.ts'

const CHANNELS = 15

/** What is set, in words. @param channel only this one; else the guild, and the channels that differ */
export function showSettings(bot: Bot, { guild }: Place, channel: string | undefined, say: Asked['say']): string {
  if (channel) return `<#${channel}>\n${lines(bot.places.settings(guild, channel), say).join('\n')}`
  const own = bot.places.guild(guild)
  const channels = [...readPlaces(bot.brain.database, guild).keys()]
  const differing = channels.slice(0, CHANNELS).map(id => `- <#${id}>: ${brief(bot.places.settings(guild, id), say)}`)
  const more = channels.length > CHANNELS ? [`… ${channels.length - CHANNELS}`] : []
  return [
    isDirect(guild) ? say('**这个私聊**', '**This conversation**') : say('**整个服务器**', '**The whole server**'),
    ...lines(bot.places.settings(guild, ''), say),
    `${say('管理角色', 'Moderators')}: ${own.moderatorRole ? `<@&${own.moderatorRole}>` : say('没有指定', 'none named')}`,
    `${say('保存历史', 'History')}: ${onOff(own.history ?? false, say)}`,
    ...(differing.length > 0 ? [say('**有单独设置的频道**', '**Channels of their own**'), ...differing, ...more] : []),
  ].join('\n')
}

function lines(settings: EffectiveSettings, say: Asked['say']): string[] {
  const { quietHours, timeZone, persona, sampler, ratings } = settings
  return [
    brief(settings, say),
    `${say('安静时段', 'Quiet hours')}: ${quietHours ? `${quietHours.from}–${quietHours.until} (${timeZone})` : say('没有', 'none')}`,
    `${say('挑选方式', 'Sampler')}: ${sampler} · ${say('分级', 'Ratings')}: ${ratings.join(', ')}`,
    `${say('人设', 'Persona')}: ${persona ? plainLine(persona, 120).replace(/[*_`~|<>@\\]/g, '') : say('平常的样子', 'as usual')}`,
  ]
}

function brief({ enabled, policy }: EffectiveSettings, say: Asked['say']): string {
  const { targetRate, minimumGap } = policy
  const rate = targetRate === 0 ? say('永远不发', 'never') : `${Number((targetRate * 100).toFixed(2))}%`
  return `${say('开关', 'Enabled')}: ${onOff(enabled, say)} · ${say('频率', 'rate')}: ${rate} · ${say('最小间隔', 'gap')}: ${minimumGap}`
}

const onOff = (on: boolean, say: Asked['say']) => (on ? say('开', 'on') : say('关', 'off'))
