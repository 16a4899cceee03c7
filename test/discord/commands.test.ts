import { PermissionFlagsBits as Flag } from 'discord.js'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { Bot } from '../../bot/discord/bot.ts'
import type { Answer } from './answer.ts'
import { botInside } from './bot-inside.ts'
import { withIndexedLibrary } from './bot-process.ts'
import { honestPicture } from './hostile-files.ts'
import { memeIn, starterMemes } from './library.ts'
import type { Message } from './model/types.ts'
import type { FakeDiscord } from './server.ts'
import { EAGER, SHY } from './settings.ts'
import { fakeDiscord } from './vitest.ts'
import { componentsOf } from './world/components.ts'

const library = withIndexedLibrary()

async function stage(env: Record<string, string> = EAGER) {
  const discord = await fakeDiscord()
  const { world } = discord
  const guild = world.guild({ name: '摸鱼群' })
  const channel = world.channel(guild, { name: '闲聊' })
  const anna = world.member(guild, { name: '小安' })
  const boss = world.member(guild, { name: '群管', permissions: Flag.ManageGuild })
  const bot = await botInside(discord, library.copy(), env)
  return { discord, world, guild, channel, anna, boss, bot }
}

/** A meme of the bot's own decision, in a channel that is new to it, and what it answers. */
async function spontaneous({ discord, channel, anna, bot }: Awaited<ReturnType<typeof stage>>, place = channel) {
  const said = discord.world.say(anna, place, '又要加班了')
  const meme = await discord.nextSent(place)
  await noted(discord, bot, meme)
  return { said, meme }
}

/** Resolves once Discord's answer has reached the bot, so that it knows the message by its id. */
async function noted(discord: FakeDiscord, bot: Bot, { id }: Message): Promise<void> {
  const status = bot.brain.database.prepare('SELECT status FROM posts WHERE message = ?').pluck()
  await discord.until(() => status.get(id) === 'sent', { every: 2 })
}

const isPicture = async (answer: Answer) => {
  const { format, width = 0 } = await sharp(answer.message!.attachments[0]!.bytes).metadata()
  return ['png', 'webp', 'jpeg'].includes(format ?? '') && width >= 200
}

test('every command and option has its words in Chinese and in English', async () => {
  const { discord } = await stage(SHY)
  const commands = discord.commands()
  expect(commands.map(({ name }) => name)).toEqual(expect.arrayContaining(['meme', '配个表情', '添加到表情库']))
  const meme = commands.find(({ name }) => name === 'meme')!
  const visit = (command: Record<string, unknown>): void => {
    const localized = { ...(command.name_localizations as object), ...(command.description_localizations as object) }
    expect(Object.keys(localized), String(command.name)).toContain('zh-CN')
    expect(`${command.name}${command.description}`).toMatch(/^[\x20-\x7e…→–’“”]+$/)
    for (const option of (command.options ?? []) as Array<Record<string, unknown>>) visit(option)
  }
  visit(meme)
  const names = (meme.options as Array<{ name: string }>).map(({ name }) => name)
  const wanted = [
    'find',
    'why',
    'settings',
    'setup',
    'add',
    'review',
    'block',
    'unblock',
    'takedown',
    'stats',
    'privacy',
    'help',
    'doctor',
  ]
  expect(names.sort()).toEqual(wanted.sort())
})

test('/meme find searches as one types, shows pictures to that person alone, and posts the one that is picked', async () => {
  const { discord, world, channel, anna } = await stage(SHY)
  const refused = await world.command(anna, channel, 'meme find', { text: '加班' })
  expect(refused.ephemeral).toBe(true)
  await world.command(discord.state.guilds.get(channel.guild!.id)!.owner, channel, 'meme settings', { rate: 20 })
  const choices = await world.autocomplete(anna, channel, 'meme find', { text: '加班' }, 'text')
  expect(choices.length).toBeGreaterThan(3)
  expect(starterMemes.map(({ id }) => id)).toContain(choices[0]!.value)
  const found = await world.command(anna, channel, 'meme find', { text: String(choices[0]!.value) })
  expect([found.ephemeral, await isPicture(found)]).toEqual([true, true])
  const [menu] = componentsOf(found.message!).filter(({ type }) => type === 3)
  const [first] = menu!.options as Array<{ value: string }>
  expect(first!.value).toBe(choices[0]!.value)
  await world.select(anna, found.message!, String(menu!.custom_id), [first!.value])
  const posted = await discord.nextSent(channel)
  expect(memeIn(posted)?.id).toBe(first!.value)
})

test('/meme why explains every meme with a chart: candidates, parts, threshold; and why none was sent', async () => {
  const staged = await stage()
  const { world, channel, anna } = staged
  const { meme } = await spontaneous(staged)
  const link = `https://discord.com/channels/${channel.guild!.id}/${channel.id}/${meme.id}`
  for (const message of [meme.id, link]) {
    const why = await world.command(anna, channel, 'meme why', { message })
    expect(why.ephemeral).toBe(true)
    expect(why.text).toContain(memeIn(meme)!.caption)
    expect(why.text).toMatch(/阈值/)
    expect(await isPicture(why)).toBe(true)
  }
  const english = await world.command(anna, channel, 'meme why', {}, { locale: 'en-US' })
  expect(english.text).toMatch(/threshold/i)
  const other = world.channel(channel.guild!, { name: '别处' })
  expect((await world.command(anna, other, 'meme why')).text).not.toContain(memeIn(meme)!.caption)
})

test('/meme settings changes what holds, for the guild and for a channel, and refuses what cannot be', async () => {
  const staged = await stage()
  const { discord, world, guild, channel, anna, boss } = staged
  const set = (options: Parameters<typeof world.command>[3], person = boss) =>
    world.command(person, channel, 'meme settings', options)
  expect((await set({ rate: 5 }, anna)).text).toMatch(/权限/)
  expect((await set({ rate: 90, gap: 3 })).text).toMatch(/1\/\(n\+1\)/)
  expect((await set({ quiet: '25:00-7' })).text).toMatch(/23:00-07:30/)
  const shown = await set({
    rate: 20,
    gap: 2,
    quiet: '23:00-07:30',
    persona: '爱开玩笑的学姐',
    sampler: 'greedy',
    ratings: 'safe',
  })
  for (const part of ['20%', '23:00', '爱开玩笑的学姐', 'greedy', 'safe']) expect(shown.text).toContain(part)
  await set({ quiet: 'off', rate: 100, gap: 0 })
  const silent = world.channel(guild, { name: '公告' })
  await set({ channel: silent, enabled: false })
  world.say(anna, silent, '又要加班了')
  await spontaneous(staged)
  expect(discord.sent(silent)).toEqual([])
  expect((await set({ channel: silent })).text).toMatch(/关/)
})

test('a rate of 0 means never, by every path', async () => {
  const staged = await stage()
  const { discord, world, guild, channel, anna, boss } = staged
  const { meme } = await spontaneous(staged)
  await world.command(boss, channel, 'meme settings', { rate: 0 })
  const said = world.say(anna, channel, '考试考砸了')
  const menu = await world.contextMenu(anna, channel, '配个表情', said)
  expect(menu.ephemeral).toBe(true)
  const choices = await world.autocomplete(anna, channel, 'meme find', { text: '加班' }, 'text')
  const found = await world.command(anna, channel, 'meme find', { text: String(choices[0]?.value ?? '加班') })
  const pick = componentsOf(found.message!).find(({ type }) => type === 3)
  if (pick)
    await world.select(anna, found.message!, String(pick.custom_id), [
      (pick.options as Array<{ value: string }>)[0]!.value,
    ])
  const before = meme.attachments[0]!.id
  const again = await world.click(anna, meme, '换一张')
  if (again.followups.length === 0 && !again.ephemeral) await again.next()
  expect(meme.attachments[0]!.id).toBe(before)
  const direct = world.dm(anna)
  await world.command(boss, channel, 'meme settings', { channel, rate: 100, gap: 0 })
  await world.command(boss, channel, 'meme settings', { channel, rate: 0 })
  world.say(anna, channel, `${world.mention(discord.bot)} 来一张`)
  await discord.until(() => discord.sent(channel).some(({ content }) => content !== ''))
  expect(discord.sent(channel).filter(memeIn)).toEqual([meme])
  expect(discord.sent(direct)).toEqual([])
  expect(guild.channels.size).toBe(1)
})

test('a moderator role may set and review as well', async () => {
  const { world, guild, channel, anna, boss } = await stage(SHY)
  const helpers = world.role(guild, { name: '管事的' })
  await world.command(boss, channel, 'meme settings', { moderators: helpers })
  expect((await world.command(anna, channel, 'meme settings', { rate: 5 })).text).toMatch(/权限/)
  world.setMemberRole(guild, anna, helpers, true)
  expect((await world.command(anna, channel, 'meme settings', { rate: 5 })).text).toContain('5%')
  expect((await world.command(anna, channel, 'meme review')).text).toMatch(/没有等着审核/)
})

test('👍, 👎 and 换一张 count once a person; reactions count the same; a moderator’s delete is a strong no', async () => {
  const staged = await stage()
  const { discord, world, guild, anna, bot } = staged
  const ben = world.member(guild)
  const { meme } = await spontaneous(staged)
  const votes = () => bot.brain.database.prepare('SELECT member, reaction FROM votes ORDER BY rowid').all()
  await world.click(ben, meme, '👍')
  expect((await world.click(ben, meme, '👍')).text).toMatch(/已经/)
  world.react(ben, meme, '👍')
  world.react(anna, meme, '👎')
  await discord.until(() => votes().length >= 2)
  expect(votes()).toEqual([
    { member: ben.id, reaction: 'up' },
    { member: anna.id, reaction: 'down' },
  ])
  const [before, old] = [memeIn(meme), meme.attachments[0]!.name]
  const another = await world.click(ben, meme, c => (c.emoji as { name?: string } | undefined)?.name === '🔄')
  if (!another.updated) await another.next()
  expect(memeIn(meme)).toBeDefined()
  expect(memeIn(meme)).not.toBe(before)
  expect(meme.attachments).toHaveLength(1)
  expect(old).toBeTruthy()
  world.delete(meme)
  await discord.until(() => votes().length >= 4)
  expect(votes().at(-1)).toMatchObject({ reaction: 'deleted' })
})

test('what people do with a meme before Discord’s answer has reached the bot counts all the same', async () => {
  const { discord, world, guild, channel, anna, bot } = await stage()
  discord.script('POST /channels/{channel_id}/messages', { late: 700, times: 2 })
  world.say(anna, channel, '又要加班了')
  const meme = await discord.nextSent(channel)
  world.react(guild.owner, meme, '👎')
  const pressed = await world.click(anna, meme, '👍')
  expect(pressed.text).toMatch(/收到/)
  const votes = () => bot.brain.database.prepare('SELECT member, reaction FROM votes ORDER BY reaction').all()
  await discord.until(() => votes().length === 2)
  expect(votes()).toEqual([
    { member: guild.owner.id, reaction: 'down' },
    { member: anna.id, reaction: 'up' },
  ])
  const other = world.channel(guild, { name: '二' })
  world.say(anna, other, '考试考砸了')
  world.delete(await discord.nextSent(other))
  await discord.until(() => votes().length === 3)
  expect(bot.brain.database.prepare("SELECT count(*) FROM posts WHERE status = 'removed'").pluck().get()).toBe(1)
})

test('the person that a meme answers can remove it, others cannot', async () => {
  const staged = await stage()
  const { discord, world, guild, anna, bot } = staged
  const ben = world.member(guild)
  const { meme } = await spontaneous(staged)
  expect((await world.click(ben, meme, '🗑️')).text).toMatch(/只有/)
  expect(meme.deleted).toBe(false)
  await world.click(anna, meme, '🗑️')
  await discord.until(() => meme.deleted)
  // Asked for by one, it answers another: both may.
  for (const remover of [anna, ben]) {
    const place = world.channel(guild, { name: '又一个' })
    const said = world.say(anna, place, '考试考砸了')
    const own = await discord.nextSent(place)
    await world.contextMenu(ben, place, '配个表情', said)
    const asked = await discord.nextSent(place)
    await noted(discord, bot, asked)
    expect([memeIn(own)?.id === memeIn(asked)?.id, asked.replyTo]).toEqual([false, said])
    await world.click(remover, asked, '🗑️')
    await discord.until(() => asked.deleted)
  }
})

test('/meme add and 添加到表情库 take pictures into a queue; a moderator edits and approves, and it is used here at once', async () => {
  const { discord, world, guild, channel, anna, boss } = await stage({ ...SHY, TARGET_RATE: '0.25' })
  const image = world.attachment({ name: '猫.png', bytes: await honestPicture(11) })
  const added = await world.command(anna, channel, 'meme add', {
    image,
    words: '量子波动速读',
    scene: '看书特别快的时候',
  })
  expect([added.ephemeral, /审核/.test(added.text)]).toEqual([true, true])
  expect((await world.command(anna, channel, 'meme add', { image })).text).toMatch(/已经/)
  const gif = world.attachment({ name: '动.gif', bytes: await honestPicture(12, 'gif'), type: 'image/gif' })
  const post = world.say(anna, channel, '', { attachments: [gif] })
  expect((await world.contextMenu(anna, channel, '添加到表情库', post)).text).toMatch(/审核/)
  const sticker = world.sticker(guild, { name: '捂脸', file: await honestPicture(13) })
  const stuck = world.say(anna, channel, '', { stickers: [sticker] })
  await world.contextMenu(anna, channel, '添加到表情库', stuck)
  expect((await world.command(anna, channel, 'meme review')).text).toMatch(/权限/)
  expect((await world.command(anna, channel, 'meme find', { text: '量子波动速读' })).text).not.toContain('量子波动速读')

  const card = await world.command(boss, channel, 'meme review')
  expect(card.text).toContain('量子波动速读')
  expect(card.text).toMatch(/还有 [23] 张/)
  const form = await world.click(boss, card.message!, '修改')
  const examples = [
    '这本书我一分钟看完',
    '你翻页也太快了',
    '考前一晚看完整本',
    '他看书像在扇风',
    '作业十分钟写完',
    '一目十行',
    '你真看进去了吗',
    '速读班毕业的',
  ]
  const bad = await world.submit(boss, channel, form.modal, { examples: '只有一句' }, card.message!)
  expect(bad.text).toMatch(/8/)
  await world.submit(
    boss,
    channel,
    form.modal,
    { scenario: '有人说自己看书特别快', examples: examples.join('\n') },
    card.message!,
  )
  const approved = await world.click(boss, card.message!, '通过')
  if (!approved.updated) await approved.next()
  expect(approved.text).toMatch(/通过/)
  const choices = await world.autocomplete(anna, channel, 'meme find', { text: '量子波动速读' }, 'text')
  expect(choices.map(({ name }) => name)).toContain('量子波动速读')
  expect(choices[0]!.name).toContain('量子波动速读')
  const rejected = await world.click(boss, card.message!, '拒绝')
  if (!rejected.updated) await rejected.next()
  expect(rejected.text).toMatch(/拒绝/)
  expect(discord.violations()).toEqual([])
})

test('/meme block, unblock and takedown keep a picture away, by content and by look, at once', async () => {
  const staged = await stage()
  const { discord, world, guild, channel, anna, boss } = staged
  const { meme } = await spontaneous(staged)
  const { id, caption } = memeIn(meme)!
  const finds = async () =>
    (await world.autocomplete(anna, channel, 'meme find', { text: caption }, 'text')).map(({ value }) => value)
  expect(await finds()).toContain(id)
  expect((await world.command(anna, channel, 'meme block', { meme: id })).text).toMatch(/权限/)
  await world.command(boss, channel, 'meme block', { meme: id })
  expect(await finds()).not.toContain(id)
  await world.command(boss, channel, 'meme unblock', { meme: id })
  expect(await finds()).toContain(id)
  const taken = await world.command(boss, channel, 'meme takedown', { message: meme.id })
  expect(taken.text).toMatch(/下架/)
  expect(meme.deleted).toBe(true)
  expect(await finds()).not.toContain(id)
  // The same picture, packed anew and a little smaller, is the same picture.
  const again = await sharp(meme.attachments[0]!.bytes).resize({ width: 300 }).jpeg({ quality: 70 }).toBuffer()
  const image = world.attachment({ name: 'x.jpg', bytes: again, type: 'image/jpeg' })
  expect((await world.command(anna, channel, 'meme add', { image })).text).toMatch(/屏蔽/)
  const elsewhere = world.guild({ name: '别的群' })
  const there = world.channel(elsewhere, { name: '闲聊' })
  await discord.until(() => discord.sessions()[0]!.socket !== undefined)
  const choices = await world.autocomplete(elsewhere.owner, there, 'meme find', { text: caption }, 'text')
  expect(choices.map(({ value }) => value)).toContain(id)
  expect(guild.channels.size).toBe(1)
})

test('/meme stats shows rates and favourites with a chart', async () => {
  const staged = await stage()
  const { world, channel, anna } = staged
  const { meme } = await spontaneous(staged)
  await world.click(anna, meme, '👍')
  const stats = await world.command(anna, channel, 'meme stats')
  expect(stats.text).toContain(memeIn(meme)!.caption.slice(0, 4))
  expect(await isPicture(stats)).toBe(true)
})

test('/meme privacy: not to be read, no memes, my data exported and deleted', async () => {
  const staged = await stage()
  const { discord, world, guild, channel, anna, bot } = staged
  const { meme } = await spontaneous(staged)
  await world.click(anna, meme, '👍')
  const panel = await world.command(anna, channel, 'meme privacy')
  expect(panel.ephemeral).toBe(true)
  const exported = await world.click(anna, panel.message!, '导出我的数据')
  const data = JSON.parse(exported.message!.attachments[0]!.bytes.toString())
  expect(data.votes).toMatchObject([{ member: anna.id, reaction: 'up' }])
  expect(JSON.stringify(data)).not.toContain('又要加班了')
  await world.click(anna, panel.message!, '删除我的数据')
  const rows = bot.brain.database.prepare('SELECT count(*) FROM votes WHERE member = ?').pluck().get(anna.id)
  expect(rows).toBe(0)

  await world.click(anna, panel.message!, '不要用表情回我')
  const quiet = world.channel(guild, { name: '二' })
  world.say(anna, quiet, '考试考砸了')
  await discord.until(() => bot.conversations.records(`discord:${guild.id}:${quiet.id}`).length === 1)
  expect(bot.conversations.records(`discord:${guild.id}:${quiet.id}`)[0]!.decision.reason).toBe('opted-out')
  await world.click(anna, panel.message!, '不要读我的消息')
  const deaf = world.channel(guild, { name: '三' })
  const other = world.member(guild)
  world.say(anna, deaf, '考试考砸了')
  const said = world.say(other, deaf, '哈哈哈哈笑死我了')
  expect((await discord.nextSent(deaf)).replyTo).toBe(said)
  expect(bot.conversations.records(`discord:${guild.id}:${deaf.id}`)).toHaveLength(1)
})

test('a new guild is silent until somebody who may manage it has chosen channels and a rate', async () => {
  const { discord, world, bot } = await stage({ ...EAGER, DISCORD_AUTO_ENABLE: 'false' })
  const guild = world.guild({ name: '新来的群' })
  const [one, two] = [world.channel(guild, { name: '甲' }), world.channel(guild, { name: '乙' })]
  const guest = world.member(guild)
  world.say(guest, one, '又要加班了')
  await discord.until(() => bot.conversations.records(`discord:${guild.id}:${one.id}`).length > 0)
  expect(discord.sent(one)).toEqual([])
  expect((await world.command(guest, one, 'meme setup')).text).toMatch(/权限/)
  const panel = await world.command(guild.owner, one, 'meme setup')
  const menus = componentsOf(panel.message!).filter(({ type }) => type === 8 || type === 3)
  await world.select(guild.owner, panel.message!, String(menus.find(({ type }) => type === 8)!.custom_id), [two])
  await world.select(guild.owner, panel.message!, String(menus.find(({ type }) => type === 3)!.custom_id), ['0.2'])
  await world.click(guild.owner, panel.message!, '开始')
  const first = await discord.nextSent(two)
  expect(memeIn(first)).toBeDefined()
  world.say(guest, one, '考试考砸了')
  await discord.until(() => bot.conversations.records(`discord:${guild.id}:${one.id}`).length > 1)
  expect(discord.sent(one)).toEqual([])
})

test('/meme doctor lists what is missing where', async () => {
  const { world, guild, channel, anna, boss } = await stage(SHY)
  const bad = world.channel(guild, { name: '缺权限', deny: [Flag.AttachFiles, Flag.ReadMessageHistory] })
  expect((await world.command(anna, channel, 'meme doctor')).text).toMatch(/权限/)
  const report = await world.command(boss, channel, 'meme doctor')
  expect(report.text).toContain(bad.id)
  expect(report.text).not.toContain(`❌ <#${channel.id}>`)
  expect(report.text).toMatch(/文件/)
})
