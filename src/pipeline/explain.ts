import { type Decision, GATE_REASONS, type HoldReason } from '../schemas/decision.ts'
import { EMOTION_NAMES, MOTIVATION_NAMES } from './inventory.ts'
import { type Locale, REASON_SENTENCES } from './reasons.ts'

/** An explanation in words, made of nothing but the decision. */
export interface Explanation {
  /** What was decided, in one sentence. */
  readonly headline: string
  /** Why: the score against the threshold, and how the threshold came about. */
  readonly details: readonly string[]
}

/** What an explanation needs of a decision; decisions that were stored in short have it too. */
export type Explainable = Pick<Decision, 'score' | 'threshold' | 'thresholdParts' | 'reading'> & {
  readonly runnersUp: readonly unknown[]
} & (
    | {
        readonly kind: 'send'
        readonly reason: 'fits'
        readonly meme: { readonly caption: string }
        readonly memeScore: number
      }
    | { readonly kind: 'hold'; readonly reason: HoldReason; readonly evidence?: string | undefined }
  )

const EVIDENCE: Record<string, Record<Locale, string>> = {
  bereavement: { zh: '离世', en: 'bereavement' },
  illness: { zh: '疾病', en: 'illness' },
  'self-harm': { zh: '轻生念头', en: 'self-harm' },
  violence: { zh: '暴力', en: 'violence' },
  disaster: { zh: '灾祸', en: 'disaster' },
  livelihood: { zh: '生计', en: 'livelihood' },
  bullying: { zh: '欺凌', en: 'bullying' },
  slur: { zh: '辱骂', en: 'slur' },
  politics: { zh: '政治', en: 'politics' },
  'breaking-off': { zh: '决裂', en: 'breaking off' },
  accusation: { zh: '指责', en: 'accusation' },
  acknowledgement: { zh: '简单应答', en: 'acknowledgement' },
  command: { zh: '指令', en: 'command' },
  link: { zh: '链接', en: 'link' },
  code: { zh: '代码', en: 'code' },
  log: { zh: '日志', en: 'log' },
  system: { zh: '平台消息或附件', en: 'a line of the platform, or an attachment' },
  notice: { zh: '通知', en: 'notice' },
  figures: { zh: '数字', en: 'figures' },
  table: { zh: '表格', en: 'table' },
  identifier: { zh: '编号', en: 'identifier' },
  classifier: { zh: '整体语气', en: 'the tone as a whole' },
}

const number = (value: number) => value.toFixed(3)

/** Explains a decision in one language. */
export function explain(decision: Explainable, locale: Locale): Explanation {
  return {
    headline: headline(decision, locale),
    details: [...gateDetail(decision, locale), ...scoreDetails(decision, locale), ...readingDetail(decision, locale)],
  }
}

function headline(decision: Explainable, locale: Locale): string {
  const reason = REASON_SENTENCES[decision.reason][locale]
  if (decision.kind === 'hold') return locale === 'zh' ? `没发：${reason}` : `Held: ${reason}`
  return locale === 'zh' ? `发了「${decision.meme.caption}」：${reason}` : `Sent “${decision.meme.caption}”: ${reason}`
}

function gateDetail(decision: Explainable, locale: Locale): string[] {
  if (decision.kind === 'send' || !decision.evidence) return []
  const after = decision.evidence.startsWith('after-')
  const name = EVIDENCE[decision.evidence.replace(/^after-/, '')]?.[locale]
  if (!name) return []
  if (locale === 'zh') return [after ? `依据：前面谈到了${name}，话题还没有过去。` : `依据：${name}。`]
  return [after ? `Evidence: ${name} came up before, and the talk has not moved on.` : `Evidence: ${name}.`]
}

function scoreDetails(decision: Explainable, locale: Locale): string[] {
  // What the gate held was never scored.
  if (decision.kind === 'hold' && GATE_REASONS.has(decision.reason) && decision.runnersUp.length === 0) return []
  const { score, threshold, thresholdParts: parts } = decision
  const base = parts.quantile > parts.floor ? 'quantile' : 'floor'
  if (locale === 'zh') {
    const origin =
      base === 'floor'
        ? `下限 ${number(parts.floor)}`
        : `本频道近期得分的 ${(parts.level * 100).toFixed(0)}% 分位 ${number(parts.quantile)}`
    return [
      `最高分 ${number(score)}，阈值 ${number(threshold)}（${origin}${parts.refractory > 0 ? `，加上刚发过的冷却 ${number(parts.refractory)}` : ''}）。`,
      ...(decision.kind === 'send' ? [`这张自己的得分是 ${number(decision.memeScore)}。`] : []),
    ]
  }
  const origin =
    base === 'floor'
      ? `the floor, ${number(parts.floor)}`
      : `the ${(parts.level * 100).toFixed(0)} % quantile of this channel's recent scores, ${number(parts.quantile)}`
  return [
    `Best score ${number(score)}, threshold ${number(threshold)} (${origin}${parts.refractory > 0 ? `, plus ${number(parts.refractory)} for having sent one lately` : ''}).`,
    ...(decision.kind === 'send' ? [`The meme's own score is ${number(decision.memeScore)}.`] : []),
  ]
}

/** Below this an estimate is a guess among many, and not worth a word. */
const WORTH_SAYING = 0.25

function readingDetail({ reading }: Explainable, locale: Locale): string[] {
  if (!reading || reading.emotion.probability < WORTH_SAYING) return []
  const { emotion, motivation } = reading
  const share = (probability: number) => `${(probability * 100).toFixed(0)}%`
  return locale === 'zh'
    ? [`听起来：${emotion.label}（${share(emotion.probability)}），多半是想${wish(motivation.label)}。`]
    : [
        `It sounds ${EMOTION_NAMES[emotion.label] ?? emotion.label} (${share(emotion.probability)}), most likely meant to ${MOTIVATION_NAMES[motivation.label] ?? motivation.label}.`,
      ]
}

/** A motivation as the end of a Chinese sentence. */
const wish = (motivation: string) => (motivation === '招呼' ? '打个招呼' : motivation)
