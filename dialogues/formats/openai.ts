import { z } from 'zod'
import { type Dialogue, dialogueSchema, extraSchema, type TurnRecord } from '../record.ts'
import { extraOf, imagePath, runsOf, systemText, withTexts } from './format.ts'

const partSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('image_url'), image_url: z.object({ url: z.string() }) }),
])
type Part = z.infer<typeof partSchema>

/** One line of chat messages as OpenAI's API takes them, pictures as image parts. */
export const openAiSchema = z.object({
  messages: z.array(
    z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.union([z.string(), z.array(partSchema)]) }),
  ),
  doutu: extraSchema,
})
export type OpenAiChat = z.infer<typeof openAiSchema>

/** Who speaks first is the user. @param urlOf where a picture is; a path in the exported folder unless given */
export function toOpenAi(
  dialogue: Dialogue,
  urlOf: (meme: NonNullable<TurnRecord['meme']>) => string = imagePath,
): OpenAiChat {
  const user = dialogue.turns[0]!.speaker
  const messages = runsOf(dialogue.turns).map(run => ({
    role: run[0]!.speaker === user ? ('user' as const) : ('assistant' as const),
    content: run.flatMap((turn): Part[] => [
      ...(turn.text ? [{ type: 'text' as const, text: turn.text }] : []),
      ...(turn.meme ? [{ type: 'image_url' as const, image_url: { url: urlOf(turn.meme) } }] : []),
    ]),
  }))
  return {
    messages: [{ role: 'system', content: systemText(dialogue, user === 'A' ? 'B' : 'A') }, ...messages],
    doutu: extraOf(dialogue),
  }
}

/** Converts back: a turn is words, a picture, or words and the picture after them, as the kept turns say. @throws ZodError */
export function fromOpenAi(line: OpenAiChat): Dialogue {
  const extra = line.doutu
  const parts = line.messages.flatMap(({ role, content }) =>
    role === 'system' || typeof content === 'string' ? [] : content,
  )
  const texts: string[] = []
  let next = 0
  for (const turn of extra.turns) {
    const part = parts[next]
    const words = part?.type === 'text' ? part.text : ''
    texts.push(words)
    next += (part?.type === 'text' ? 1 : 0) + (turn.meme ? 1 : 0)
  }
  return dialogueSchema.parse(withTexts(extra, texts))
}
