import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ComponentType, PermissionFlagsBits as Flag, InteractionType } from 'discord.js'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { botInside } from './bot-inside.ts'
import { withIndexedLibrary } from './bot-process.ts'
import { fakeLanguageModel } from './fake-llm.ts'
import { gifBomb, honestPicture, IMPOSTORS, pngBomb } from './hostile-files.ts'
import { EAGER, SHY } from './settings.ts'
import { fakeDiscord } from './vitest.ts'
import { componentsOf } from './world/components.ts'

const library = withIndexedLibrary()

async function stage(env: Record<string, string> = EAGER) {
  const discord = await fakeDiscord()
  const { world } = discord
  const guild = world.guild({ name: '摸鱼群' })
  const channel = world.channel(guild, { name: '闲聊' })
  const boss = world.member(guild, { name: '群管', permissions: Flag.ManageGuild })
  const anna = world.member(guild, { name: '小安' })
  const bot = await botInside(discord, library.copy(), env)
  const pending = () => bot.brain.database.prepare("SELECT count(*) FROM memes WHERE state = 'review'").pluck().get()
  return { discord, world, guild, channel, boss, anna, bot, pending }
}

/** A web server that is not Discord's, and how often it was asked. */
async function stranger(): Promise<{ url: string; hits: () => number }> {
  let hits = 0
  const server = createServer((_, response) => {
    hits += 1
    response.end('hello')
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, hits: () => hits }
}

/** A message of the bot as Discord would send it, made up for an interaction that is forged. */
const rawMessage = (bot: string, id: string, channel: string) => ({
  id,
  channel_id: channel,
  author: { id: bot, username: 'doutu', discriminator: '0', avatar: null },
  content: '',
  timestamp: new Date().toISOString(),
  edited_timestamp: null,
  mentions: [],
  mention_roles: [],
  attachments: [],
  embeds: [],
  components: [],
  flags: 0,
  pinned: false,
  mention_everyone: false,
  tts: false,
  type: 0,
})

test('pictures that are none, too large, too many pixels or too slow are refused in a sentence, quickly, and nothing is kept', async () => {
  const { discord, world, channel, anna, pending } = await stage(SHY)
  const before = process.memoryUsage().rss
  const endless = discord.serve('/attachments/1/2/endless.png', () => {
    const piece = new Uint8Array(2 ** 16)
    return new Response(new ReadableStream({ pull: controller => controller.enqueue(piece) }), {
      headers: { 'content-type': 'image/png' },
    })
  })
  const files = {
    ...IMPOSTORS,
    'a PNG of 900 million pixels': pngBomb(),
    'a GIF of 3,600 million pixels and 20,000 frames': gifBomb(),
    'eleven megabytes': Buffer.concat([await honestPicture(1), Buffer.alloc(11 * 2 ** 20)]),
  }
  for (const [name, bytes] of Object.entries(files)) {
    for (const lie of [undefined, 100]) {
      const image = world.attachment({ name: 'x.png', bytes, ...(lie === undefined ? {} : { size: lie }) })
      const began = performance.now()
      const answer = await world.command(anna, channel, 'meme add', { image })
      expect(answer.text, name).toMatch(/不是|看不出|太大|太多|太小|取不下来/)
      expect(performance.now() - began, name).toBeLessThan(10_000)
    }
  }
  const image = world.attachment({ name: 'x.png', bytes: Buffer.alloc(9), url: endless })
  expect((await world.command(anna, channel, 'meme add', { image })).text).toMatch(/太大/)
  expect(pending()).toBe(0)
  expect(process.memoryUsage().rss - before).toBeLessThan(600 * 2 ** 20)
}, 120_000)

test('nothing is fetched from anywhere but Discord’s CDN, whatever the address looks like, and no redirect is followed', async () => {
  const { discord, world, channel, anna, boss, pending } = await stage(SHY)
  const elsewhere = await stranger()
  const { host } = new URL(elsewhere.url)
  const redirect = discord.serve('/attachments/1/2/redirect.png', () =>
    Response.redirect(`${elsewhere.url}/x.png`, 302),
  )
  const urls = [
    `${elsewhere.url}/attachments/1/2/x.png`,
    `http://cdn.discordapp.com@${host}/x.png`,
    `http://cdn.discordapp.com.${host}/x.png`,
    `http://localhost:${new URL(elsewhere.url).port}/x.png`,
    'file:///etc/passwd',
    'data:image/png;base64,iVBORw0KGgo=',
    'http://169.254.169.254/latest/meta-data',
    redirect,
  ]
  for (const url of urls) {
    const image = world.attachment({ name: 'x.png', bytes: await honestPicture(2), url })
    expect((await world.command(anna, channel, 'meme add', { image })).text, url).toMatch(/只收|取不下来/)
    const post = world.say(anna, channel, '', { attachments: [image] })
    expect((await world.contextMenu(anna, channel, '添加到表情库', post)).text, url).toMatch(/只收|取不下来/)
    expect((await world.command(boss, channel, 'meme takedown', { image })).text, url).toMatch(/只收|取不下来/)
  }
  expect(elsewhere.hits()).toBe(0)
  expect(pending()).toBe(0)
})

test('an interaction that claims another guild, channel, person or right gets nothing of them', async () => {
  const { discord, world, guild, channel, boss, anna, bot } = await stage()
  const victim = world.guild({ name: '别人的群' })
  const hall = world.channel(victim, { name: '大厅' })
  const owner = victim.owner
  world.say(owner, hall, '又要加班了')
  const meme = await discord.nextSent(hall)
  await discord.until(
    () => bot.brain.database.prepare('SELECT status FROM posts WHERE message = ?').pluck().get(meme.id) === 'sent',
  )
  const image = world.attachment({ name: 'x.png', bytes: await honestPicture(5) })
  await world.command(owner, hall, 'meme add', { image, words: '只有我们知道的暗号' })
  const card = await world.command(owner, hall, 'meme review')
  const approve = componentsOf(card.message!).find(({ label }) => label === '通过')!
  const settings = {
    type: InteractionType.ApplicationCommand,
    data: {
      id: discord.commands()[0]!.id,
      name: 'meme',
      type: 1,
      options: [{ type: 1, name: 'settings', options: [{ type: 10, name: 'rate', value: 0 }] }],
    },
  } as const
  const press = (custom_id: unknown, message: unknown) =>
    ({
      type: InteractionType.MessageComponent,
      data: { custom_id, component_type: ComponentType.Button },
      message,
    }) as const
  const rows = () => bot.brain.database.prepare('SELECT guild, channel, settings FROM guild_settings').all()
  const before = [rows(), meme.attachments[0]!.id]

  // Its own guild's moderator, in another guild's channel; a channel of one guild with the id of another.
  const forged = [
    world.interact(boss, channel, { ...settings, guild_id: victim.id }),
    world.interact(boss, channel, {
      ...settings,
      guild_id: victim.id,
      channel_id: hall.id,
      member: undefined,
      user: { id: anna.id, username: 'a', discriminator: '0', avatar: null },
    }),
    world.interact(boss, channel, { ...settings, guild_id: '1', channel_id: '2' }),
  ]
  for (const answer of forged) expect((await answer.catch(() => ({ text: '' }))).text).not.toMatch(/改好了/)
  expect(rows()).toEqual(before[0])

  // Buttons of another guild's messages and memes, pressed from here.
  const stolen = rawMessage(discord.bot.id, meme.id, channel.id)
  for (const button of componentsOf(meme)) {
    if (button.custom_id) await world.interact(boss, channel, press(button.custom_id, stolen)).catch(() => {})
  }
  expect((await world.interact(boss, channel, press(approve.custom_id, stolen))).text).not.toMatch(/通过了/)
  expect([meme.deleted, meme.attachments[0]!.id]).toEqual([false, before[1]])
  expect(bot.brain.database.prepare('SELECT count(*) FROM votes').pluck().get()).toBe(0)
  expect(bot.brain.database.prepare("SELECT state FROM memes WHERE caption = '只有我们知道的暗号'").pluck().get()).toBe(
    'review',
  )

  // Once approved there, it is still not to be had here: not by search, not by id, not by the menu of a search.
  await world.click(owner, card.message!, '通过')
  await discord.until(
    () =>
      bot.brain.database.prepare("SELECT state FROM memes WHERE caption = '只有我们知道的暗号'").pluck().get() ===
      'approved',
  )
  const secret = String(
    bot.brain.database.prepare("SELECT id FROM memes WHERE caption = '只有我们知道的暗号'").pluck().get(),
  )
  expect(
    JSON.stringify(await world.autocomplete(anna, channel, 'meme find', { text: '只有我们知道的暗号' }, 'text')),
  ).not.toContain('暗号')
  expect((await world.command(anna, channel, 'meme find', { text: secret })).text).not.toContain('暗号')
  const found = await world.command(anna, channel, 'meme find', { text: '加班' })
  const menu = componentsOf(found.message!).find(({ type }) => type === ComponentType.StringSelect)!
  const message = { ...stolen, id: found.message!.id }
  await world.interact(anna, channel, {
    type: InteractionType.MessageComponent,
    data: { custom_id: menu.custom_id, component_type: 3, values: [secret] },
    message,
  })
  await world.command(boss, channel, 'meme block', { meme: secret })
  for (const link of [meme.id, `https://discord.com/channels/${victim.id}/${hall.id}/${meme.id}`]) {
    expect((await world.command(boss, channel, 'meme why', { message: link })).text).toMatch(/没有/)
    await world.command(boss, channel, 'meme takedown', { message: link })
  }
  expect(discord.sent(channel)).toEqual([])
  expect(meme.deleted).toBe(false)
  expect(guild.id).not.toBe(victim.id)
})

test('nonsense in custom ids, options and modals neither harms nor is left unanswered', async () => {
  const { discord, world, channel, anna } = await stage(SHY)
  const message = world.say(anna, channel, '随便')
  const raw = rawMessage(discord.bot.id, message.id, channel.id)
  const ids = [
    '',
    'approve',
    'doutu:approve:../../etc',
    '__proto__',
    'constructor',
    'up:',
    'x'.repeat(100),
    '\u0000',
    'edited:1',
    'pick',
    'setup-done',
    'erase:*',
  ]
  for (const custom_id of ids) {
    const pressed = {
      type: InteractionType.MessageComponent,
      data: { custom_id, component_type: 2 },
      message: raw,
    } as const
    const sent = { type: InteractionType.ModalSubmit, data: { custom_id, components: [] }, message: raw } as const
    for (const answer of await Promise.all([
      world.interact(anna, channel, pressed),
      world.interact(anna, channel, sent),
    ])) {
      expect(answer.message ?? answer.updated ?? answer.modal, JSON.stringify(custom_id)).toBeDefined()
    }
  }
  for (const name of ['nothing', 'settings', 'add', 'find', 'takedown', 'block', 'why']) {
    const data = { id: discord.commands()[0]!.id, name: 'meme', type: 1, options: [{ type: 1, name, options: [] }] }
    const answer = await world.interact(anna, channel, { type: InteractionType.ApplicationCommand, data })
    expect(answer.ephemeral, name).toBe(true)
  }
  expect((await world.command(anna, channel, 'meme help')).text).toMatch(/meme setup/)
}, 120_000)

test('words of a language model, of captions and of people ping nobody and are no markdown', async () => {
  const model = await fakeLanguageModel()
  const { discord, world, guild, channel, anna, boss } = await stage({ ...SHY, ...model.env, TARGET_RATE: '0.25' })
  const role = world.role(guild, { name: '全体' })
  const attacks = [
    `@everyone @here <@${boss.id}> <@&${role.id}>`,
    '[点我领红包](https://evil.example/x) <https://evil.example> discord.gg/abc',
    '# 大标题\n> 引用\n-# 小字\n```js\nalert(1)\n```\n||剧透|| **粗** __线__ ~~删~~ `码`',
    '<:x:1> <a:y:2> <t:0:R> </meme find:1> <#1> <id:customize>',
    '\u202e反过来\u2066 @\u200beveryone',
    '一'.repeat(5000),
  ]
  for (const attack of attacks) {
    model.answer(attack)
    world.say(anna, channel, `${world.mention(discord.bot)} 说点什么`)
    const said = await discord.nextSent(channel)
    expect(said.pings).toEqual({ everyone: false, roles: [], people: [], reply: false })
    expect(said.content).not.toMatch(
      /@everyone|@here|<@|<#|<a?:\w|<t:|<\/|(?<!\\)\[[^\]]*\]\(|^#|^>|^-#|(?<!\\)```|(?<!\\)\|\||(?<!\\)\*\*|\u202e/m,
    )
    expect([...said.content].length).toBeLessThanOrEqual(2000)
  }
  const image = world.attachment({ name: 'x.png', bytes: await honestPicture(7) })
  await world.command(anna, channel, 'meme add', {
    image,
    words: '@everyone **红包** [x](https://evil.example)',
    scene: `<@&${role.id}>`,
  })
  const card = await world.command(boss, channel, 'meme review')
  expect(card.message!.pings).toMatchObject({ everyone: false, roles: [] })
  expect(card.message!.content).not.toMatch(/@everyone|<@&|(?<!\\)\[x\]\(/)
  await world.click(boss, card.message!, '通过')
  const choices = await world.autocomplete(anna, channel, 'meme find', { text: '@everyone' }, 'text')
  const found = await world.command(anna, channel, 'meme find', { text: String(choices[0]!.value) })
  const menu = componentsOf(found.message!).find(({ type }) => type === ComponentType.StringSelect)!
  await world.select(anna, found.message!, String(menu.custom_id), [
    (menu.options as Array<{ value: string }>)[0]!.value,
  ])
  await discord.until(() => discord.sent(channel).some(({ attachments }) => attachments.length > 0))
  const posted = discord.sent(channel).find(({ attachments }) => attachments.length > 0)!
  expect(posted.pings).toEqual({ everyone: false, roles: [], people: [], reply: false })
  const stats = await world.command(anna, channel, 'meme stats')
  expect(stats.message?.pings).toMatchObject({ everyone: false, roles: [] })
  const why = await world.command(anna, channel, 'meme why', { message: posted.id })
  expect(why.message?.pings).toMatchObject({ everyone: false, roles: [] })
}, 120_000)

test('whatever people write, no word of the bot pings and none of its requests breaks the rules', async () => {
  const { discord, world, guild, channel, anna } = await stage()
  const text = fc.oneof(
    fc.string({ minLength: 1, maxLength: 80, unit: 'binary' }),
    fc.constantFrom(
      '@everyone 加班',
      '又要加班了```',
      '\u0000',
      '🕯️',
      '<@1><@&2>',
      '||死||',
      'a'.repeat(2000),
      '\ud83d',
    ),
  )
  const people = [anna, world.member(guild), world.member(guild)]
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(2), text, fc.boolean()), { minLength: 1, maxLength: 8 }), async lines => {
      for (const [who, words, mention] of lines) {
        const content = mention ? `${world.mention(discord.bot)} ${words}` : words
        world.say(people[who]!, channel, content.slice(0, 2000))
      }
      const marker = world.channel(guild, { name: '标记' })
      const said = world.say(anna, marker, '又要加班了')
      expect((await discord.nextSent(marker)).replyTo).toBe(said)
    }),
    { numRuns: 20, seed: 6 },
  )
  for (const { pings } of discord.sent(channel))
    expect(pings).toEqual({ everyone: false, roles: [], people: [], reply: false })
}, 120_000)
