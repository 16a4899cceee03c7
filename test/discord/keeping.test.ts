import { PermissionFlagsBits as Flag } from 'discord.js'
import { expect, test } from 'vitest'
import { channelKey } from '../../bot/discord/names.ts'
import { botInside } from './bot-inside.ts'
import { withIndexedLibrary } from './bot-process.ts'
import { fakeLanguageModel } from './fake-llm.ts'
import { memeIn } from './library.ts'
import { EAGER, SHY } from './settings.ts'
import { fakeDiscord } from './vitest.ts'

const library = withIndexedLibrary()

async function stage(env: Record<string, string>, options: Parameters<typeof fakeDiscord>[0] = {}) {
  const discord = await fakeDiscord(options)
  const { world } = discord
  const guild = world.guild({ name: '摸鱼群' })
  const channel = world.channel(guild, { name: '闲聊' })
  const boss = world.member(guild, { name: '群管', permissions: Flag.ManageGuild })
  const [anna, ben] = [world.member(guild, { name: '小安' }), world.member(guild, { name: '阿本' })]
  const bot = await botInside(discord, library.copy(), env)
  const kept = () => bot.brain.database.prepare('SELECT text FROM history ORDER BY at').pluck().all()
  return { discord, world, guild, channel, boss, anna, ben, bot, kept }
}

test('what is said is kept only while the guild wants it, follows edits and deletes, and goes when that is turned off', async () => {
  const { discord, world, channel, boss, anna, bot, kept } = await stage(SHY)
  const heard = async (text: string) => {
    const said = world.say(anna, channel, text)
    await discord.until(() => bot.heard.has(said.id))
    return said
  }
  await heard('还没打开')
  expect(kept()).toEqual([])
  await world.command(boss, channel, 'meme settings', { history: true })
  const [first, second] = [await heard('留下这句'), await heard('这句会删')]
  expect(kept()).toEqual(['留下这句', '这句会删'])
  world.edit(first, '改过的这句')
  world.delete(second)
  await discord.until(() => kept().length === 1)
  expect(kept()).toEqual(['改过的这句'])
  await world.command(boss, channel, 'meme settings', { history: false })
  expect(kept()).toEqual([])
  await world.command(boss, channel, 'meme settings', { history: true })
  await heard('又留一句')
  world.kickBot(channel.guild!)
  await discord.until(() => kept().length === 0)
})

test('who does not want to be read is in no context and no history, also when others quote or answer them', async () => {
  const model = await fakeLanguageModel()
  const { discord, world, channel, boss, anna, ben, kept } = await stage({ ...SHY, ...model.env })
  await world.command(boss, channel, 'meme settings', { history: true })
  const before = world.say(anna, channel, '我的秘密之前')
  await discord.until(() => kept().length === 1)
  const panel = await world.command(anna, channel, 'meme privacy')
  await world.click(anna, panel.message!, '不要读我的消息')
  expect(kept()).toEqual([])
  const after = world.say(anna, channel, '我的秘密之后')
  world.say(ben, channel, '回你一句', { replyTo: after })
  world.say(ben, channel, '再回一句', { replyTo: before })
  world.say(anna, channel, `${world.mention(discord.bot)} 我的秘密问题`)
  world.say(ben, channel, `${world.mention(discord.bot)} 说说看`)
  await discord.nextSent(channel)
  const told = JSON.stringify(model.asked)
  expect(told).toContain('说说看')
  expect(told).not.toContain('我的秘密')
  expect(JSON.stringify(kept())).not.toContain('我的秘密')
  expect(model.asked).toHaveLength(1)
})

test('a thread follows the settings of its channel, and a channel those of its guild', async () => {
  const { discord, world, guild, channel, boss, anna } = await stage(EAGER)
  await world.command(boss, channel, 'meme settings', { channel, enabled: false })
  const [silent, loud] = [world.thread(channel, { name: '里面' }), world.channel(guild, { name: '外面' })]
  world.say(anna, silent, '又要加班了')
  world.say(anna, channel, '又要加班了')
  world.say(anna, loud, '又要加班了')
  expect(memeIn(await discord.nextSent(loud))).toBeDefined()
  expect([discord.sent(silent), discord.sent(channel)]).toEqual([[], []])
  await world.command(boss, channel, 'meme settings', { channel, enabled: true })
  await world.command(boss, channel, 'meme settings', { enabled: false })
  const [inner, other] = [world.thread(channel, { name: '再里面' }), world.thread(loud, { name: '外面的里面' })]
  world.say(anna, other, '又要加班了')
  world.say(anna, inner, '又要加班了')
  expect(memeIn(await discord.nextSent(inner))).toBeDefined()
  expect(discord.sent(other)).toEqual([])
})

test('quiet hours hold memes back in the guild’s time zone', async () => {
  let clock = Date.UTC(2026, 4, 15, 14)
  const discord = await fakeDiscord({ now: () => clock })
  const { world } = discord
  const guild = world.guild({ name: '摸鱼群' })
  const bot = await botInside(discord, library.copy(), EAGER, () => clock)
  const say = async (name: string) => {
    const place = world.channel(guild, { name })
    const said = world.say(guild.owner, place, '又要加班了')
    const key = channelKey(guild.id, place.id)
    await discord.until(() => bot.conversations.records(key).some(({ messages }) => messages.includes(said.id)))
    return bot.conversations.records(key)[0]!.decision.reason
  }
  const first = world.channel(guild, { name: '设置' })
  await world.command(guild.owner, first, 'meme settings', { quiet: '23:00-07:30', timezone: 'Asia/Shanghai' })
  expect(await say('22:00')).toBe('fits')
  clock += 3600_000
  expect(await say('23:00')).toBe('quiet-hours')
  clock += 8.6 * 3600_000
  expect(await say('07:36')).toBe('fits')
  await world.command(guild.owner, first, 'meme settings', { timezone: 'America/New_York' })
  clock = Date.UTC(2026, 4, 15, 15)
  expect(await say('纽约 11:00')).toBe('fits')
})

test('an English guild is spoken to in English; what one person sees is in their own language', async () => {
  const discord = await fakeDiscord()
  const { world } = discord
  const guild = world.guild({ name: 'Slackers', locale: 'en-US' })
  const channel = world.channel(guild, { name: 'general' })
  const [english, chinese] = [world.member(guild, { locale: 'en-GB' }), world.member(guild, { locale: 'zh-TW' })]
  await botInside(discord, library.copy(), EAGER)
  world.say(english, channel, '又要加班了')
  const meme = await discord.nextSent(channel)
  expect(JSON.stringify(meme.components)).toContain('Another')
  expect((await world.command(english, channel, 'meme help')).text).toMatch(/I follow the talk/)
  expect((await world.command(chinese, channel, 'meme help')).text).toMatch(/我会看着聊天/)
})
