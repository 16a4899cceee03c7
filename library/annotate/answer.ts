import { z } from 'zod'
import { annotationSchema, EXAMPLE_COUNT, ratingSchema } from '../../src/schemas/meme.ts'
import { cleanText } from '../../src/text/normalize.ts'

/** Words for people: pictures say what they like, so no line breaks, nothing invisible, nothing that turns the direction of writing. */
const text = (longest: number, shortest = 1) =>
  z.string().transform(cleanText).pipe(z.string().min(shortest).max(longest))

/** What a vision model is asked for, and what is accepted from it. */
export const visionAnswerSchema = z.object({
  caption: text(300, 0),
  scenario: text(300),
  unsuitable: text(300),
  emotion: text(100),
  motivation: text(300),
  examples: z
    .array(text(120))
    .min(EXAMPLE_COUNT)
    .transform(lines => lines.slice(0, EXAMPLE_COUNT)),
  tags: z
    .array(text(40))
    .max(60)
    .transform(tags => [...new Set(tags)].slice(0, 12)),
  rating: ratingSchema,
})
export type VisionAnnotation = z.infer<typeof visionAnswerSchema>

/** An answer that was understood, or what to complain of. */
export type ParsedAnswer =
  | { readonly kind: 'sound'; readonly value: VisionAnnotation }
  | { readonly kind: 'refusal' }
  | { readonly kind: 'unsound'; readonly complaint: string }

const REFUSAL =
  /抱歉|对不起|无法(?:提供|协助|完成|处理|帮|描述|识别)|不能(?:提供|协助|帮)|不便|违反.{0,8}(?:政策|规定)|i'?m sorry|i am sorry|i can(?:'|no)t|cannot (?:assist|help|comply)|as an ai/i

/** Reads a model's answer: JSON, whatever stands around it. */
export function parseAnswer(answer: string): ParsedAnswer {
  const objects = objectsIn(answer)
  // A model may think aloud in JSON before it answers.
  const json = objects.find(object => visionAnswerSchema.safeParse(object).success) ?? objects[0]
  if (json === undefined)
    return REFUSAL.test(answer)
      ? { kind: 'refusal' }
      : { kind: 'unsound', complaint: '回答不是完整的 JSON 对象。请只输出一个完整的 JSON 对象，不要截断。' }
  const parsed = visionAnswerSchema.safeParse(json)
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(issue => `${issue.path.join('.') || '整体'}：${issue.message}`).slice(0, 12)
    return { kind: 'unsound', complaint: `这些字段不合要求：${wrong.join('；')}。请改正，重新输出完整的 JSON 对象。` }
  }
  const { scenario, unsuitable, emotion, motivation, examples } = parsed.data
  const { success } = annotationSchema.safeParse({ scenario, unsuitable, emotion, motivation, examples })
  const repeated = new Set(examples).size < examples.length
  if (!success || repeated)
    return { kind: 'unsound', complaint: '例句有重复。请写 8 句各不相同的例句，重新输出完整的 JSON 对象。' }
  const chinese = (line: string) => /\p{Script=Han}/u.test(line)
  // People do say 「ok」, but not eight times over.
  const foreign = examples.filter(line => !chinese(line)).length > EXAMPLE_COUNT / 2
  if (foreign || ![scenario, unsuitable, emotion, motivation].every(chinese))
    return { kind: 'unsound', complaint: '各个字段都要用中文写。请重新输出完整的 JSON 对象。' }
  return { kind: 'sound', value: parsed.data }
}

/** The whole JSON objects in a text, those inside of others left out; code fences and talk around them are passed over. */
function objectsIn(answer: string): unknown[] {
  const objects: unknown[] = []
  let start = answer.indexOf('{')
  for (let tries = 0; start >= 0 && tries < 20; tries += 1) {
    const end = endOfObject(answer, start)
    const object = end === undefined ? undefined : parsedJson(answer.slice(start, end))
    if (object !== undefined) objects.push(object)
    start = answer.indexOf('{', object === undefined ? start + 1 : end)
  }
  return objects
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON from here; perhaps from the next brace.
    return undefined
  }
}

/** Where the object that begins here ends, or undefined where it is cut off. */
function endOfObject(text: string, start: number): number | undefined {
  let [depth, quoted] = [0, false]
  for (let at = start; at < text.length; at += 1) {
    const character = text[at]
    if (quoted) {
      if (character === '\\') at += 1
      else if (character === '"') quoted = false
    } else if (character === '"') quoted = true
    else if (character === '{') depth += 1
    else if (character === '}') {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  return undefined
}
