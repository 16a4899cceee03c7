import { ApplicationCommandOptionType, ButtonStyle, ComponentType, TextInputStyle } from 'discord.js'
import { memePath } from '../../../src/pipeline/library-snapshot.ts'
import { type Annotation, annotationSchema, EXAMPLE_COUNT } from '../../../src/schemas/meme.ts'
import { pendingSubmissions, readSubmission } from '../../../src/storage/guild-memes.ts'
import { type LabelledMeme, readMemes, saveMemes, setMemeState } from '../../../src/storage/memes.ts'
import { button, row } from '../buttons.ts'
import { customId } from '../custom-id.ts'
import { defuse, plainLine } from '../defuse.ts'
import {
  type Asked,
  answer,
  type Component,
  EPHEMERAL,
  type Form,
  QUIETLY,
  refuseDirect,
  refuseMember,
  type Slash,
} from './asked.ts'
import type { Subcommand } from './command.ts'
import { described, named } from './wording.ts'

/** Discord takes this many characters in a field of a form. */
const FIELD = 1000
const FACET = 200

/** `/meme review`: moderators approve, edit or reject what was handed in. */
export const review: Subcommand = {
  definition: {
    type: ApplicationCommandOptionType.Subcommand,
    ...named('review', '审核'),
    ...described('Approve, edit or reject the memes that were handed in', '审核大家加的表情：通过、修改、拒绝'),
  },
  run,
  components: { approve, reject, edit, next: skip },
  forms: { edited },
}

async function run(asked: Asked, interaction: Slash): Promise<void> {
  if ((await refuseDirect(asked, interaction)) || (await refuseMember(asked, interaction))) return
  await interaction.deferReply({ flags: EPHEMERAL })
  await interaction.editReply(await card(asked))
}

/** The meme that a button is about: of this guild, and still waiting. Else it is not found. */
async function pending({ bot, place }: Asked, id: string | undefined): Promise<LabelledMeme | undefined> {
  if (!id || !readSubmission(bot.brain.database, place.guild, id)) return undefined
  const meme = (await readMemes(bot.brain.database)).find(item => item.id === id)
  return meme?.state === 'review' ? meme : undefined
}

const gone = ({ say }: Asked) => say('这张不在待审列表里了。', 'This one is no longer waiting.')

async function approve(asked: Asked, interaction: Component, [id]: readonly string[]): Promise<void> {
  if (await refuseMember(asked, interaction)) return
  const meme = await pending(asked, id)
  if (!meme) return answer(interaction, gone(asked))
  const { bot } = asked
  await interaction.deferUpdate()
  await setMemeState(bot.brain.database, meme.id, 'approved', bot.now())
  await bot.brain.adopt(meme.id)
  await interaction.editReply(
    await card(asked, asked.say('通过了，马上就能用。', 'Approved: it can be sent from now on.')),
  )
}

async function reject(asked: Asked, interaction: Component, [id]: readonly string[]): Promise<void> {
  if (await refuseMember(asked, interaction)) return
  const meme = await pending(asked, id)
  if (!meme) return answer(interaction, gone(asked))
  await interaction.deferUpdate()
  await setMemeState(asked.bot.brain.database, meme.id, 'deleted', asked.bot.now())
  await interaction.editReply(await card(asked, asked.say('拒绝了。', 'Rejected.')))
}

async function skip(asked: Asked, interaction: Component, [id]: readonly string[]): Promise<void> {
  if (await refuseMember(asked, interaction)) return
  await interaction.deferUpdate()
  await interaction.editReply(await card(asked, '', id))
}

async function edit(asked: Asked, interaction: Component, [id]: readonly string[]): Promise<void> {
  if (await refuseMember(asked, interaction)) return
  const meme = await pending(asked, id)
  if (!meme) return answer(interaction, gone(asked))
  const { say } = asked
  const { scenario, unsuitable, emotion, motivation, examples } = meme.annotation
  const field = (name: string, label: string, value: string, limit = FACET) =>
    row({
      type: ComponentType.TextInput as const,
      custom_id: name,
      label,
      value: value.slice(0, limit),
      max_length: limit,
      required: true,
      style: TextInputStyle.Paragraph as const,
    })
  await interaction.showModal({
    custom_id: customId('edited', meme.id),
    title: plainLine(`${say('修改标注', 'Edit')}: ${meme.caption}`, 45),
    components: [
      field('scenario', say('适用场景', 'Where it fits'), scenario),
      field('unsuitable', say('不适用场景', 'Where it would hurt'), unsuitable),
      field('emotion', say('隐含情绪', 'Emotion'), emotion),
      field('motivation', say('心理动机', 'Motivation'), motivation),
      field(
        'examples',
        say('例句：正好 8 行，别人先说的话', 'Exactly 8 lines that people say before it'),
        examples.join('\n'),
        FIELD,
      ),
    ],
  })
}

async function edited(asked: Asked, interaction: Form, [id]: readonly string[]): Promise<void> {
  if (await refuseMember(asked, interaction)) return
  const meme = await pending(asked, id)
  if (!meme) return answer(interaction, gone(asked))
  const annotation = readForm(interaction)
  if (!annotation)
    return answer(
      interaction,
      asked.say(
        `每一项都要填，例句要正好 ${EXAMPLE_COUNT} 行。`,
        `Every field is needed, and exactly ${EXAMPLE_COUNT} lines of examples.`,
      ),
    )
  const { label: _label, ...incoming } = meme
  await saveMemes(asked.bot.brain.database, [{ ...incoming, annotation }], asked.bot.now())
  const shown = await card(asked, asked.say('改好了。', 'Saved.'), undefined, meme.id)
  if (interaction.isFromMessage()) await interaction.update(shown)
}

function readForm({ fields }: Form): Annotation | undefined {
  const text = (name: string) => fields.getTextInputValue(name).trim()
  const examples = text('examples')
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)
  const [scenario, unsuitable, emotion, motivation] = ['scenario', 'unsuitable', 'emotion', 'motivation'].map(text)
  const parsed = annotationSchema.safeParse({ scenario, unsuitable, emotion, motivation, examples })
  return parsed.success ? parsed.data : undefined
}

/** The next meme that waits, with what can be done about it. @param after the one to pass over @param only the one to show */
async function card(asked: Asked, said = '', after?: string, only?: string) {
  const { bot, place, say } = asked
  const queue = pendingSubmissions(bot.brain.database, place.guild)
  const index = only ? queue.findIndex(({ meme }) => meme === only) : queue.findIndex(({ meme }) => meme === after) + 1
  const submission = queue[index] ?? queue[0]
  const meme = await pending(asked, submission?.meme)
  if (!meme || !submission) {
    const content = [said, say('没有等着审核的了。', 'Nothing is waiting for review.')].filter(Boolean).join('\n')
    return { content, components: [], files: [], attachments: [], allowedMentions: QUIETLY }
  }
  const path = memePath(meme, bot.config.dataFolder)
  const upload = await bot.uploads.fit(meme, path, 8 * 1024 * 1024)
  const { scenario, unsuitable, emotion, motivation, examples } = meme.annotation
  const lines = [
    said,
    `**${defuse(meme.caption, 200)}** (${say('还有', 'waiting:')} ${queue.length}${say(' 张', '')})${submission.member ? ` · <@${submission.member}>` : ''}`,
    `${say('适用', 'Fits')}: ${defuse(scenario, FACET)}`,
    `${say('不适用', 'Does not')}: ${defuse(unsuitable, FACET)}`,
    `${say('情绪', 'Emotion')}: ${defuse(emotion, FACET)} · ${say('动机', 'Motivation')}: ${defuse(motivation, FACET)}`,
    defuse(examples.join(' / '), 700),
  ]
  return {
    content: lines.filter(Boolean).join('\n'),
    files: upload ? [{ attachment: upload.bytes, name: `review.${upload.extension}` }] : [],
    attachments: [],
    components: [
      row(
        button(customId('approve', meme.id), say('通过', 'Approve'), { style: ButtonStyle.Success }),
        button(customId('edit', meme.id), say('修改', 'Edit'), { style: ButtonStyle.Primary }),
        button(customId('reject', meme.id), say('拒绝', 'Reject'), { style: ButtonStyle.Danger }),
        button(customId('next', meme.id), say('下一张', 'Next'), { disabled: queue.length < 2 }),
      ),
    ],
    allowedMentions: QUIETLY,
  }
}
