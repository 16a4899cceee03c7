import { MessageType } from 'discord.js'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { botInside } from './bot-inside.ts'
import { startBot, withIndexedLibrary } from './bot-process.ts'
import { fakeLanguageModel } from './fake-llm.ts'
import { honestPicture } from './hostile-files.ts'
import { memeIn } from './library.ts'
import { EAGER, SHY } from './settings.ts'
import { fakeDiscord } from './vitest.ts'

const library = withIndexedLibrary()

async function stage(env: Record<string, string>, options: Parameters<typeof fakeDiscord>[0] = {}) {
  const discord = await fakeDiscord(options)
  const { world } = discord
  const guild = world.guild({ name: '摸鱼群' })
  const channel = world.channel(guild, { name: '闲聊' })
  const [anna, ben] = [world.member(guild, { name: '小安' }), world.member(guild, { name: '阿本' })]
  const bot = await botInside(discord, library.copy(), env)
  return { discord, world, guild, channel, anna, ben, bot }
}

test('channels, threads and direct messages get memes: real attachments, replies that ping nobody, never after typing', async () => {
  const { discord, world, channel, anna } = await stage(EAGER)
  const places = [channel, world.thread(channel, { name: '吐槽' }), world.dm(anna)]
  for (const [index, place] of places.entries()) {
    const said = world.say(anna, place, ['又要加班了', '考试考砸了', '饿死了什么时候吃饭'][index]!)
    const sent = await discord.nextSent(place)
    expect(memeIn(sent), place.name).toBeDefined()
    expect(sent.replyTo).toBe(said)
    expect(sent.pings).toEqual({ everyone: false, roles: [], people: [], reply: false })
    expect(sent.content).toBe('')
    expect(discord.typing(place)).toEqual([])
  }
})

test('animated memes stay animated', async () => {
  const { discord, world, guild, anna } = await stage(EAGER)
  const animated: boolean[] = []
  for (const text of [
    '早上好呀',
    '哈哈哈哈笑死我了',
    '恭喜恭喜',
    '下班啦',
    '我太难了',
    '晚安大家',
    '太强了吧',
    '吃瓜看戏',
  ]) {
    // The first message of a channel that is new to the bot gets a meme for sure.
    const channel = world.channel(guild, { name: text })
    world.say(anna, channel, text)
    const sent = await discord.nextSent(channel)
    const meme = memeIn(sent)!
    const { pages = 1 } = await sharp(sent.attachments[0]!.bytes).metadata()
    expect(pages).toBe(meme.frames)
    animated.push(pages > 1)
  }
  expect(animated).toContain(true)
})

test('bots, webhooks and the platform itself are not answered', async () => {
  const { discord, world, guild, channel, anna } = await stage(EAGER)
  const robot = world.member(guild, { name: '别的机器人', bot: true })
  world.say(robot, channel, '又要加班了')
  world.say(anna, channel, '又要加班了', { webhook: true })
  for (const type of [MessageType.UserJoin, MessageType.GuildBoost, MessageType.ChannelPinnedMessage]) {
    world.say(anna, channel, type === MessageType.UserJoin ? '' : '又要加班了', { type })
  }
  const said = world.say(anna, channel, '考试考砸了')
  const sent = await discord.nextSent(channel)
  expect(sent.replyTo).toBe(said)
  expect(discord.sent(channel)).toHaveLength(1)
})

test('lines of one member in a row are one thought; somebody else ends it', async () => {
  const { discord, world, channel, anna, ben } = await stage({ ...EAGER, QUIET_MILLISECONDS: '400' })
  world.say(anna, channel, '我今天')
  world.say(anna, channel, '又要')
  const last = world.say(anna, channel, '加班到十二点')
  world.say(ben, channel, '哈')
  expect((await discord.nextSent(channel, { timeout: 300 })).replyTo).toBe(last)
})

test('an edit is what counts, and a deleted message is never answered', async () => {
  const { discord, world, channel, anna, ben } = await stage({ ...EAGER, QUIET_MILLISECONDS: '500' })
  const gone = world.say(anna, channel, '又要加班了')
  world.delete(gone)
  const said = world.say(ben, channel, '哈')
  world.edit(said, '考试考砸了')
  const sent = await discord.nextSent(channel)
  expect(sent.replyTo).toBe(said)
  expect(discord.sent(channel)).toHaveLength(1)
})

test('who mentions the bot or answers it gets words, after typing, as a reply that pings nobody', async () => {
  const { discord, world, channel, anna } = await stage(SHY)
  const said = world.say(anna, channel, `${world.mention(discord.bot)} 你好呀`)
  const words = await discord.nextSent(channel)
  expect(words.content).not.toBe('')
  expect(words.replyTo).toBe(said)
  expect(words.pings).toEqual({ everyone: false, roles: [], people: [], reply: false })
  expect(discord.typing(channel).length).toBeGreaterThan(0)
  expect(discord.typing(channel)[0]).toBeLessThanOrEqual(words.at)
  world.say(anna, channel, '再说一句', { replyTo: words })
  expect((await discord.nextSent(channel)).content).not.toBe('')
  world.say(anna, channel, '不是对你说的')
  world.say(anna, channel, `${world.mention(discord.bot)} 还在吗`)
  await discord.nextSent(channel)
  expect(discord.sent(channel)).toHaveLength(3)
})

test('the language model is told everything in words: stickers, emoji, pictures, edits, and what the bot itself sent', async () => {
  const model = await fakeLanguageModel()
  const { discord, world, guild, channel, anna, ben } = await stage({
    ...EAGER,
    ...model.env,
    MINIMUM_GAP: '4',
    TARGET_RATE: '0.2',
  })
  world.say(anna, channel, '又要加班了')
  const meme = await discord.nextSent(channel)
  const sticker = world.sticker(guild, { name: '大哭', file: await honestPicture(1) })
  world.say(ben, channel, '', { stickers: [sticker] })
  const emoji = world.emoji(guild, 'doge')
  world.say(anna, channel, `看 <:doge:${emoji.id}>`)
  world.say(ben, channel, '', { attachments: [world.attachment({ name: 'a.png', bytes: await honestPicture(2) })] })
  const wrong = world.say(anna, channel, '打错子了')
  world.edit(wrong, '打错字了')
  const secret = world.say(ben, channel, '这句当我没说')
  world.delete(secret)
  model.answer('我在呢')
  world.say(anna, channel, `${world.mention(discord.bot)} 你刚才发了什么`)
  await discord.until(() => discord.sent(channel).some(({ content }) => content.includes('我在呢')))
  const told = JSON.stringify(model.asked.at(-1)!.messages)
  for (const part of [memeIn(meme)!.caption, '大哭', 'doge', '图片', '打错字了', '你刚才发了什么'])
    expect(told).toContain(part)
  for (const part of ['打错子了', '这句当我没说', '<@', emoji.id, '小安']) expect(told).not.toContain(part)
})

test('without the Message Content intent it works by mention, command and menu, and says what is missing', async () => {
  const discord = await fakeDiscord({ refusedIntents: ['MessageContent'] })
  const { world } = discord
  const guild = world.guild({ name: '摸鱼群' })
  const channel = world.channel(guild, { name: '闲聊' })
  const anna = world.member(guild, { name: '小安' })
  const bot = await startBot(discord, library.copy(), { env: { ...SHY, TARGET_RATE: '0.1' } })
  expect(bot.written.err).toMatch(/Message Content/)
  world.say(anna, channel, '这句看不见')
  world.say(anna, channel, `${world.mention(discord.bot)} 你好呀`)
  await discord.until(() => discord.sent(channel).some(({ content }) => content !== ''))
  expect((await world.command(guild.owner, channel, 'meme doctor')).text).toMatch(/Message Content/)
  expect((await world.command(anna, channel, 'meme help')).text).toMatch(/Message Content/)
  const said = world.say(anna, channel, '又要加班了')
  await world.contextMenu(anna, channel, '配个表情', said)
  expect(discord.sent(channel).some(message => memeIn(message) && message.replyTo === said)).toBe(true)
  expect(bot.written.err + bot.written.out).not.toMatch(/你好呀|又要加班/)
}, 90_000)
