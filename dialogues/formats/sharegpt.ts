import { z } from 'zod'
import { type Dialogue, dialogueSchema, extraSchema } from '../record.ts'
import { extraOf, imagePath, runsOf, systemText, withTexts } from './format.ts'

const IMAGE = '<image>'

/** One line of ShareGPT: roles alternate, a picture is `<image>` in the words and a path in `images`. */
export const shareGptSchema = z.object({
  id: z.string(),
  system: z.string(),
  conversations: z.array(z.object({ from: z.enum(['human', 'gpt']), value: z.string() })),
  images: z.array(z.string()),
  doutu: extraSchema,
})
export type ShareGpt = z.infer<typeof shareGptSchema>

/** Who speaks first is `human`; one side's turns in a row become lines of one message. */
export function toShareGpt(dialogue: Dialogue): ShareGpt {
  const human = dialogue.turns[0]!.speaker
  return {
    id: dialogue.id,
    system: systemText(dialogue, human === 'A' ? 'B' : 'A'),
    conversations: runsOf(dialogue.turns).map(run => ({
      from: run[0]!.speaker === human ? 'human' : 'gpt',
      value: run.map(turn => `${escapeText(turn.text)}${turn.meme ? IMAGE : ''}`).join('\n'),
    })),
    images: dialogue.turns.flatMap(({ meme }) => (meme ? [imagePath(meme)] : [])),
    doutu: extraOf(dialogue),
  }
}

/** Converts back. @throws ZodError for a line that doutu did not write */
export function fromShareGpt(line: ShareGpt): Dialogue {
  const texts = line.conversations.flatMap(({ value }) =>
    value.split('\n').map(text => unescapeText(text.endsWith(IMAGE) ? text.slice(0, -IMAGE.length) : text)),
  )
  return dialogueSchema.parse(withTexts(line.doutu, texts))
}

// A line end or the mark itself inside somebody's words must not be taken for ours.
const escapeText = (text: string) =>
  text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll(IMAGE, '<\\image>')
const unescapeText = (text: string) =>
  text.replace(/<\\image>|\\n|\\\\/g, found => (found === '\\n' ? '\n' : found === '\\\\' ? '\\' : IMAGE))
