import {
  AttachmentBuilder,
  Events,
  PermissionFlagsBits as Flag,
  GatewayIntentBits as Intent,
  type Message,
  MessageFlags,
} from 'discord.js'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { loggedIn, nextEvent } from './client.ts'
import { fakeDiscord } from './vitest.ts'

// The fake itself, seen through the plain discord.js client.

const picture = () =>
  sharp({ create: { width: 8, height: 6, channels: 3, background: 'tomato' } })
    .png()
    .toBuffer()

async function stage(options: Parameters<typeof fakeDiscord>[0] = {}) {
  const discord = await fakeDiscord(options)
  const guild = discord.world.guild({ name: '摸鱼群' })
  const channel = discord.world.channel(guild, { name: '闲聊' })
  const anna = discord.world.member(guild, { name: '小安' })
  return { discord, world: discord.world, guild, channel, anna }
}

test('a client logs in, knows its guilds, and hears and answers messages', async () => {
  const { discord, world, guild, channel, anna } = await stage()
  const client = await loggedIn(discord)
  expect(client.guilds.cache.get(guild.id)?.name).toBe('摸鱼群')
  expect(client.guilds.cache.get(guild.id)?.channels.cache.has(channel.id)).toBe(true)
  client.on(Events.MessageCreate, message => {
    if (!message.author.bot) void message.reply({ content: `听到：${message.content}`, files: [] })
  })
  const said = world.say(anna, channel, '又要加班了')
  const reply = await discord.nextSent(channel)
  expect(reply.content).toBe('听到：又要加班了')
  expect(reply.replyTo).toBe(said)
  expect(reply.pings).toMatchObject({ reply: true })
})

test('uploads arrive as multipart, byte for byte, and are served by the CDN', async () => {
  const { discord, channel } = await stage()
  const client = await loggedIn(discord)
  const bytes = await picture()
  const target = await client.channels.fetch(channel.id)
  if (!target?.isSendable()) throw new Error('not sendable')
  const made = await target.send({ files: [new AttachmentBuilder(bytes, { name: '加班.png', description: '累' })] })
  const [sent] = discord.sent(channel)
  expect(sent!.attachments[0]!.bytes.equals(bytes)).toBe(true)
  expect(made.attachments.first()).toMatchObject({ width: 8, height: 6, contentType: 'image/png', description: '累' })
  const fetched = await fetch(made.attachments.first()!.url)
  expect(Buffer.from(await fetched.arrayBuffer()).equals(bytes)).toBe(true)
  expect(discord.requests('POST /channels/{channel_id}/messages')[0]!.files[0]!.field).toBe('files[0]')
})

test('edits, deletes, reactions, threads, direct messages and typing are told', async () => {
  const { discord, world, channel, anna } = await stage()
  const client = await loggedIn(discord, {
    intents: [
      Intent.Guilds,
      Intent.GuildMessages,
      Intent.GuildMessageReactions,
      Intent.DirectMessages,
      Intent.MessageContent,
      Intent.GuildMessageTyping,
    ],
  })
  const said = world.say(anna, channel, '早')
  await nextEvent<Message>(client, Events.MessageCreate, ({ id }) => id === said.id)
  const edited = nextEvent<Message>(client, Events.MessageUpdate)
  world.edit(said, '早啊')
  expect((await edited).content).toBe('早')
  const reacted = nextEvent<{ emoji: { name: string } }>(client, Events.MessageReactionAdd)
  world.react(anna, said, '👍')
  expect((await reacted).emoji.name).toBe('👍')
  const deleted = nextEvent<Message>(client, Events.MessageDelete)
  world.delete(said)
  expect((await deleted).id).toBe(said.id)
  const thread = world.thread(channel, { name: '吐槽' })
  const inThread = nextEvent<Message>(client, Events.MessageCreate)
  world.say(anna, thread, '在吗')
  expect((await inThread).channel.isThread()).toBe(true)
  const direct = nextEvent<Message>(client, Events.MessageCreate)
  world.say(anna, world.dm(anna), '私聊')
  const message = await direct
  expect([message.inGuild(), message.content]).toEqual([false, '私聊'])
  await message.reply('好')
  expect(discord.sent(world.dm(anna))).toHaveLength(1)
  const typing = nextEvent<{ user: { id: string } }>(client, Events.TypingStart)
  world.type(anna, channel)
  expect((await typing).user.id).toBe(anna.id)
})

test('without the Message Content intent, content comes only with mentions, DMs and the bot itself', async () => {
  const { discord, world, channel, anna } = await stage({ refusedIntents: ['MessageContent'] })
  const client = await loggedIn(discord, { intents: [Intent.Guilds, Intent.GuildMessages, Intent.DirectMessages] })
  const heard: string[] = []
  client.on(Events.MessageCreate, ({ content }) => void heard.push(content))
  world.say(anna, channel, '说给大家')
  world.say(anna, channel, `${world.mention(discord.bot)} 说给你`)
  world.say(anna, world.dm(anna), '私聊')
  await discord.until(() => heard.length === 3)
  expect(heard).toEqual(['', `<@${discord.bot.id}> 说给你`, '私聊'])
})

test('a client that asks for a refused intent is turned away with 4014', async () => {
  const { discord } = await stage({ refusedIntents: ['MessageContent'] })
  await expect(loggedIn(discord)).rejects.toThrow(/disallowed intents/i)
})

test('a dropped connection is resumed, and what happened meanwhile is heard once and in order', async () => {
  const { discord, world, channel, anna } = await stage()
  const client = await loggedIn(discord)
  const heard: string[] = []
  client.on(Events.MessageCreate, ({ content }) => void heard.push(content))
  world.say(anna, channel, '一')
  await discord.until(() => heard.length === 1)
  discord.disconnect()
  world.say(anna, channel, '二')
  world.say(anna, channel, '三')
  await discord.until(() => heard.length === 3)
  discord.askToReconnect()
  world.say(anna, channel, '四')
  await discord.until(() => heard.length === 4)
  expect(heard).toEqual(['一', '二', '三', '四'])
  await discord.until(() => discord.sessions().reduce((sum, { resumed }) => sum + resumed, 0) === 2)
})

test('an invalidated session is followed by a new one', async () => {
  const { discord, world, channel, anna } = await stage()
  const client = await loggedIn(discord)
  discord.invalidate(false)
  await discord.until(
    () => discord.sessions().filter(({ over }) => !over).length === 1 && discord.sessions().length === 2,
  )
  const heard = nextEvent<Message>(client, Events.MessageCreate)
  world.say(anna, channel, '还在吗')
  expect((await heard).content).toBe('还在吗')
}, 20_000)

test('heartbeats are asked for and acknowledged; a deaf gateway is left and resumed', async () => {
  const { discord } = await stage({ heartbeatInterval: 150 })
  await loggedIn(discord)
  await discord.until(() => discord.gateway.beats >= 3)
  discord.deafen()
  await discord.until(() => discord.sessions().some(({ resumed }) => resumed > 0))
  discord.deafen(false)
})

test('two shards in one process share the guilds by their ids; direct messages go to the first', async () => {
  const discord = await fakeDiscord({ shards: 2 })
  const { world } = discord
  const guilds = Array.from({ length: 8 }, (_, index) => world.guild({ name: `群${index}` }))
  const client = await loggedIn(discord, { shards: 'auto' })
  await discord.until(() => client.guilds.cache.size === 8)
  const homes = new Set(client.guilds.cache.map(({ shardId }) => shardId))
  expect([...homes].sort()).toEqual([0, 1])
  for (const guild of guilds) {
    expect(client.guilds.cache.get(guild.id)!.shardId).toBe(Number((BigInt(guild.id) >> 22n) % 2n))
  }
})

test('ordered trouble happens: 429, 5xx, refusals, resets; the client retries what may be retried', async () => {
  const { discord, channel } = await stage()
  const client = await loggedIn(discord, { rest: { retries: 3 } })
  const target = await client.channels.fetch(channel.id)
  if (!target?.isSendable()) throw new Error('not sendable')
  const route = 'POST /channels/{channel_id}/messages' as const
  discord.script(route, { status: 429, retryAfter: 0.05 })
  discord.script(route, { status: 503 })
  await target.send('一')
  expect(discord.requests(route).map(({ status }) => status)).toEqual([429, 503, 200])
  discord.script(route, { code: 50013 })
  await expect(target.send('二')).rejects.toMatchObject({ code: 50013, status: 403 })
  discord.script(route, { reset: true, times: 9 })
  await expect(target.send('三')).rejects.toThrow()
  discord.clearScripts()
  expect(discord.sent(channel)).toHaveLength(1)
  discord.script(route, { lost: true })
  await target.send({ content: '四', nonce: 'once', enforceNonce: true })
  expect(discord.sent(channel).map(({ content }) => content)).toEqual(['一', '四'])
})

test('rate limits are announced and kept by the client', async () => {
  const { discord, channel } = await stage({ rateLimit: { messages: 2, seconds: 0.3 } })
  const client = await loggedIn(discord)
  const target = await client.channels.fetch(channel.id)
  if (!target?.isSendable()) throw new Error('not sendable')
  await Promise.all(['一', '二', '三', '四', '五'].map(text => target.send(text)))
  expect(discord.sent(channel).map(({ content }) => content)).toEqual(['一', '二', '三', '四', '五'])
  const times = discord
    .requests('POST /channels/{channel_id}/messages')
    .filter(({ status }) => status === 200)
    .map(({ at }) => at)
  expect(times[4]! - times[0]!).toBeGreaterThanOrEqual(500)
})

test('Discord refuses what it refuses: channels gone, permissions missing, files too large', async () => {
  const { discord, world, guild, channel } = await stage()
  const client = await loggedIn(discord)
  const secret = world.channel(guild, { name: '密室', deny: Flag.ViewChannel })
  const silent = world.channel(guild, { name: '公告', deny: Flag.SendMessages })
  const send = (id: string, body: object = { content: '喂' }, files: Array<{ name: string; data: Buffer }> = []) =>
    client.rest.post(`/channels/${id}/messages`, { body, files })
  await expect(send(secret.id)).rejects.toMatchObject({ code: 50001 })
  await expect(send(silent.id)).rejects.toMatchObject({ code: 50013 })
  await expect(send(channel.id, { content: '' })).rejects.toMatchObject({ code: 50006 })
  guild.uploadLimit = 1000
  await expect(send(channel.id, {}, [{ name: 'a.png', data: Buffer.alloc(1001) }])).rejects.toMatchObject({
    code: 40005,
    status: 413,
  })
  world.removeChannel(channel)
  await expect(send(channel.id)).rejects.toMatchObject({ code: 10003 })
})

test('what breaks the description is noted', async () => {
  const { discord, channel } = await stage()
  const client = await loggedIn(discord)
  await client.rest.post(`/channels/${channel.id}/messages`, { body: { content: '好', tts: 'yes' } })
  await client.rest.get('/guilds/x/nonsense').catch(() => {})
  expect(discord.violations().some(fault => fault.includes('/tts must be boolean'))).toBe(true)
  expect(discord.violations().some(fault => fault.includes('no operation'))).toBe(true)
  discord.violations().length = 0
})

test('mentions ping only as far as allowed_mentions lets them', async () => {
  const { discord, channel, anna } = await stage()
  const client = await loggedIn(discord)
  const content = `@everyone <@${anna.id}> <@&123> \`@here\``
  const post = (body: object) => client.rest.post(`/channels/${channel.id}/messages`, { body })
  await post({ content })
  await post({ content, allowed_mentions: { parse: [] } })
  await post({ content: '`@everyone`', flags: MessageFlags.SuppressNotifications })
  expect(discord.sent(channel).map(({ pings }) => [pings.everyone, pings.people.length, pings.roles.length])).toEqual([
    [true, 1, 1],
    [false, 0, 0],
    [false, 0, 0],
  ])
})
