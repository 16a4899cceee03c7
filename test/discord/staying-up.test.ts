import { PermissionFlagsBits as Flag } from 'discord.js'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { botInside } from './bot-inside.ts'
import { withIndexedLibrary } from './bot-process.ts'
import { memeIn } from './library.ts'
import { LINES } from './lines.ts'
import { EAGER } from './settings.ts'
import { fakeDiscord } from './vitest.ts'

const library = withIndexedLibrary()
const POST = 'POST /channels/{channel_id}/messages' as const

async function stage(env: Record<string, string> = {}, options: Parameters<typeof fakeDiscord>[0] = {}) {
  const discord = await fakeDiscord(options)
  const { world } = discord
  const guild = world.guild({ name: '摸鱼群' })
  const channel = world.channel(guild, { name: '闲聊' })
  const anna = world.member(guild, { name: '小安' })
  const bot = await botInside(discord, library.copy(), { ...EAGER, ...env })
  // The first message of a channel that is new to the bot gets a meme for sure; later ones have to be among the better ones.
  const fresh = () => world.channel(guild, { name: '又一个' })
  return { discord, world, guild, channel, anna, bot, fresh }
}

test('what was said while the connection was down is answered after the resume, once', async () => {
  const { discord, world, channel, anna, fresh } = await stage()
  const other = fresh()
  world.say(anna, channel, LINES[0]!)
  await discord.nextSent(channel)
  discord.gateway.cut()
  const missed = world.say(anna, other, LINES[1]!)
  expect((await discord.nextSent(other)).replyTo).toBe(missed)
  expect(discord.sessions().some(({ resumed }) => resumed === 1)).toBe(true)
  expect([discord.sent(channel).length, discord.sent(other).length]).toEqual([1, 1])
})

test('rate limits, 5xx and slow answers delay a meme, and neither lose nor double it', async () => {
  const { discord, world, anna, fresh } = await stage()
  const troubles = [
    { status: 429, retryAfter: 0.1 },
    { status: 502 },
    { delay: 400 },
    { status: 429, retryAfter: 0.1, global: true },
  ]
  for (const [index, trouble] of troubles.entries()) {
    discord.script(POST, trouble)
    const channel = fresh()
    const said = world.say(anna, channel, LINES[index]!)
    expect((await discord.nextSent(channel)).replyTo).toBe(said)
    await discord.until(() => discord.requests(POST).at(-1)?.status === 200)
    expect(discord.sent(channel)).toHaveLength(1)
  }
})

test('an answer that is lost on the way back does not make a second meme', async () => {
  const { discord, world, channel, anna, bot } = await stage()
  discord.script(POST, { lost: true })
  world.say(anna, channel, LINES[0]!)
  const [{ id }] = [await discord.nextSent(channel)]
  await discord.until(() => discord.requests(POST).length >= 2)
  // It knows the one message by its id: a vote on it counts.
  const known = () => bot.brain.database.prepare('SELECT status FROM posts WHERE message = ?').pluck().get(id)
  await discord.until(() => known() === 'sent')
  expect(discord.sent(channel)).toHaveLength(1)
})

test('a meme too large for the guild is made smaller, or the next one goes', async () => {
  const { discord, world, guild, channel, anna } = await stage()
  guild.uploadLimit = 14_000
  const said = world.say(anna, channel, LINES[0]!)
  const sent = await discord.nextSent(channel)
  expect(sent.replyTo).toBe(said)
  const [attachment] = sent.attachments
  expect(attachment!.bytes.length).toBeLessThanOrEqual(14_000)
  expect((await sharp(attachment!.bytes).metadata()).width).toBeGreaterThan(8)
  expect(discord.requests(POST).some(({ status }) => status === 413)).toBe(true)
})

test('a channel that is gone and permissions that are lost end nothing but that one meme', async () => {
  const { discord, world, guild, channel, anna, bot } = await stage()
  discord.script(POST, { code: 10003 })
  world.say(anna, channel, LINES[0]!)
  await discord.until(() => discord.requests(POST).length === 1)
  const other = world.channel(guild, { name: '另一个' })
  world.say(anna, other, LINES[1]!)
  await discord.nextSent(other)
  world.setPermissions(other, guild.everyone, { deny: Flag.AttachFiles })
  world.say(anna, other, LINES[2]!)
  const third = world.channel(guild, { name: '第三个' })
  world.say(anna, third, LINES[3]!)
  await discord.nextSent(third)
  // It looked before it decided: no request was refused.
  expect(discord.requests(POST).filter(({ status }) => status === 403)).toEqual([])
  expect(discord.sent(other)).toHaveLength(1)
  world.removeChannel(third)
  const fourth = world.channel(guild, { name: '第四个' })
  world.say(anna, fourth, LINES[4]!)
  await discord.nextSent(fourth)
  expect(bot.client.isReady()).toBe(true)
})

test('a burst of 1,000 messages in a second is decided on together, in order, in bounded memory', async () => {
  const { discord, world, guild, channel, bot } = await stage({ TARGET_RATE: '0.25', MINIMUM_GAP: '3' })
  const people = Array.from({ length: 40 }, (_, index) => world.member(guild, { name: `群友${index}` }))
  const quiet = world.channel(guild, { name: '旁边' })
  const before = process.memoryUsage().heapUsed
  const began = performance.now()
  const said = Array.from({ length: 1000 }, (_, index) =>
    world.say(people[index % 40]!, channel, `${LINES[index % 10]}${index}`),
  )
  const aside = world.say(people[0]!, quiet, LINES[0]!)
  const spoken = performance.now() - began
  expect((await discord.nextSent(quiet, { timeout: 30_000 })).replyTo).toBe(aside)
  await discord.until(() => bot.conversations.backlog() === 0, { timeout: 30_000 })
  await discord.until(
    () =>
      bot.conversations
        .records(`discord:${guild.id}:${channel.id}`)
        .some(({ messages }) => messages.includes(said.at(-1)!.id)),
    { timeout: 30_000 },
  )
  const records = bot.conversations.records(`discord:${guild.id}:${channel.id}`)
  const heard = records.flatMap(({ messages }) => messages)
  expect(spoken).toBeLessThan(1000)
  expect(records.length).toBeLessThan(200)
  expect(heard).toEqual([...heard].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1)))
  const answered = discord.sent(channel).map(({ replyTo }) => BigInt(replyTo!.id))
  expect(answered).toEqual([...answered].sort((a, b) => (a < b ? -1 : 1)))
  expect(new Set(answered).size).toBe(answered.length)
  expect(discord.sent(channel).length).toBeLessThanOrEqual(1.15 * 0.25 * 1000)
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * 2 ** 20)
}, 90_000)

test('two shards in one process serve their guilds, and resume each for itself', async () => {
  const discord = await fakeDiscord({ shards: 2 })
  const { world } = discord
  const guilds = Array.from({ length: 4 }, (_, index) => world.guild({ name: `群${index}` }))
  const people = guilds.map(guild => world.member(guild))
  await botInside(discord, library.copy(), EAGER)
  await discord.until(() => new Set(discord.sessions().map(({ shard }) => shard[0])).size === 2)
  const round = async (line: string) => {
    const channels = guilds.map(guild => world.channel(guild, { name: line }))
    for (const [index, channel] of channels.entries()) world.say(people[index]!, channel, line)
    for (const channel of channels) expect(memeIn(await discord.nextSent(channel))).toBeDefined()
  }
  await round(LINES[0]!)
  discord.disconnect({ shard: 1 })
  await round(LINES[1]!)
  expect(discord.sessions().find(({ shard }) => shard[0] === 0)!.resumed).toBe(0)
})
