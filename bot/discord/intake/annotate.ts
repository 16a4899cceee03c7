import { z } from 'zod'
import type { Brain } from '../../../src/brain.ts'
import type { LanguageModel } from '../../../src/models/language-model.ts'
import { type Annotation, annotationSchema, EXAMPLE_COUNT } from '../../../src/schemas/meme.ts'
import { parseJson } from '../../../src/storage/json.ts'
import type { Picture } from './picture.ts'

/** What whoever hands a picture in says about it. */
export interface Hints {
  /** The words in the picture. */
  readonly words: string
  /** When one would send it. */
  readonly scene: string
}

/** A caption and an annotation, for a moderator to look over. */
export interface Draft {
  readonly caption: string
  readonly annotation: Annotation
}

const answerSchema = annotationSchema.extend({ caption: z.string().max(200) })

const PROMPT = `你在给聊天表情包写检索标注。看图，只回一个 JSON 对象，不要别的文字：
{"caption":"图里的字，没有就用几个字说画面","scenario":"适用场景","unsuitable":"不适用场景：什么时候发会伤人或让人摸不着头脑","emotion":"隐含情绪，顿号分开","motivation":"发的人想达到什么","examples":["八句别人在发这张图之前会说的话"]}
全部用口语中文。examples 正好 8 句，互不相像，是聊天里真会出现的话，不是描述。`

/** Drafts an annotation: by a model that sees, where there is one that answers as asked, else from the words. */
export async function annotate(
  brain: Brain,
  model: LanguageModel | undefined,
  picture: Picture,
  hints: Hints,
): Promise<Draft> {
  return (model && (await look(model, picture, hints))) ?? draftFromWords(brain, hints)
}

async function look(model: LanguageModel, picture: Picture, { words, scene }: Hints): Promise<Draft | undefined> {
  const said = [words && `发图的人说图里写着：${words}`, scene && `发图的人说适合：${scene}`].filter(Boolean)
  const images = [`data:${picture.mime};base64,${picture.bytes.toString('base64')}`]
  let answer = ''
  try {
    for await (const piece of model.stream([
      { role: 'system', content: PROMPT },
      { role: 'user', content: said.join('\n') || '看看这张图。', images },
    ]))
      answer += piece
  } catch {
    // A model that cannot see, or is not there, costs nothing but the draft.
    return undefined
  }
  const parsed = answerSchema.safeParse(parseJson(/\{[\s\S]*\}/.exec(answer)?.[0]))
  if (!parsed.success) return undefined
  const { caption, ...annotation } = parsed.data
  return { caption: words || caption, annotation }
}

/** A draft from words alone: what is not said is taken from the shared memes that are most alike. */
async function draftFromWords(brain: Brain, { words, scene }: Hints): Promise<Draft> {
  const about = [words, scene].filter(Boolean).join(' ') || '随便聊聊'
  const alike = await brain.search(about, 4)
  const nearest = alike[0]?.meme.annotation
  const lines = [words, scene, ...interleave(alike.map(({ meme }) => meme.annotation.examples))]
  const examples = [...new Set(lines.filter(Boolean))].slice(0, EXAMPLE_COUNT)
  while (examples.length < EXAMPLE_COUNT) examples.push(`${about}${'呀'.repeat(examples.length)}`)
  return {
    caption: words || scene || '（没有字）',
    annotation: {
      scenario: scene || (words ? `有人说到「${words}」这样的话` : (nearest?.scenario ?? about)),
      unsuitable: nearest?.unsuitable ?? '对方心情不好，或者在说正事',
      emotion: nearest?.emotion ?? '轻松',
      motivation: nearest?.motivation ?? '接一句话，逗大家一笑',
      examples,
    },
  }
}

// The first line of each, then the second of each: no neighbour outweighs the others.
function interleave(lists: ReadonlyArray<readonly string[]>): string[] {
  return Array.from({ length: EXAMPLE_COUNT }, (_, index) => lists.flatMap(list => list[index] ?? [])).flat()
}
