import { z } from 'zod'

/** What a language model is asked for; the JSON Schema of structured output is made of it. */
export const answerSchema = z.object({
  text: z.string(),
  scenario: z.string(),
  emotion: z.string(),
  motivation: z.string(),
  meme: z.enum(['after', 'alone']),
  more: z.boolean(),
})
export type Answer = z.infer<typeof answerSchema>

/** What could be read of an answer. Without `text` it is of no use. */
export type PartialAnswer = Partial<Answer>

/** Other names that models give the keys. */
const NAMES: Readonly<Record<keyof Answer, readonly string[]>> = {
  text: ['text', 'content', 'message', 'reply', 'utterance', 'response', 'say', '内容', '回复', '台词', '话', '文本'],
  scenario: ['scenario', 'scene', 'situation', '场景', '情境'],
  emotion: ['emotion', 'feeling', 'mood', '情绪', '情感'],
  motivation: ['motivation', 'motive', 'intention', 'intent', '动机', '意图'],
  meme: ['meme', 'sticker', '表情', '表情包'],
  more: ['more', 'continue', '继续', '补充'],
}

/** Reads an answer whatever is around it: prose, code fences, other names for the keys, an end that is cut off. Never throws. */
export function parseAnswer(raw: string): PartialAnswer | undefined {
  for (const candidate of jsonPieces(raw)) {
    const value = lenientJson(candidate)
    const found = value && pickFields(value)
    if (found && Object.keys(found).length > 0) return found
  }
  return undefined
}

/** Whether nothing is missing of it. */
export function isWhole(answer: PartialAnswer): boolean {
  return Boolean(answer.text && answer.scenario && answer.emotion && answer.motivation)
}

const MOST_PIECES = 20
const LONGEST = 20_000

/** Pieces of a text that may be JSON objects: each from an opening brace to the brace that closes it, or to the end. */
function jsonPieces(raw: string): string[] {
  const text = raw.slice(0, LONGEST)
  const pieces: string[] = []
  for (let start = text.indexOf('{'); start >= 0 && pieces.length < MOST_PIECES; start = text.indexOf('{', start + 1)) {
    const end = closingBrace(text, start)
    pieces.push(end < 0 ? text.slice(start) : text.slice(start, end + 1))
    if (end >= 0) start = end
  }
  return pieces
}

/** Where the object that begins here ends; -1 where it does not. */
function closingBrace(text: string, start: number): number {
  let [depth, quoted] = [0, false]
  for (let index = start; index < text.length; index += 1) {
    const character = text[index]
    if (character === '\\' && quoted) index += 1
    else if (character === '"') quoted = !quoted
    else if (!quoted && character === '{') depth += 1
    else if (!quoted && character === '}') {
      depth -= 1
      if (depth === 0) return index
    }
  }
  return -1
}

function lenientJson(piece: string): Record<string, unknown> | undefined {
  const flat = piece.replace(/\p{Cc}+/gu, ' ')
  const repaired = flat
    .replace(/,\s*([}\]])/g, '$1')
    .replace(/[“”](\s*[:：,}])/g, '"$1')
    .replace(/([{,:：]\s*)[“”]/g, '$1"')
    .replace(/"\s*：\s*/g, '":')
  for (const text of [flat, repaired, closed(flat), closed(repaired)]) {
    try {
      const value: unknown = JSON.parse(text)
      if (value instanceof Object && !Array.isArray(value)) return value as Record<string, unknown>
    } catch {
      // The next reading may succeed.
    }
  }
  return undefined
}

/** An object that was cut off, closed after its last whole member. */
function closed(text: string): string {
  const members = [...text.matchAll(/"(?:[^"\\]|\\.)*"\s*:\s*(?:"(?:[^"\\]|\\.)*"|true|false|null|-?\d+(?:\.\d+)?)/g)]
  return `{${members.map(([member]) => member).join(',')}}`
}

function pickFields(value: Record<string, unknown>): PartialAnswer {
  const flat = Object.assign({}, ...Object.values(value).filter(isRecord), value) as Record<string, unknown>
  const keys = new Map(Object.keys(flat).map(key => [key.trim().toLowerCase(), key]))
  const field = (name: keyof Answer) => NAMES[name].map(other => keys.get(other)).find(key => key !== undefined)
  const words = (name: 'text' | 'scenario' | 'emotion' | 'motivation') => {
    const found = flat[field(name) ?? '']
    const text = Array.isArray(found) ? found.filter(item => typeof item === 'string').join('、') : found
    return typeof text === 'string' && text.trim() ? { [name]: tidy(text) } : {}
  }
  const meme = flat[field('meme') ?? '']
  const more = flat[field('more') ?? '']
  return {
    ...words('text'),
    ...words('scenario'),
    ...words('emotion'),
    ...words('motivation'),
    ...(meme === 'after' || meme === 'alone' ? { meme } : {}),
    ...(typeof more === 'boolean' ? { more } : {}),
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => value instanceof Object && !Array.isArray(value)

/** An utterance without the quotes around it and the white space in it. */
function tidy(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/^[“"「](.*)[”"」]$/u, '$1')
    .trim()
}
