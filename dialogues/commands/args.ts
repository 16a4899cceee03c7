import { DoutuError } from '../../src/errors.ts'
import { KINDS, type Kind, type Speaker, STRATEGIES, type Strategy } from '../record.ts'

const wrong = (name: string, text: string, hint: string) =>
  new DoutuError('bad-input', `--${name} ${text} is not understood.`, hint)

/** A whole number within bounds. */
export function wholeArgument(name: string, text: string, low: number, high: number): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isInteger(value) && value >= low && value <= high) return value
  throw wrong(name, text, `Give a whole number from ${low} to ${high}.`)
}

/** A number within bounds. */
export function numberArgument(name: string, text: string, low: number, high: number): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= low && value <= high) return value
  throw wrong(name, text, `Give a number from ${low} to ${high}.`)
}

/** Shortest and longest dialogues, in turns. */
export const TURN_BOUNDS = [2, 60] as const

/** Lengths in turns: `12`, `6,12,18`, or every length of a range, `6-18`. */
export function turnsArgument(text: string): number[] {
  const lengths = text.split(/[,，]/).flatMap(part => {
    const range = /^\s*(\d+)\s*(?:-|~|\.\.)\s*(\d+)\s*$/.exec(part)
    const [low, high] = range ? [Number(range[1]), Number(range[2])] : [Number(part), Number(part)]
    const sound =
      part.trim() !== '' && Number.isInteger(low) && low >= TURN_BOUNDS[0] && high <= TURN_BOUNDS[1] && low <= high
    if (!sound)
      throw wrong('turns', text, `Give lengths from ${TURN_BOUNDS[0]} to ${TURN_BOUNDS[1]}: 12, or 6,12,18, or 6-18.`)
    return Array.from({ length: high - low + 1 }, (_, index) => low + index)
  })
  return [...new Set(lengths)]
}

function choices<T extends string>(name: string, text: string, known: readonly T[], all: string): T[] {
  if (text.trim() === all) return [...known]
  const found = text.split(/[,，]/).map(part => known.find(choice => choice === part.trim()))
  if (found.some(choice => choice === undefined))
    throw wrong(name, text, `Give ${known.join(', ')}, several with commas, or ${all}.`)
  return [...new Set(found as T[])]
}

export const kindsArgument = (text: string): Kind[] => choices('kind', text, KINDS, 'both')
export const strategiesArgument = (text: string): Strategy[] => choices('strategy', text, STRATEGIES, 'all')
export const sendersArgument = (text: string): Speaker[] => choices('senders', text, ['A', 'B'] as const, 'both')

/** `adaptive`, or a fixed score. */
export function thresholdArgument(text: string): 'adaptive' | number {
  return text === 'adaptive' ? 'adaptive' : numberArgument('threshold', text, 0, 1)
}
