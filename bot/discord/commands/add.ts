import { ApplicationCommandOptionType, type Message, StickerFormatType } from 'discord.js'
import { allowedOrigins, download } from '../intake/download.ts'
import { REFUSALS, Refused } from '../intake/refused.ts'
import { submit } from '../intake/submit.ts'
import { type Asked, answer, EPHEMERAL, type MessageMenu, refuseDirect, type Slash } from './asked.ts'
import type { Subcommand } from './command.ts'
import { fetchMessage } from './fetch-message.ts'
import { described, named } from './wording.ts'

/** `/meme add`: a picture for this guild, into the review queue. */
export const add: Subcommand = {
  definition: {
    type: ApplicationCommandOptionType.Subcommand,
    ...named('add', '添加'),
    ...described('Hand in a meme for this server; moderators review it', '给这个服务器加一张表情，管理员审核后生效'),
    options: [
      {
        type: ApplicationCommandOptionType.Attachment,
        ...named('image', '图片'),
        ...described('PNG, JPEG, GIF or WebP', 'PNG、JPEG、GIF 或 WebP'),
      },
      {
        type: ApplicationCommandOptionType.String,
        ...named('message', '消息'),
        ...described('Or a link to a message with a picture or a sticker', '或者带图片、贴纸的消息链接'),
      },
      {
        type: ApplicationCommandOptionType.String,
        ...named('words', '文字'),
        ...described('The words in the picture', '图里写了什么'),
        max_length: 100,
      },
      {
        type: ApplicationCommandOptionType.String,
        ...named('scene', '场景'),
        ...described('When one would send it', '什么时候会发它'),
        max_length: 200,
      },
    ],
  },
  run,
}

async function run(asked: Asked, interaction: Slash): Promise<void> {
  if (await refuseDirect(asked, interaction)) return
  await interaction.deferReply({ flags: EPHEMERAL })
  const { options } = interaction
  const link = options.getString('message')
  const message = link === null ? undefined : await fetchMessage(asked, link)
  const url = options.getAttachment('image')?.url ?? (message && pictureIn(message))
  const hints = { words: options.getString('words')?.trim() ?? '', scene: options.getString('scene')?.trim() ?? '' }
  await takeIn(asked, interaction, url, hints)
}

/** 「添加到表情库」 on a message with a picture or a sticker. */
export async function addFromMenu(asked: Asked, interaction: MessageMenu): Promise<void> {
  if (await refuseDirect(asked, interaction)) return
  await interaction.deferReply({ flags: EPHEMERAL })
  await takeIn(asked, interaction, pictureIn(interaction.targetMessage), { words: '', scene: '' })
}

async function takeIn(
  asked: Asked,
  interaction: Slash | MessageMenu,
  url: string | undefined,
  hints: { words: string; scene: string },
): Promise<void> {
  const { bot, place, member, say, locale } = asked
  if (!url) return answer(interaction, say('没有看到图片或贴纸。', 'There is no picture or sticker.'))
  try {
    const bytes = await download(url, allowedOrigins(bot.config.DISCORD_API_URL))
    const { dataFolder } = bot.config
    await submit({ ...bot, dataFolder }, { guild: place.guild, member, bytes, hints })
  } catch (error) {
    if (error instanceof Refused) return answer(interaction, REFUSALS[error.refusal][locale])
    throw error
  }
  await answer(
    interaction,
    say(
      '收下了，等管理员用 /meme review 审核后就能用。',
      'Taken in; it can be used once a moderator has approved it with /meme review.',
    ),
  )
}

/** The address of the first picture or sticker in a message. */
export function pictureIn(message: Message): string | undefined {
  const picture = message.attachments.find(({ contentType }) => contentType?.startsWith('image/'))
  // A Lottie sticker is a drawing in JSON, which no picture can be made of here.
  const sticker = message.stickers.find(({ format }) => format !== StickerFormatType.Lottie)
  return picture?.url ?? sticker?.url ?? message.attachments.first()?.url
}
