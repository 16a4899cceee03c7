import type { Locale } from '../../src/pipeline/reasons.ts'
import { REJECTIONS, type Rejection, type RejectionError } from './reasons.ts'

/** What became of a file; part of the stable contract. */
export type Outcome =
  /** It is a new meme. */
  | { readonly name: string; readonly outcome: 'imported'; readonly id: string; readonly like?: string }
  /** Its very content is in the library; `completed`: where there was only a draft, it got the pack's annotation. */
  | { readonly name: string; readonly outcome: 'known'; readonly id: string; readonly completed?: true }
  /** It is the same picture as a meme that is there, and was merged into it. */
  | { readonly name: string; readonly outcome: 'duplicate'; readonly id: string; readonly completed?: true }
  /** It was left out: no image, broken, too large, hostile, or blocked. */
  | { readonly name: string; readonly outcome: 'rejected'; readonly reason: Rejection; readonly detail: string }

/** What an import did; part of the stable contract. */
export interface ImportReport {
  readonly found: number
  readonly imported: number
  readonly known: number
  readonly duplicates: number
  /** Memes known or merged that had only a draft, and got a pack's annotation. */
  readonly completed: number
  readonly rejected: number
  /** Files not looked at any more, because the import was interrupted. */
  readonly left: number
  /** Open pairs of like pictures that this import found. */
  readonly pairs: number
  /** Imported images whose words could not be read. */
  readonly unread: number
  readonly seconds: number
  /** Files per second. */
  readonly rate: number
  /** Rejected files by reason. */
  readonly reasons: Partial<Record<Rejection, number>>
  readonly files: readonly Outcome[]
}

export function rejectedOutcome(name: string, { reason, detail }: RejectionError): Outcome {
  return { name, outcome: 'rejected', reason, detail }
}

/** Adds up outcomes. */
export function summarize(
  files: readonly Outcome[],
  given: Pick<ImportReport, 'found' | 'pairs' | 'unread' | 'seconds'>,
): ImportReport {
  const count = (outcome: Outcome['outcome']) => files.filter(file => file.outcome === outcome).length
  const reasons: Partial<Record<Rejection, number>> = {}
  for (const file of files) if (file.outcome === 'rejected') reasons[file.reason] = (reasons[file.reason] ?? 0) + 1
  return {
    ...given,
    imported: count('imported'),
    known: count('known'),
    duplicates: count('duplicate'),
    completed: files.filter(file => 'completed' in file).length,
    rejected: count('rejected'),
    left: given.found - files.length,
    rate: Math.round((files.length / Math.max(given.seconds, 1e-3)) * 10) / 10,
    reasons,
    files,
  }
}

const WORDS = {
  zh: {
    imported: '已导入',
    known: '早已在库',
    duplicates: '重复，已合并',
    completed: '其中原来只有草稿，已用表情包的标注补全',
    rejected: '未导入',
    left: '中断，未处理',
    pairs: '疑似重复，待定（npx doutu library duplicates）',
    unread: '文字未能识别',
  },
  en: {
    imported: 'imported',
    known: 'already in the library',
    duplicates: 'duplicates, merged',
    completed: "of these had only a draft, and got the pack's annotation",
    rejected: 'not imported',
    left: 'interrupted, not looked at',
    pairs: 'pairs that look alike, to be decided (npx doutu library duplicates)',
    unread: 'whose words could not be read',
  },
} as const

/** The summary for people, line by line: a figure per outcome, then every file that was left out, with its reason. */
export function describeReport(report: ImportReport, locale: Locale): string[] {
  const words = WORDS[locale]
  const figures = (Object.keys(words) as Array<keyof typeof words>)
    .filter(key => report[key] > 0 || key === 'imported')
    .map(key => `${String(report[key]).padStart(6)}  ${words[key]}`)
  const files = report.files.flatMap(file =>
    file.outcome === 'rejected'
      ? [`  ${printable(file.name)}: ${printable(sentence(file.reason, file.detail, locale))}`]
      : [],
  )
  return [...figures, ...files]
}

/** A name may hold line ends and what terminals take for commands. */
const printable = (text: string) => text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '\ufffd')

/** Why a file was left out, as a sentence. */
export function sentence(reason: Rejection, detail: string, locale: Locale): string {
  const said = REJECTIONS[reason][locale]
  return detail ? `${said}${locale === 'zh' ? '：' : ' '}${detail}` : said
}
