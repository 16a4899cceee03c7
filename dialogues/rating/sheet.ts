import Papa from 'papaparse'
import { z } from 'zod'
import { DoutuError } from '../../src/errors.ts'
import { ASPECT_QUESTIONS, ASPECTS, type Aspect, type Judgement, type Scores } from '../evaluation/judge.ts'
import { groupBy } from '../group.ts'
import { shuffled, streamOf } from '../random.ts'
import { type Dialogue, strategySchema } from '../record.ts'

/** What the raters must not know: which dialogue an item is, and how its memes were drawn. */
export const ratingKeySchema = z.object({
  sheet: z.string(),
  items: z.record(z.string(), z.object({ id: z.string(), strategy: strategySchema, length: z.number().int() })),
})
export type RatingKey = z.infer<typeof ratingKeySchema>

/** One item of a sheet, blind. */
export interface RatingItem {
  readonly item: string
  readonly dialogue: Dialogue
}

/** Draws dialogues with memes, as many of each strategy as possible, and shuffles them. @param count items in all */
export function drawItems(
  dialogues: readonly Dialogue[],
  count: number,
  seed: string,
): { items: RatingItem[]; key: RatingKey } {
  const usable = dialogues.filter(({ turns }) => turns.some(({ meme }) => meme))
  if (usable.length === 0)
    throw new DoutuError('bad-input', 'None of these dialogues has a meme to rate.', 'Give a data set with memes.')
  const random = streamOf(seed, 'sheet')
  const decks = [...groupBy(usable, ({ strategy }) => strategy).values()].map(group => shuffled(group, random))
  const drawn: Dialogue[] = []
  for (let round = 0; drawn.length < Math.min(count, usable.length); round += 1)
    for (const deck of decks) {
      const next = deck[round]
      if (next && drawn.length < count) drawn.push(next)
    }
  const items = shuffled(drawn, random).map((dialogue, index) => ({
    item: String(index + 1).padStart(3, '0'),
    dialogue,
  }))
  const key = {
    sheet: `sheet-${seed}-${items.length}`,
    items: Object.fromEntries(
      items.map(({ item, dialogue: { id, strategy, turns } }) => [item, { id, strategy, length: turns.length }]),
    ),
  }
  return { items, key }
}

const HEADER = ['item', ...ASPECTS, 'comment', 'dialogue'] as const

/** The sheet as CSV, to be filled in with scores from 0 to 100. Opens in any spreadsheet; nothing in it is taken for a formula. */
export function ratingCsv(items: readonly RatingItem[]): string {
  const rows = items.map(({ item, dialogue }) => [item, ...ASPECTS.map(() => ''), '', talkText(dialogue)])
  const explained = ASPECTS.map(
    aspect => `# ${aspect}：${ASPECT_QUESTIONS[aspect].name}。${ASPECT_QUESTIONS[aspect].question}（0–100）`,
  )
  return `\ufeff${explained.join('\n')}\n${Papa.unparse([[...HEADER], ...rows], { escapeFormulae: true, newline: '\n' })}\n`
}

function talkText({ scene, turns }: Dialogue): string {
  return [
    `【${scene.setting}】`,
    ...turns.map(({ speaker, text, meme }) => `${speaker}：${text}${meme ? `［图：${meme.caption}］` : ''}`),
  ].join('\n')
}

/** A rater's scores, by item. */
export type Ratings = ReadonlyMap<string, Scores>

/** Reads a sheet that somebody filled in; items without any score are passed over. @throws DoutuError that names what is wrong */
export function readRatings(text: string, where: string): Ratings {
  const { data } = Papa.parse<Record<string, string>>(text.replace(/^\ufeff/, ''), {
    header: true,
    comments: '#',
    skipEmptyLines: 'greedy',
  })
  const ratings = new Map<string, Scores>()
  for (const [index, row] of data.entries()) {
    const item = (row.item ?? '').replace(/^'/, '').trim()
    const given = ASPECTS.filter(aspect => (row[aspect] ?? '').trim() !== '')
    if (given.length === 0) continue
    const scores = ASPECTS.map((aspect): [Aspect, number] => [aspect, Number((row[aspect] ?? '').trim() || Number.NaN)])
    if (!item || scores.some(([, value]) => !(value >= 0 && value <= 100)))
      throw new DoutuError(
        'bad-input',
        `${where}, row ${index + 1} (item ${item || '?'}): each of ${ASPECTS.join(', ')} needs a score from 0 to 100.`,
        'Mend that row, or leave all its scores empty.',
      )
    if (ratings.has(item))
      throw new DoutuError('bad-input', `${where} rates item ${item} twice.`, 'Keep one of the two rows.')
    ratings.set(normalItem(item), Object.fromEntries(scores) as Scores)
  }
  return ratings
}

// Spreadsheets drop leading zeros.
const normalItem = (item: string) => (/^\d+$/.test(item) ? item.padStart(3, '0') : item)

/** Ratings of several people as judgements, by dialogue. @throws DoutuError for an item that the key does not know */
export function judgementsOf(raters: readonly Ratings[], key: RatingKey): Map<string, Judgement> {
  const found = new Map<string, Scores[]>()
  for (const ratings of raters)
    for (const [item, scores] of ratings) {
      const known = key.items[item]
      if (!known)
        throw new DoutuError(
          'bad-input',
          `The key knows no item ${item}.`,
          'Give the key.json that was written with this sheet.',
        )
      found.set(known.id, [...(found.get(known.id) ?? []), scores])
    }
  return new Map([...found].map(([id, samples]) => [id, { id, samples, unread: 0 }]))
}
