import PQueue from 'p-queue'
import { z } from 'zod'
import type { ModelMessage } from '../../src/models/language-model.ts'
import type { ChatModel } from '../providers/chat-model.ts'
import { shuffled, streamOf } from '../random.ts'
import type { Dialogue } from '../record.ts'
import { bootstrap, type Estimate, krippendorffAlpha, mean, round } from './statistics.ts'

/** MemeCMD's five aspects (arXiv 2507.00891), each from 0 to 100. */
export const ASPECTS = ['semantic', 'emotional', 'appropriate', 'humour', 'flow'] as const
export type Aspect = (typeof ASPECTS)[number]

/** What the aspects mean, for judges and for people. */
export const ASPECT_QUESTIONS: Readonly<Record<Aspect, { readonly name: string; readonly question: string }>> = {
  semantic: { name: '语义契合', question: '表情图的意思和前后的话对得上吗？' },
  emotional: { name: '情感契合', question: '表情图的情绪和说话人此刻的情绪一致吗？' },
  appropriate: { name: '得体', question: '在这个场合、这段关系里发它合适吗？' },
  humour: { name: '惊喜与幽默', question: '它带来意外的好笑或会心一笑吗？' },
  flow: { name: '流畅', question: '它让对话更顺，还是打断了对话？' },
}

const scoresSchema = z.object({
  semantic: z.number().min(0).max(100),
  emotional: z.number().min(0).max(100),
  appropriate: z.number().min(0).max(100),
  humour: z.number().min(0).max(100),
  flow: z.number().min(0).max(100),
})
export type Scores = z.infer<typeof scoresSchema>
const SCHEMA = z.toJSONSchema(scoresSchema)

/** All samples of one dialogue's rating. */
export interface Judgement {
  readonly id: string
  readonly samples: readonly Scores[]
  /** Answers that could not be read. */
  readonly unread: number
}

/** What the judgements of a group come to; agreement is Krippendorff's alpha between the samples (1 is perfect). */
export interface JudgeReport {
  readonly dialogues: number
  readonly samples: number
  readonly unread: number
  readonly aspects: Readonly<Record<Aspect, { readonly score: Estimate; readonly agreement: number | null }>>
  readonly overall: Estimate
}

/** Rates dialogues with a language model: in random order, the aspects in another order each time, several samples each. */
export async function judgeDialogues(
  dialogues: readonly Dialogue[],
  model: ChatModel,
  options: {
    samples: number
    concurrency: number
    seed: string
    signal: AbortSignal
    onProgress?: (done: number, total: number) => void
  },
): Promise<Map<string, Judgement>> {
  const rated = dialogues.filter(({ turns }) => turns.some(({ meme }) => meme))
  const tasks = rated.flatMap(dialogue =>
    Array.from({ length: options.samples }, (_, sample) => ({ dialogue, sample })),
  )
  const found = new Map<string, Array<Scores | undefined>>()
  const queue = new PQueue({ concurrency: options.concurrency })
  let done = 0
  await Promise.all(
    shuffled(tasks, streamOf(options.seed, 'judge')).map(({ dialogue, sample }) =>
      queue.add(async () => {
        const { text } = await model.complete(
          judgePrompt(dialogue, `${options.seed}/${sample}`),
          SCHEMA,
          options.signal,
        )
        found.set(dialogue.id, [...(found.get(dialogue.id) ?? []), readScores(text)])
        done += 1
        options.onProgress?.(done, tasks.length)
      }),
    ),
  )
  return new Map(
    [...found].map(([id, scores]) => {
      const samples = scores.filter(score => score !== undefined)
      return [id, { id, samples, unread: scores.length - samples.length }]
    }),
  )
}

/** What the judge is shown: the talk with its memes described, and the aspects in an order of this sample's own; no strategy. */
export function judgePrompt(dialogue: Dialogue, sample: string): ModelMessage[] {
  const aspects = shuffled(ASPECTS, streamOf(dialogue.id, 'aspects', sample))
  const talk = dialogue.turns.map(
    ({ speaker, text, meme }) => `${speaker}：${text}${meme ? `［表情图：${meme.caption}］` : ''}`,
  )
  return [
    { role: 'system', content: '你是对话数据的评审，只看表情图用得好不好，公正、严格，分数拉开差距。' },
    {
      role: 'user',
      content: [
        `场景：${dialogue.scene.setting}`,
        '对话：',
        ...talk,
        '',
        '请给这段对话里的表情图打分，每项 0 到 100 的整数：',
        ...aspects.map(
          aspect => `- ${aspect}（${ASPECT_QUESTIONS[aspect].name}）：${ASPECT_QUESTIONS[aspect].question}`,
        ),
        `只输出一个 JSON 对象，键是 ${aspects.join('、')}。`,
      ].join('\n'),
    },
  ]
}

/** Reads a judge's answer; undefined where an aspect is missing or out of bounds. */
export function readScores(text: string): Scores | undefined {
  const piece = /\{[^{}]*\}/.exec(text)?.[0]
  try {
    const value = z.record(z.string(), z.coerce.number()).parse(JSON.parse(piece ?? ''))
    return scoresSchema.safeParse(value).data
  } catch {
    return undefined
  }
}

/** Sums up judgements, people's or a model's. */
export function sumJudgements(judgements: readonly Judgement[], seed: string): JudgeReport {
  const of = (aspect: Aspect) => (unit: Judgement) => unit.samples.map(sample => sample[aspect])
  const score = (value: (unit: Judgement) => number[]) =>
    bootstrap(
      judgements,
      units => mean(units.flatMap(unit => (unit.samples.length > 0 ? [mean(value(unit))] : []))),
      seed,
    )
  const agreement = (aspect: Aspect) => {
    const alpha = krippendorffAlpha(judgements.map(of(aspect)))
    return Number.isFinite(alpha) ? round(alpha) : null
  }
  return {
    dialogues: judgements.length,
    samples: judgements.reduce((sum, { samples }) => sum + samples.length, 0),
    unread: judgements.reduce((sum, { unread }) => sum + unread, 0),
    aspects: Object.fromEntries(
      ASPECTS.map(aspect => [aspect, { score: score(of(aspect)), agreement: agreement(aspect) }]),
    ) as JudgeReport['aspects'],
    overall: score(unit => unit.samples.flatMap(sample => Object.values(sample))),
  }
}
