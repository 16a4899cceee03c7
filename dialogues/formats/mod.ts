import { z } from 'zod'
import { DoutuError } from '../../src/errors.ts'
import { basicEmotion } from '../offline/react.ts'
import { type Dialogue, dialogueSchema, extraSchema, type MemeInTurn } from '../record.ts'
import { EMOTIONS } from '../scenarios/schemas.ts'
import { extraOf, withTexts } from './format.ts'

/** A turn of MOD (DSTC10 Track 1, Fei et al. 2021): words, picture or both; `emotion_id` only beside a picture. */
const modTurnSchema = z.object({
  speaker_id: z.enum(['[speaker1]', '[speaker2]']),
  emotion_id: z.number().int().optional(),
  img_id: z.string().optional(),
  txt: z.string().optional(),
  doutu: z.record(z.string(), z.unknown()).optional(),
})
type ModTurn = z.infer<typeof modTurnSchema>
export const modSchema = z.record(z.string(), z.array(modTurnSchema))

/** A data set in MOD's format: dialogues by name, the pictures by number, and what the emotion numbers mean. */
export interface ModData {
  readonly dialogues: Readonly<Record<string, readonly ModTurn[]>>
  /** `001` and so on to the meme. */
  readonly memes: Readonly<Record<string, MemeInTurn>>
  readonly emotions: readonly string[]
}

/** Converts to MOD. Pictures are numbered in the order of their ids, so that a data set always gets the same numbers. */
export function toMod(dialogues: readonly Dialogue[]): ModData {
  const used = new Map(
    dialogues.flatMap(({ turns }) => turns.flatMap(({ meme }) => (meme ? [[meme.id, meme] as const] : []))),
  )
  const ids = [...used.keys()].sort()
  const width = Math.max(3, String(ids.length).length)
  const numbers = new Map(ids.map((id, index) => [id, String(index + 1).padStart(width, '0')]))
  return {
    dialogues: Object.fromEntries(
      dialogues.map((dialogue, index) => [
        `dialogue ${String(index + 1).padStart(5, '0')}`,
        modTurns(dialogue, numbers),
      ]),
    ),
    memes: Object.fromEntries(ids.map(id => [numbers.get(id)!, used.get(id)!])),
    emotions: [...EMOTIONS],
  }
}

function modTurns(dialogue: Dialogue, numbers: ReadonlyMap<string, string>): ModTurn[] {
  const extra = extraOf(dialogue)
  return dialogue.turns.map((turn, index) => ({
    speaker_id: turn.speaker === 'A' ? '[speaker1]' : '[speaker2]',
    ...(turn.meme
      ? { emotion_id: EMOTIONS.indexOf(basicEmotion(turn.facets.emotion)), img_id: numbers.get(turn.meme.id)! }
      : {}),
    ...(turn.text ? { txt: turn.text } : {}),
    doutu: { ...(index === 0 ? { dialogue: extra.dialogue } : {}), ...extra.turns[index] },
  }))
}

/** Converts back. @throws DoutuError `bad-input` for dialogues that doutu did not write: they lack what makes them whole */
export function fromMod(data: unknown): Dialogue[] {
  return Object.entries(modSchema.parse(data)).map(([name, turns]) => {
    const kept = turns.map(turn => turn.doutu)
    const extra = extraSchema.safeParse({ dialogue: kept[0]?.dialogue, turns: kept })
    if (extra.success)
      return dialogueSchema.parse(
        withTexts(
          extra.data,
          turns.map(turn => turn.txt ?? ''),
        ),
      )
    throw new DoutuError(
      'bad-input',
      `“${name}” was not written by doutu, or was changed.`,
      'Only files that doutu exported can be converted back.',
    )
  })
}
