import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  Events,
  PermissionFlagsBits as Flag,
  type Interaction,
  MessageFlags,
  ModalBuilder,
  ApplicationCommandOptionType as Option,
  Routes,
  StringSelectMenuBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js'
import { expect, test } from 'vitest'
import { loggedIn } from './client.ts'
import { fakeDiscord } from './vitest.ts'

// Commands, buttons, menus and modals of the fake, answered by a little bot on the plain discord.js client.

const COMMANDS = [
  {
    name: 'meme',
    description: 'memes',
    options: [
      {
        type: Option.Subcommand,
        name: 'find',
        description: 'search',
        options: [
          { type: Option.String, name: 'text', description: 'words', required: true, autocomplete: true },
          { type: Option.Integer, name: 'count', description: 'how many', min_value: 1, max_value: 5 },
          { type: Option.Attachment, name: 'image', description: 'file' },
        ],
      },
    ],
  },
  { name: 'admin', description: 'for moderators', default_member_permissions: Number(Flag.ManageGuild) },
  { name: '配个表情', type: 3 },
]

const row = (...buttons: ButtonBuilder[]) => new ActionRowBuilder<ButtonBuilder>().addComponents(...buttons)
const button = (id: string, label: string) =>
  new ButtonBuilder().setCustomId(id).setLabel(label).setStyle(ButtonStyle.Primary)
const menu = new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(
  new StringSelectMenuBuilder()
    .setCustomId('pick')
    .addOptions({ label: '甲', value: 'a' }, { label: '乙', value: 'b' }),
)
const words = new ActionRowBuilder<TextInputBuilder>().addComponents(
  new TextInputBuilder().setCustomId('words').setLabel('说明').setStyle(TextInputStyle.Short).setMaxLength(5),
)
const modal = new ModalBuilder().setCustomId('form').setTitle('改一改').addComponents(words)

/** Answers everything in one way or another. */
async function answerAll(interaction: Interaction): Promise<void> {
  if (interaction.isAutocomplete())
    await interaction.respond([{ name: `${interaction.options.getFocused()}…`, value: 'x' }])
  else if (interaction.isChatInputCommand() && interaction.commandName === 'admin') {
    await interaction.reply({ content: '只给你看', flags: MessageFlags.Ephemeral })
  } else if (interaction.isChatInputCommand()) {
    await interaction.deferReply()
    const image = interaction.options.getAttachment('image')?.name ?? '无图'
    await interaction.editReply({
      content: `${interaction.options.getString('text')} ${image}`,
      components: [row(button('up', '👍'), button('form', '改')), menu],
    })
    await interaction.followUp({ content: '还有', files: [{ name: 'a.txt', attachment: Buffer.from('文') }] })
  } else if (interaction.isMessageContextMenuCommand())
    await interaction.reply(`关于：${interaction.targetMessage.content}`)
  else if (interaction.isButton() && interaction.customId === 'up')
    await interaction.update({ content: '谢谢', components: [] })
  else if (interaction.isButton()) await interaction.showModal(modal)
  else if (interaction.isStringSelectMenu())
    await interaction.deferUpdate().then(() => interaction.editReply({ content: `选了 ${interaction.values}` }))
  else if (interaction.isModalSubmit()) await interaction.reply(`写了 ${interaction.fields.getTextInputValue('words')}`)
}

async function stage(answer = answerAll) {
  const discord = await fakeDiscord()
  const { world } = discord
  const guild = world.guild({ name: '摸鱼群' })
  const channel = world.channel(guild, { name: '闲聊' })
  const anna = world.member(guild, { name: '小安' })
  const client = await loggedIn(discord)
  client.on(Events.InteractionCreate, interaction => void answer(interaction).catch(() => {}))
  await client.rest.put(Routes.applicationCommands(client.application.id), { body: COMMANDS })
  return { discord, world, guild, channel, anna, client }
}

test('a slash command is answered later by an edit, with follow-ups and files; options arrive typed', async () => {
  const { world, channel, anna } = await stage()
  const image = world.attachment({ name: '猫.png', bytes: Buffer.from('png') })
  const answer = await world.command(anna, channel, 'meme find', { text: '加班', image })
  expect([answer.deferred, answer.message?.content, answer.ephemeral]).toEqual([true, '加班 猫.png', false])
  if (answer.followups.length === 0) await answer.next()
  expect(answer.followups[0]!.attachments[0]!.bytes.toString()).toBe('文')
  expect(world.messages(channel)).toHaveLength(2)
})

test('what the client of a person would not send is refused', async () => {
  const { world, channel, anna } = await stage()
  await expect(world.command(anna, channel, 'meme find', {})).rejects.toThrow(/required/)
  await expect(world.command(anna, channel, 'meme find', { text: 'x', count: 9 })).rejects.toThrow(/too large/)
  await expect(world.command(anna, channel, 'meme lose', {})).rejects.toThrow(/no command/)
  await expect(world.command(anna, channel, 'admin', {})).rejects.toThrow(/does not show/)
})

test('ephemeral answers are seen by one person and are in no channel', async () => {
  const { world, channel, guild } = await stage()
  const answer = await world.command(guild.owner, channel, 'admin')
  expect([answer.ephemeral, answer.text, world.messages(channel)]).toEqual([true, '只给你看', []])
})

test('autocomplete gives choices for what was typed so far', async () => {
  const { world, channel, anna } = await stage()
  expect(await world.autocomplete(anna, channel, 'meme find', { text: '加' }, 'text')).toEqual([
    { name: '加…', value: 'x' },
  ])
})

test('context menus carry the message; buttons, menus and modals do what they say', async () => {
  const { discord, world, channel, anna } = await stage()
  const said = world.say(anna, channel, '又要加班了')
  expect((await world.contextMenu(anna, channel, '配个表情', said)).text).toBe('关于：又要加班了')
  const { message } = await world.command(anna, channel, 'meme find', { text: '加班' })
  const chosen = await world.select(anna, message!, 'pick', ['b'])
  await discord.until(() => chosen.updated?.content === '选了 b')
  const form = await world.click(anna, message!, '改')
  await expect(world.submit(anna, channel, form.modal, { words: '超过五个字了' })).rejects.toThrow(/takes 5/)
  expect((await world.submit(anna, channel, form.modal, { words: '好' }, message!)).text).toBe('写了 好')
  const thanked = await world.click(anna, message!, 'up')
  expect([thanked.updated, thanked.updated?.content, thanked.updated?.components]).toEqual([message, '谢谢', []])
  await expect(world.click(anna, message!, 'up')).rejects.toThrow(/has no up/)
})

test('an interaction can be answered once, and only within 3 s', async () => {
  const failures: unknown[] = []
  const { world, channel, guild } = await stage(async interaction => {
    if (!interaction.isRepliable()) return
    if (interaction.isChatInputCommand() && interaction.commandName === 'meme') return
    await interaction.reply('一')
    const again = { body: { type: 4, data: { content: '二' } } }
    await interaction.client.rest
      .post(Routes.interactionCallback(interaction.id, interaction.token), { ...again, auth: false })
      .catch(error => failures.push(error.code))
  })
  await world.command(guild.owner, channel, 'admin')
  await expect(world.command(guild.owner, channel, 'meme find', { text: 'x' })).rejects.toThrow(/within 3 s/)
  expect(failures).toEqual([40060])
})
