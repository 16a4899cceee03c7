import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CLASSES, type GateClass } from '../classifier.ts'
import { bucketOf, gateFeatures } from '../features.ts'

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))
const DATA = join(ROOT, 'encoder/train/data')

const CLASS_OF: Record<string, GateClass> = {
  light: 'light',
  slang: 'light',
  playful: 'light',
  neutral: 'neutral',
  'not-chat': 'not-chat',
  quarrel: 'quarrel',
  serious: 'serious',
}

/** Missing a grief is far worse than missing a joke, so its examples count more. */
const CLASS_WEIGHT: Record<GateClass, number> = { light: 1, neutral: 1.2, 'not-chat': 1, quarrel: 1.6, serious: 1.8 }
/** Light lines that borrow the words or the things of grave ones show where the border is. */
const BORDER_WEIGHT = 1.5
const BORDER = /hyperbole|benign|contrast/
/** Contexts written for memes are many, and less near the border than the gate's own lines. */
const CONTEXT_SHARE = 0.3
const DRAMA_SHARE = 0.4
/** Factual talk is plentiful and all alike: every so manieth turn of it is enough. */
const FACTS_SHARE = 0.4
const FACTS_STRIDE = 9

/** Emotions of CPED (Apache-2.0) whose lines are no grief: weak labels, so that plain talk is not taken for it. */
const DRAMA_CLASS: Record<string, GateClass> = {
  happy: 'light',
  grateful: 'light',
  relaxed: 'light',
  'positive-other': 'light',
  neutral: 'neutral',
  astonished: 'neutral',
}

/** A labelled line as the classifier learns from it. */
export interface Example {
  readonly turns: readonly string[]
  /** Index into CLASSES. */
  readonly target: number
  /** `label/category`, for figures by kind. */
  readonly key: string
  readonly buckets: Uint32Array
  readonly weight: number
}

/** Public dialogues that may be added, both Apache-2.0: CPED's validation split, and KdConv's dialogues as JSON lines {"turns"}. */
export interface PublicDialogues {
  readonly cpedFile?: string | undefined
  readonly kdconvFolder?: string | undefined
}

/** All labelled lines: the gate's own, every chat context that was written for a meme (light), and public dialogues where given. */
export function readExamples({ cpedFile, kdconvFolder }: PublicDialogues): Example[] {
  const files = readdirSync(DATA).sort()
  const own = files.filter(file => /^gate-.*\.jsonl$/.test(file)).flatMap(file => readLines(join(DATA, file)))
  const groups = files.filter(file => /^intents-.*\.jsonl$/.test(file)).flatMap(file => readLines(join(DATA, file)))
  const memes = readLines(join(ROOT, 'library/starter/manifest.jsonl'))
  return [
    ...own.map(({ label, category, turns }) => {
      const weight = label === 'light' && BORDER.test(category) ? BORDER_WEIGHT : 1
      return example(turns, CLASS_OF[label]!, `${label}/${category ?? ''}`, weight)
    }),
    ...groups.flatMap(group =>
      group.contexts.map((turns: string[]) => example(turns, 'light', 'light/intent', CONTEXT_SHARE)),
    ),
    ...memes.flatMap(meme =>
      meme.annotation.examples.map((line: string) => example([line], 'light', 'light/meme', CONTEXT_SHARE)),
    ),
    ...readDrama(cpedFile).map(({ turns, name }) => example(turns, name, `${name}/drama`, DRAMA_SHARE)),
    ...readFacts(kdconvFolder).map(turns => example(turns, 'neutral', 'neutral/facts', FACTS_SHARE)),
  ]
}

function example(turns: string[], name: GateClass, key: string, share = 1): Example {
  const buckets = Uint32Array.from(new Set(gateFeatures(turns).map(bucketOf)))
  return { turns, target: CLASSES.indexOf(name), key, buckets, weight: CLASS_WEIGHT[name] * share }
}

function readLines(path: string) {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))
}

/** Talk about films, music and places: a meme would only interrupt it. */
function readFacts(folder: string | undefined): string[][] {
  if (!folder || !existsSync(folder)) return []
  const files = readdirSync(folder).filter(file => /^kdconv.*\.jsonl$/.test(file))
  const dialogues = files.sort().flatMap(file => readLines(join(folder, file)))
  const windows = dialogues.flatMap(({ turns }: { turns: string[] }) =>
    turns.map((_, index) => turns.slice(Math.max(0, index - 1), index + 1)),
  )
  return windows.filter((_, index) => index % FACTS_STRIDE === 0)
}

function readDrama(path: string | undefined): Array<{ turns: string[]; name: GateClass }> {
  if (!path || !existsSync(path)) return []
  const [header = '', ...rows] = readFileSync(path, 'utf8')
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
  const columns = header.split(',')
  const column = (name: string) => columns.indexOf(name)
  // The utterance is the last column, so its own commas do no harm.
  const cells = rows.map(row => row.split(','))
  const textOf = (row: string[]) => row.slice(column('Utterance')).join(',').trim()
  return cells.flatMap((row, index) => {
    const name = DRAMA_CLASS[row[column('Emotion')] ?? '']
    if (!name || textOf(row).length < 3) return []
    const before = cells.slice(Math.max(0, index - 2), index)
    const sameTalk = before.filter(other => other[column('Dialogue_ID')] === row[column('Dialogue_ID')])
    return [{ turns: [...sameTalk, row].map(textOf), name }]
  })
}
