import Papa from 'papaparse'
import { normalizeText } from '../../src/text/normalize.ts'

/** Something that people look for, and the different ways in which they ask for it. */
export interface QueryItem {
  readonly id: string
  /** Normalised, each once, in the order of the file. */
  readonly queries: readonly string[]
}

/** What a file of queries held. */
export interface QueryFile {
  readonly items: readonly QueryItem[]
  /** Lines with an id, but nothing that says anything. */
  readonly withoutQueries: number
  /** Queries left out because their item already had them. */
  readonly repeatedQueries: number
  /** Lines whose id had come before; their queries went to that item. */
  readonly repeatedItems: number
  /** Numbers of the lines, from 1, whose quotes do not pair up; they were read as if there were none. */
  readonly mendedLines: readonly number[]
}

const SEPARATOR = /[,，、]/u

/**
 * Reads a header and then, line by line, an item's id and its queries, separated by commas: in further columns or inside one quoted
 * cell; ， and 、 separate too. Equality of queries is that of their normalised texts.
 */
export function parseQueryFile(text: string): QueryFile {
  const { rows, mendedLines } = parseRows(text.replace(/^\ufeff/, ''))
  const filled = rows.filter(row => row.some(cell => cell.trim() !== ''))
  const items = new Map<string, Set<string>>()
  let [withoutQueries, repeatedQueries, repeatedItems] = [0, 0, 0]
  for (const [id = '', ...cells] of filled.slice(1)) {
    const queries = cells.flatMap(cell => cell.split(SEPARATOR)).flatMap(query => normalizeText(query) || [])
    const name = id.trim()
    if (!name && queries.length === 0) continue
    if (queries.length === 0) withoutQueries += 1
    const known = items.get(name)
    // Without a name every line is an item of its own.
    if (known && name) repeatedItems += 1
    const own = known && name ? known : new Set<string>()
    for (const query of queries) {
      if (own.has(query)) repeatedQueries += 1
      own.add(query)
    }
    items.set(name || `line ${items.size + 1}`, own)
  }
  return {
    items: [...items].filter(([, queries]) => queries.size > 0).map(([id, queries]) => ({ id, queries: [...queries] })),
    withoutQueries,
    repeatedQueries,
    repeatedItems,
    mendedLines,
  }
}

function parseRows(text: string): { rows: string[][]; mendedLines: number[] } {
  const parsed = parse(text)
  if (parsed.errors.every(error => error.type !== 'Quotes')) return { rows: parsed.data, mendedLines: [] }
  // One stray quote would swallow the rest of the file: then every line stands for itself.
  const mendedLines: number[] = []
  const rows = text.split(/\r\n|\n|\r/).map((line, index) => {
    const alone = parse(line)
    if (alone.errors.every(error => error.type !== 'Quotes')) return alone.data[0] ?? ['']
    mendedLines.push(index + 1)
    return line.replaceAll('"', '').split(',')
  })
  return { rows, mendedLines }
}

const parse = (text: string) => Papa.parse<string[]>(text, { delimiter: ',' })
