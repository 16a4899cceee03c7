import { MessageType } from 'discord.js'
import { expect, test } from 'vitest'
import { channelKey } from '../../../bot/discord/names.ts'
import type { DecisionRecord } from '../../../src/conversations.ts'
import { saveChoice, saveSettings } from '../../../src/storage/guilds.ts'
import { botInside } from '../bot-inside.ts'
import { withIndexedLibrary } from '../bot-process.ts'
import { honestPicture } from '../hostile-files.ts'
import { memeIn } from '../library.ts'
import type { Channel, Message } from '../model/types.ts'
import { fakeDiscord } from '../vitest.ts'
import { type Line, writeEvening } from './script.ts'

const library = withIndexedLibrary()

const SIZE = { messages: 2100, members: 40, channels: 6 }
/** 19:00 in Shanghai. */
const SEVEN = Date.UTC(2026, 4, 15, 11)
/** What the guild chose for its six channels; the settings' default elsewhere. */
const CHOSEN = [
  { name: '闲聊', settings: {}, rate: 0.1 },
  { name: '游戏', settings: { rate: 0.2, gap: 2 }, rate: 0.2 },
  { name: '工作', settings: { rate: 0.05 }, rate: 0.05 },
  { name: '公告', settings: { enabled: false }, rate: 0 },
  { name: '树洞', settings: { rate: 0 }, rate: 0 },
  { name: '早睡', settings: { rate: 0.2, gap: 3, quietHours: { from: '21:00', until: '07:00' } }, rate: 0.2 },
] as const
const WITHOUT_MEMES = [3, 17]
const UNREAD = 23

/** A meme of the evening, and what it came after. */
interface Sent {
  readonly message: Message
  readonly line: Line
  readonly channel: number
}

test('an evening of 2,100 messages: the rate kept, silence where it is due, no repeats, and every meme explained', async () => {
  let clock = SEVEN
  const now = () => clock
  const discord = await fakeDiscord({ now })
  const { world } = discord
  const guild = world.guild({ name: '摸鱼群' })
  const channels = CHOSEN.map(({ name }) => world.channel(guild, { name }))
  const thread = world.thread(channels[0]!, { name: '吐槽' })
  const members = Array.from({ length: SIZE.members }, (_, index) => world.member(guild, { name: `群友${index}` }))
  const bot = await botInside(discord, library.copy(), { DISCORD_AUTO_ENABLE: 'true', QUIET_MILLISECONDS: '4' }, now)
  const { database } = bot.brain
  for (const [index, { settings }] of CHOSEN.entries())
    saveSettings(database, guild.id, channels[index]!.id, settings, now())
  for (const member of WITHOUT_MEMES)
    saveChoice(database, guild.id, members[member]!.id, { unread: false, withoutMemes: true }, now())
  saveChoice(database, guild.id, members[UNREAD]!.id, { unread: true, withoutMemes: false }, now())
  const sticker = world.sticker(guild, { name: '捂脸', file: await honestPicture(3) })
  const emoji = world.emoji(guild, 'doge')
  const picture = world.attachment({ name: '随手拍.png', bytes: await honestPicture(4) })

  const { lines } = writeEvening(process.env.EVENING_SEED ?? 'doutu', SIZE)
  const records: Array<DecisionRecord & { readonly line: Line }> = []
  const sent: Sent[] = []

  function speak(line: Line, place: Channel): Message {
    const member = members[line.member]!
    const before = world.messages(place).findLast(({ author }) => !author.bot)
    if (line.kind === 'reply' && before) return world.say(member, place, line.text, { replyTo: before })
    if (line.kind === 'sticker') return world.say(member, place, line.text, { stickers: [sticker] })
    if (line.kind === 'emoji') return world.say(member, place, `${line.text} <:doge:${emoji.id}>`)
    if (line.kind === 'picture') return world.say(member, place, line.text, { attachments: [picture] })
    if (line.kind === 'mention') return world.say(member, place, `${world.mention(members[0]!)} ${line.text}`)
    return world.say(member, place, line.text)
  }

  const unfinished = database.prepare<[], number>("SELECT count(*) FROM posts WHERE status = 'sending'").pluck()
  for (const [index, line] of lines.entries()) {
    clock = SEVEN + line.second * 1000
    const inThread = line.kind === 'thread' && line.channel === 0
    const place = inThread ? thread : channels[line.channel]!
    const key = channelKey(guild.id, place.id)
    const said = speak(line, place)
    if (index % 25 === 0) world.say(members[0]!, place, '', { type: MessageType.UserJoin })
    if (line.member === UNREAD) continue
    await discord.until(
      () => bot.conversations.records(key).some(({ messages }) => messages.includes(said.id)) && unfinished.get() === 0,
      { timeout: 20_000, every: 2 },
    )
    const record = bot.conversations.records(key).at(-1)!
    if (record.messages.at(-1) === said.id) records.push({ ...record, line })
    const count = sent.filter(({ message }) => message.channel === place).length
    for (const message of discord.sent(place).slice(count)) sent.push({ message, line, channel: line.channel })
  }

  // A thread follows the settings of its channel, and counts with it.
  const report = CHOSEN.map(({ name, rate: target }, index) => {
    const places = index === 0 ? [channels[0]!, thread] : [channels[index]!]
    const said = places.flatMap(({ messages }) =>
      messages.filter(({ author, type }) => !author.bot && type !== MessageType.UserJoin),
    )
    const human = said.filter(({ author }) => author !== members[UNREAD])
    const keys = new Set(places.map(({ id }) => channelKey(guild.id, id)))
    const reasons: Record<string, number> = {}
    for (const { decision } of records.filter(({ channel }) => keys.has(channel)))
      reasons[decision.reason] = (reasons[decision.reason] ?? 0) + 1
    return {
      name,
      target,
      messages: human.length,
      sent: sent.filter(({ channel }) => channel === index).length,
      reasons,
    }
  })
  console.table(
    report.map(({ reasons, ...rest }) => ({ ...rest, rate: (rest.sent / rest.messages).toFixed(3), ...reasons })),
  )

  expect(lines.length).toBeGreaterThanOrEqual(2000)
  for (const { name, target, messages, sent: count, reasons } of report) {
    expect(count / messages, name).toBeLessThanOrEqual(1.15 * target)
    // Itemised: every message ended in a meme or in a hold with a reason.
    expect(
      Object.values(reasons).reduce((sum, value) => sum + value, 0),
      name,
    ).toBe(messages)
    expect(reasons.fits ?? 0, name).toBe(count)
  }
  // It is no proof of restraint to say nothing at all.
  for (const { name, target, sent: count, messages } of [report[0]!, report[1]!]) {
    expect(count / messages, name).toBeGreaterThan(0.4 * target)
  }
  expect(sent.filter(({ channel }) => CHOSEN[channel]?.rate === 0)).toEqual([])
  expect(sent.filter(({ channel, message }) => channel === 5 && new Date(message.at).getUTCHours() >= 13)).toEqual([])
  expect(sent.filter(({ line }) => line.grave !== undefined).map(({ line }) => line.text)).toEqual([])
  const optedOut = new Set([...WITHOUT_MEMES, UNREAD].map(index => members[index]))
  expect(sent.filter(({ message }) => optedOut.has(message.replyTo!.author))).toEqual([])
  for (const place of [...channels, thread]) {
    const memes = discord.sent(place).map(message => memeIn(message)?.slug)
    expect(memes).not.toContain(undefined)
    memes.forEach((meme, index) => {
      expect(memes.slice(Math.max(0, index - 30), index), `meme ${index} of ${place.name}`).not.toContain(meme)
    })
  }
  // Every meme is explained at the end of the evening as well as at once: its caption, its numbers, and a chart.
  for (const { message } of sent) {
    const why = await world.command(members[0]!, message.channel, 'meme why', { message: message.id })
    expect(why.text).toContain(memeIn(message)!.caption.split(' ')[0])
    expect(why.text).toMatch(/阈值/)
    expect(why.message!.attachments[0]!.type).toBe('image/png')
  }
  for (const { message } of sent)
    expect(message.pings).toEqual({ everyone: false, roles: [], people: [], reply: false })
}, 300_000)
