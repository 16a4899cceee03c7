import { signal } from '@preact/signals'
import { changeMeme, changeSchema, type Detail, type MemeChanges, showMeme } from '../../library/protocol.ts'
import { call } from '../call.ts'
import { say } from '../locale.ts'
import { changes, notice, sentenceOf } from './actions.ts'
import { libraryWords } from './words.ts'

/** The meme that is looked at. */
export const detail = signal<Detail | undefined>(undefined)
/** What is wrong with looking at it, if anything is. */
export const detailProblem = signal<string | undefined>(undefined)

let wanted = ''

/** Looks at a meme; an answer that comes late, after another one was opened, is dropped. */
export async function look(id: string): Promise<void> {
  wanted = id
  detailProblem.value = undefined
  try {
    const found = await call(showMeme, { id })
    if (wanted === id) detail.value = found
  } catch (error) {
    if (wanted === id) detailProblem.value = sentenceOf(error)
  }
}

/** Looks away. */
export function lookAway(): void {
  wanted = ''
  detail.value = undefined
}

/** Saves one change of a meme, and says how to take it back. @returns what is wrong with it, or undefined */
export async function saveChange(id: string, change: MemeChanges): Promise<string | undefined> {
  const words = say(libraryWords)
  const parsed = changeSchema.safeParse(change)
  if (!parsed.success) {
    const { code } = parsed.error.issues[0]!
    return code === 'too_small' ? words.required : code === 'too_big' ? words.tooLong : words.notValid
  }
  try {
    const { meme, batch, held } = await call(changeMeme, { id, ...parsed.data })
    if (wanted === id) detail.value = meme
    const field = words.facets[Object.keys(change)[0]!]!.split(/[：:（(]/)[0]!.trim()
    notice.value = { text: words.changed(field), batch, held }
    changes.value += 1
    return undefined
  } catch (error) {
    return sentenceOf(error)
  }
}
