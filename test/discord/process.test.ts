import { setTimeout as sleep } from 'node:timers/promises'
import { PermissionFlagsBits as Flag } from 'discord.js'
import { expect, test } from 'vitest'
import { seededRandom } from '../../src/random.ts'
import { readChannel } from '../../src/storage/channels.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { startBot, withIndexedLibrary } from './bot-process.ts'
import { launch } from './launch.ts'
import { memeIn } from './library.ts'
import { LINES } from './lines.ts'
import type { FakeDiscord } from './server.ts'
import { EAGER } from './settings.ts'
import { fakeDiscord } from './vitest.ts'

const library = withIndexedLibrary()
const POST = 'POST /channels/{channel_id}/messages' as const
function stage(discord: FakeDiscord) {
  const { world } = discord
  const guild = world.guild({ name: '摸鱼群' })
  const channel = world.channel(guild, { name: '闲聊' })
  const boss = world.member(guild, { name: '群管', permissions: Flag.ManageGuild })
  const anna = world.member(guild, { name: '小安' })
  return { world, guild, channel, boss, anna }
}

test('killed in the middle of everything and started again, it knows what it knew and sends nothing twice', async () => {
  const discord = await fakeDiscord()
  const { world, guild, channel, boss, anna } = stage(discord)
  const folder = library.copy()
  const env = { ...EAGER, TARGET_RATE: '0.25', MINIMUM_GAP: '0' }
  let bot = await startBot(discord, folder, { env })
  await world.command(boss, channel, 'meme settings', { rate: 50, gap: 1, persona: '记得我' })
  const first = world.say(anna, channel, LINES[0]!)
  const meme = await discord.nextSent(channel)
  await discord.until(() => discord.requests(POST).at(-1)?.status === 200)
  await world.click(anna, meme, '👍')

  const random = seededRandom(9)
  const places = Array.from({ length: 8 }, (_, index) => world.channel(guild, { name: `频道${index}` }))
  const said = [first]
  for (let round = 0; round < 3; round += 1) {
    // One upload is done at Discord, whose answer is held back: the process dies without knowing.
    discord.script(POST, { late: 60_000, where: ({ files }) => files.length > 0 && round === 1 })
    discord.script(POST, { lost: true, where: ({ files }) => files.length > 0 && round === 2 })
    for (let index = 0; index < 30; index += 1) {
      said.push(world.say(anna, places[Math.floor(random() * places.length)]!, LINES[index % LINES.length]!))
      await sleep(10)
    }
    await sleep(100 * (round + 1))
    await bot.kill()
    discord.clearScripts()
    bot = await startBot(discord, folder, { env })
  }
  for (const place of [channel, ...places]) said.push(world.say(anna, place, LINES[1]!))
  const after = world.channel(guild, { name: '之后' })
  said.push(world.say(anna, after, LINES[2]!))
  await discord.nextSent(after)
  await discord.until(() => discord.requests(POST).at(-1)?.status !== undefined)
  expect((await world.command(boss, channel, 'meme settings')).text).toMatch(/50%[\s\S]*记得我/)
  expect((await world.command(anna, channel, 'meme stats')).text).toContain(memeIn(meme)!.caption.slice(0, 3))
  expect((await world.command(anna, channel, 'meme why', { message: meme.id })).text).toContain(memeIn(meme)!.caption)
  expect(await bot.stop()).toBe(0)

  const all = [channel, ...places, after].flatMap(place => discord.sent(place))
  const answered = all.map(({ replyTo }) => replyTo!.id)
  expect(new Set(answered).size).toBe(answered.length)
  expect(answered.every(id => said.some(message => message.id === id))).toBe(true)
  const database = await openDatabase(folder)
  const noted = database.prepare("SELECT message FROM posts WHERE status = 'sent'").pluck().all()
  // Every meme that is there is known, whoever was killed while it was sent; and each is in its channel's state.
  expect([...noted].sort()).toEqual(all.map(({ id }) => id).sort())
  for (const place of [channel, ...places, after]) {
    const state = readChannel(database, `discord:${guild.id}:${place.id}`)
    expect(state.delivered.map(({ id }) => id)).toEqual(discord.sent(place).map(message => memeIn(message)!.id))
  }
  expect(database.driver.pragma('integrity_check', { simple: true })).toBe('ok')
  await database.close()
}, 240_000)

test('SIGTERM ends it gracefully, with what is under way finished', async () => {
  const discord = await fakeDiscord()
  const { world, channel, anna } = stage(discord)
  const bot = await startBot(discord, library.copy(), { env: EAGER })
  discord.script(POST, { delay: 500 })
  world.say(anna, channel, LINES[0]!)
  await discord.until(() => discord.requests(POST).length === 1)
  const began = performance.now()
  expect(await bot.stop()).toBe(0)
  expect(performance.now() - began).toBeLessThan(15_000)
  expect(discord.sent(channel)).toHaveLength(1)
  expect(discord.sessions().every(({ socket }) => socket === undefined)).toBe(true)
}, 90_000)

test('with a token, the page and the bot run together; health and metrics are on the page’s port', async () => {
  const discord = await fakeDiscord()
  const { world, channel, anna } = stage(discord)
  const bot = await startBot(discord, library.copy(), { env: EAGER, command: ['start', '--json'] })
  await discord.until(() => /"url":"http/.test(bot.written.out))
  const { url } = JSON.parse(bot.written.out.split('\n').find(line => line.includes('"url"'))!)
  world.say(anna, channel, LINES[0]!)
  await discord.nextSent(channel)
  const health = await fetch(`${url}/healthz`)
  expect([health.status, (await health.json()) as object]).toMatchObject([200, { discord: { connected: true } }])
  const metrics = await (await fetch(`${url}/metrics`)).text()
  for (const name of [
    'doutu_messages_total',
    'doutu_memes_sent_total',
    'doutu_decisions_total',
    'doutu_quiet_to_upload_seconds_bucket',
    'process_resident_memory_bytes',
  ])
    expect(metrics).toContain(name)
  for (const secret of [anna.id, channel.id, '又要加班', discord.token]) expect(metrics).not.toContain(secret)
  expect((await fetch(url)).status).toBe(200)
  discord.refuseIntents('Guilds')
  for (const { socket } of discord.sessions()) socket?.terminate()
  expect(await bot.stop()).toBe(0)
}, 90_000)

test('what was said is in no log and in no file, unless the guild turned history on', async () => {
  const discord = await fakeDiscord()
  const { world, channel, anna } = stage(discord)
  const folder = library.copy()
  const bot = await startBot(discord, folder, { env: { ...EAGER, LOG_LEVEL: 'debug' } })
  const secret = '独一无二的秘密暗号七八九'
  world.say(anna, channel, `${secret}又要加班了`)
  await discord.nextSent(channel)
  discord.script(POST, { code: 50035 })
  world.say(anna, world.channel(channel.guild!, { name: '二' }), `${secret}，又出错了`)
  await discord.until(() => discord.requests(POST).length >= 2)
  await bot.stop()
  expect(bot.written.out + bot.written.err).not.toContain(secret)
  const database = await openDatabase(folder)
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[]
  for (const table of tables) {
    expect(JSON.stringify(database.prepare(`SELECT * FROM "${table}"`).all()), table).not.toContain(secret)
  }
  await database.close()
}, 90_000)

test('a refused token, and no token at all, are said in one sentence with what to do', async () => {
  const discord = await fakeDiscord()
  const folder = library.copy()
  const [wrong, none] = [
    launch(discord, folder, { DISCORD_TOKEN: 'bm8.bm8.bm8' }),
    launch(discord, folder, { DISCORD_TOKEN: '' }),
  ]
  expect(await wrong.ended).toBe(1)
  expect(wrong.written.err).toMatch(/refused the token[\s\S]*DISCORD_TOKEN/)
  expect(wrong.written.err).not.toContain('bm8.bm8.bm8')
  expect(await none.ended).not.toBe(0)
  expect(none.written.err).toMatch(/DISCORD_TOKEN is not set/)
}, 90_000)

test('doutu discord register registers the commands; the bot does so only when they changed', async () => {
  const discord = await fakeDiscord()
  const folder = library.copy()
  const register = launch(discord, folder, {}, ['discord', 'register', '--json'])
  expect(await register.ended, register.written.err).toBe(0)
  expect(JSON.parse(register.written.out)).toMatchObject({ commands: ['meme', '配个表情', '添加到表情库'] })
  expect(discord.commands()).toHaveLength(3)
  const bot = await startBot(discord, folder)
  await bot.stop()
  expect(discord.requests('PUT /applications/{application_id}/commands')).toHaveLength(1)
}, 90_000)
