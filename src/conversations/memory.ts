import type { Turn } from '../schemas/context.ts'

/** Turns of a channel that stay in memory, and nowhere else. */
export const CONTEXT_TURNS = 12
/** Lines and characters of one burst that are kept: the last ones. */
const BURST_LINES = 50
const BURST_CHARACTERS = 4000

/** One message; the id is the platform's, where it has any. */
export interface Line {
  readonly id: string | undefined
  readonly text: string
}

/** A turn with the messages that it was merged from, so that each can still be edited or deleted. */
export interface Heard {
  readonly turn: Turn
  readonly lines: readonly Line[]
  /** When its burst ended. */
  readonly endedAt?: number
}

/** The lines of one speaker that wait for quiet, oldest first. */
export interface Burst {
  readonly speaker: string
  readonly lines: readonly Line[]
  readonly at: number
}

const textOf = (lines: readonly Line[]) => lines.map(line => line.text).join('\n')

/** A burst with one more line; of an endless one the last lines are kept. */
export function addLine(burst: Burst, line: Line): Burst {
  let lines = [...burst.lines, { ...line, text: line.text.slice(-BURST_CHARACTERS) }].slice(-BURST_LINES)
  while (lines.length > 1 && textOf(lines).length > BURST_CHARACTERS) lines = lines.slice(1)
  return { ...burst, lines }
}

/** A burst as one turn. @param endedAt when the quiet was over, or somebody else spoke */
export function mergeBurst({ speaker, lines, at }: Burst, endedAt: number): Heard {
  return { turn: { speaker, text: textOf(lines), at }, lines, endedAt }
}

/** The context after one more turn. */
export function remember(context: readonly Heard[], added: Heard): Heard[] {
  return [...context, added].slice(-CONTEXT_TURNS)
}

/** Lines with one of them changed, or gone where its text is undefined. */
export function amendLines(lines: readonly Line[], id: string, text: string | undefined): readonly Line[] {
  if (!lines.some(line => line.id === id)) return lines
  return lines.flatMap(line => (line.id !== id ? line : text === undefined ? [] : { ...line, text }))
}

/** Turns with one message changed or gone; a turn without any line left is gone too. */
export function amendTurns(turns: readonly Heard[], id: string, text: string | undefined): Heard[] {
  return turns.flatMap(heard => {
    const lines = amendLines(heard.lines, id, text)
    if (lines === heard.lines) return [heard]
    return lines.length === 0 ? [] : [{ turn: { ...heard.turn, text: textOf(lines) }, lines }]
  })
}

/** The context as it was when a message was said, that message last; undefined where it is not in it. */
export function upTo(context: readonly Heard[], id: string): Heard[] | undefined {
  const index = context.findIndex(heard => heard.lines.some(line => line.id === id))
  if (index === -1) return undefined
  const { turn, lines } = context[index]!
  const said = lines.slice(0, lines.findIndex(line => line.id === id) + 1)
  return [...context.slice(0, index), { turn: { ...turn, text: textOf(said) }, lines: said }]
}
