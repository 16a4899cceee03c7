import { REASON_SENTENCES } from '../../../src/pipeline/reasons.ts'
import { effectiveChoice } from '../../../src/storage/guilds.ts'
import { describeMessage } from '../describe.ts'
import { whyNot } from '../post.ts'
import { sendDecided } from '../respond.ts'
import { type Asked, answer, EPHEMERAL, type MessageMenu } from './asked.ts'

/** 「配个表情」 on a message: the bot answers it with a meme, by the same policy as always. */
export async function memeReply(asked: Asked, interaction: MessageMenu): Promise<void> {
  const { bot, place, member, say, locale } = asked
  await interaction.deferReply({ flags: EPHEMERAL })
  const message = interaction.targetMessage
  if (effectiveChoice(bot.brain.database, place.guild, message.author.id).unread)
    return answer(interaction, REASON_SENTENCES['opted-out'][locale])
  const text = describeMessage(message, bot.client.user!.id)
  const turn = { speaker: message.author.id, text, at: message.createdTimestamp }
  const record = await bot.conversations.ask(place.key, turn, message.id)
  if (record.decision.kind === 'hold') return answer(interaction, whyNot(record.decision.reason, locale))
  const sent = await sendDecided(bot, place, record, message.id, member)
  await answer(interaction, sent ? say('配好了。', 'Done.') : whyNot('failed', locale))
}
