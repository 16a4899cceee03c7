import Papa from 'papaparse'
import { DoutuError } from '../../src/errors.ts'
import type { ParsedLine } from '../../src/schemas/context.ts'
import { EXAMPLE_COUNT } from '../../src/schemas/meme.ts'
import { looksLikeZip } from '../import/sniff.ts'
import { type FullRecord, type MemeRecord, RECORD_FIELDS, recordSchema } from './record.ts'

/** Spreadsheets take what begins with these for a formula; an apostrophe before it makes it text, and shields apostrophes as well. */
const SHIELDED = /^['=+\-@\t\r]/
/** Excel tells UTF-8 from the system's own encoding by this mark. */
const BYTE_ORDER_MARK = '\ufeff'

const EXAMPLES = Array.from({ length: EXAMPLE_COUNT }, (_, index) => `example${index + 1}`)
const COLUMNS = RECORD_FIELDS.flatMap(field => (field === 'examples' ? EXAMPLES : [field]))

/** What may be empty; elsewhere an empty cell is one that was left out. */
const EMPTIABLE: ReadonlySet<string> = new Set<keyof MemeRecord>(['caption', 'tags', 'source', 'licence'])

const shield = (text: string) => (SHIELDED.test(text) ? `'${text}` : text)
const unshield = (text: string) => (text.startsWith("'") && SHIELDED.test(text.slice(1)) ? text.slice(1) : text)

/** Records as a CSV table for spreadsheets: a line each, tags between bars, examples in eight columns. */
export function writeTable(records: ReadonlyArray<FullRecord>): string {
  const rows = records.map(record =>
    RECORD_FIELDS.flatMap(field => {
      if (field === 'tags') return shield(joinTags(record.tags))
      return field === 'examples' ? record.examples.map(shield) : shield(record[field])
    }),
  )
  return `${BYTE_ORDER_MARK}${Papa.unparse([COLUMNS, ...rows], { newline: '\r\n' })}\r\n`
}

/**
 * Reads a CSV table, with commas, semicolons or tabs, as spreadsheets save it: UTF-8, UTF-16 or GBK. A wrong line becomes an error
 * that names it; columns that are not known are passed over.
 * @throws DoutuError `bad-input` when there is no `id` column, and for a workbook (.xlsx, .ods)
 */
export function readTable(bytes: Uint8Array): Array<ParsedLine<MemeRecord>> {
  if (looksLikeZip(bytes))
    throw new DoutuError(
      'bad-input',
      'This is a workbook, not a CSV file.',
      'Save it as CSV from the spreadsheet program.',
    )
  const text = decodeText(bytes)
  // Excel's own way to say what separates the cells.
  const separator = /^sep=(.)\r?\n/i.exec(text)
  const { data } = Papa.parse<string[]>(text.slice(separator?.[0].length ?? 0), {
    skipEmptyLines: 'greedy',
    ...(separator ? { delimiter: separator[1]! } : {}),
  })
  const [head = [], ...rows] = data
  const names = head.map(name => name.trim().toLowerCase())
  if (!names.includes('id'))
    throw new DoutuError(
      'bad-input',
      'The table has no id column.',
      `Its first line must name the columns: ${COLUMNS.join(', ')}.`,
    )
  const firstLine = separator ? 3 : 2
  return rows.map((row, index) => parseRow(names, row, index + firstLine))
}

function parseRow(names: readonly string[], row: readonly string[], line: number): ParsedLine<MemeRecord> {
  const cell = (name: string) => {
    const value = row[names.indexOf(name)]
    return value === undefined ? undefined : unshield(value)
  }
  const fields: Record<string, unknown> = {}
  for (const field of RECORD_FIELDS) {
    const value = field === 'examples' ? examplesOf(cell) : cell(field)
    if (value === '' && !EMPTIABLE.has(field)) continue
    if (value !== undefined) fields[field] = field === 'tags' ? splitTags(String(value)) : value
  }
  const parsed = recordSchema.safeParse(fields)
  if (parsed.success) return { line, value: parsed.data }
  const wrong = parsed.error.issues.map(issue => `${issue.path.join('.') || 'value'}: ${issue.message}`).join('; ')
  const error = new DoutuError(
    'bad-line',
    `Line ${line} was skipped: ${wrong}.`,
    'Mend that line; the others were processed.',
  )
  return { line, error }
}

function examplesOf(cell: (name: string) => string | undefined): string[] | undefined {
  const examples = EXAMPLES.map(cell)
  return examples.every(example => !example) ? undefined : examples.map(example => example ?? '')
}

function joinTags(tags: readonly string[]): string {
  return tags.map(tag => tag.replace(/[\\|]/g, character => `\\${character}`)).join(' | ')
}

function splitTags(text: string): string[] {
  return (text.match(/(?:\\.|[^\\|])+/gu) ?? []).map(tag => tag.trim().replace(/\\(.)/gu, '$1')).filter(Boolean)
}

/** The text of a file as editors and spreadsheets save it: UTF-8, UTF-16 with its mark, or GBK; without a mark before it. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gbk').decode(bytes)
  }
}
