import { PermissionFlagsBits as Flag } from 'discord.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { channelKey } from '../../bot/discord/names.ts'
import { readChannel } from '../../src/storage/channels.ts'
import { botInside } from './bot-inside.ts'
import { withIndexedLibrary } from './bot-process.ts'
import { honestPicture } from './hostile-files.ts'
import { LINES } from './lines.ts'
import type { Channel, Guild, Person } from './model/types.ts'
import { EAGER } from './settings.ts'
import { fakeDiscord } from './vitest.ts'
import { componentsOf } from './world/components.ts'
import type { World } from './world/world.ts'

const library = withIndexedLibrary()
const POST = 'POST /channels/{channel_id}/messages' as const

/** What may happen in a guild; `line` and `vote` choose among what there is. */
type Step =
  | { readonly kind: 'say'; readonly guild: number; readonly line: number }
  | { readonly kind: 'vote'; readonly guild: number; readonly up: boolean }
  | { readonly kind: 'rate'; readonly guild: number; readonly rate: number }
  | { readonly kind: 'block'; readonly guild: number }
  | { readonly kind: 'opt-out'; readonly guild: number }
  | { readonly kind: 'add'; readonly guild: number; readonly picture: number }

const steps = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ kind: fc.constant('say' as const), guild: fc.nat(1), line: fc.nat(LINES.length - 1) }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('vote' as const), guild: fc.nat(1), up: fc.boolean() }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('rate' as const), guild: fc.nat(1), rate: fc.constantFrom(0, 30, 100) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('block' as const), guild: fc.nat(1) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('opt-out' as const), guild: fc.nat(1) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('add' as const),
        guild: fc.nat(1),
        picture: fc.integer({ min: 1, max: 40 }),
      }),
    },
  ),
  { minLength: 4, maxLength: 24 },
)

interface Home {
  readonly guild: Guild
  readonly channel: Channel
  readonly boss: Person
  readonly anna: Person
}

function makeHome(world: World, name: string): Home {
  const guild = world.guild({ name })
  const channel = world.channel(guild, { name: '闲聊' })
  return { guild, channel, boss: world.member(guild, { permissions: Flag.ManageGuild }), anna: world.member(guild) }
}

test('what one guild says, likes, sets, blocks and adds changes nothing in another, whatever happens in between', async () => {
  const discord = await fakeDiscord()
  const { world } = discord
  const bot = await botInside(discord, library.copy(), { ...EAGER, QUIET_MILLISECONDS: '5' })
  const { database } = bot.brain

  async function act({ guild, channel, boss, anna }: Home, step: Step): Promise<void> {
    const last = discord.sent(channel).findLast(({ deleted }) => !deleted)
    if (step.kind === 'say') {
      const said = world.say(anna, channel, LINES[step.line]!)
      const key = channelKey(guild.id, channel.id)
      await discord.until(() => bot.conversations.records(key).some(({ messages }) => messages.includes(said.id)), {
        every: 2,
      })
      await discord.until(() => discord.requests(POST).every(({ status }) => status !== undefined), { every: 2 })
      const unfinished = database.prepare("SELECT count(*) FROM posts WHERE status = 'sending'").pluck()
      await discord.until(() => unfinished.get() === 0, { every: 2 })
    } else if (step.kind === 'vote' && last) await world.click(anna, last, step.up ? '👍' : '👎')
    else if (step.kind === 'rate') await world.command(boss, channel, 'meme settings', { rate: step.rate, gap: 0 })
    else if (step.kind === 'block' && last) await world.command(boss, channel, 'meme takedown', { message: last.id })
    else if (step.kind === 'opt-out') {
      const panel = await world.command(anna, channel, 'meme privacy')
      const button = componentsOf(panel.message!).find(({ label }) => /不要用表情|可以用表情/.test(String(label)))!
      await world.click(anna, panel.message!, String(button.label))
    } else if (step.kind === 'add') {
      const image = world.attachment({ name: 'x.png', bytes: await honestPicture(step.picture) })
      await world.command(anna, channel, 'meme add', { image, words: LINES[step.picture % LINES.length]! })
      const card = await world.command(boss, channel, 'meme review')
      if (card.message!.components.length === 0) return
      const approved = await world.click(boss, card.message!, '通过')
      if (!approved.updated) await approved.next()
    }
  }

  /** Everything that is kept of a guild, and all that it was sent. */
  function traceOf({ guild, channel, anna, boss }: Home) {
    const names = new Map([
      [anna.id, 'anna'],
      [boss.id, 'boss'],
      [guild.id, 'guild'],
      [channel.id, 'channel'],
    ])
    const plain = (value: unknown) =>
      JSON.stringify(value)
        .replace(/\d{15,}/g, id => names.get(id) ?? 'id')
        .replaceAll(guild.id, 'guild')
    const rows = (table: string, columns: string) =>
      plain(database.prepare(`SELECT ${columns} FROM ${table} WHERE guild = ?`).all(guild.id))
    const {
      shadow: _shadow,
      lastMemeAt: _at,
      delivered,
      ...state
    } = readChannel(database, channelKey(guild.id, channel.id))
    return {
      sent: discord.sent(channel).map(({ attachments, deleted }) => [attachments[0]?.bytes.length, deleted]),
      state,
      delivered: delivered.map(({ message }) => message),
      settings: rows('guild_settings', 'settings'),
      blocks: rows('guild_blocks', 'content_hash, perceptual_hash, member'),
      votes: rows('votes', 'member, reaction'),
      choices: rows('member_choices', 'member, unread, without_memes'),
      memes: database
        .prepare('SELECT caption, state FROM memes WHERE scope = ? ORDER BY rowid')
        .all(`guild:${guild.id}`),
    }
  }

  let round = 0
  await fc.assert(
    fc.asyncProperty(steps, async script => {
      round += 1
      // The same steps of the first guild, once with those of the second in between, and once alone.
      const [mixed, other, alone] = ['甲', '乙', '丙'].map(name => makeHome(world, `${name}${round}`)) as [
        Home,
        Home,
        Home,
      ]
      for (const step of script) await act(step.guild === 0 ? mixed : other, step)
      for (const step of script) if (step.guild === 0) await act(alone, step)
      expect(traceOf(mixed)).toEqual(traceOf(alone))
    }),
    { numRuns: Number(process.env.ISOLATION_RUNS ?? 8), seed: 11, endOnFailure: true },
  )
}, 300_000)
