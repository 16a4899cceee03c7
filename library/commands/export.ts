import { renameSync, writeFileSync } from 'node:fs'
import { defineCommand } from 'citty'
import { print, say } from '../../src/cli/context.ts'
import { DoutuError, messageOf } from '../../src/errors.ts'
import { readMemes } from '../../src/storage/memes.ts'
import { toRecord } from '../records/record.ts'
import { writeTable } from '../records/table.ts'
import { FILTER_ARGUMENTS, filterMemes } from './filters.ts'
import { choiceArgument, withDatabase } from './session.ts'

export default defineCommand({
  meta: {
    name: 'export',
    description: '导出标注为 JSONL 或 CSV，改完再导入 | Export annotations as JSONL or CSV, to edit and import again',
  },
  args: {
    ...FILTER_ARGUMENTS,
    format: { type: 'string', description: 'jsonl or csv; default: by the name of --out, else jsonl' },
    out: { type: 'string', description: 'File to write; default: standard output' },
  },
  async run({ args }) {
    if (args.format === undefined && /\.(?:xlsx?|ods|numbers)$/i.test(args.out ?? ''))
      throw new DoutuError(
        'bad-input',
        `${args.out} would be no spreadsheet of that kind.`,
        'Name a .csv file: every spreadsheet program opens it.',
      )
    const guess = /\.csv$/i.test(args.out ?? '') ? 'csv' : 'jsonl'
    const format = choiceArgument('format', args.format ?? guess, ['jsonl', 'csv'] as const)
    await withDatabase(async ({ database }) => {
      const records = filterMemes(await readMemes(database), args).map(toRecord)
      const text =
        format === 'csv' ? writeTable(records) : records.map(record => `${JSON.stringify(record)}\n`).join('')
      if (args.out === undefined || args.out === '-') return print(text.replace(/\n$/, ''))
      writeWhole(args.out, text)
      say(`Wrote ${records.length} memes to ${args.out}.`)
    })
  },
})

/** A file is there as a whole or not at all. */
function writeWhole(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, text)
    renameSync(temporary, path)
  } catch (error) {
    throw new DoutuError(
      'bad-input',
      `${path} cannot be written (${messageOf(error)}).`,
      'Name another file with --out.',
      error,
    )
  }
}
