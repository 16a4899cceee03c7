import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { defineCommand } from 'citty'
import { print, readConfig, say } from '../../src/cli/context.ts'
import { DoutuError } from '../../src/errors.ts'
import { findImages } from '../formats/images.ts'
import { readDialogues } from '../formats/read.ts'
import { ratingPage } from '../rating/page.ts'
import { drawItems, ratingCsv } from '../rating/sheet.ts'
import { inlineImages } from '../viewer/images.ts'
import { wholeArgument } from './args.ts'

export default defineCommand({
  meta: {
    name: 'sheet',
    description: '做一份人工盲评表（CSV 和网页） | Make a blind sheet for human rating (CSV and a page)',
  },
  args: {
    file: { type: 'positional', required: true, description: '数据集 | The data set' },
    out: {
      type: 'string',
      required: true,
      valueHint: 'FOLDER',
      description: '写到哪个文件夹 | Folder for the sheet, the page and the key',
    },
    count: { type: 'string', default: '40', description: '评多少段 | How many dialogues' },
    seed: { type: 'string', default: '1', description: '种子 | Seed of the order' },
    force: { type: 'boolean', default: false, description: '覆盖已有文件 | Overwrite' },
    json: { type: 'boolean', default: false, description: '打印 JSON | Print JSON' },
  },
  async run({ args }) {
    const count = wholeArgument('count', args.count, 1, 10_000)
    const dialogues = await readDialogues(args.file)
    const out = resolve(args.out)
    if (existsSync(join(out, 'key.json')) && !args.force)
      throw new DoutuError('bad-input', `There is a sheet in ${out} already.`, 'Name another folder, or use --force.')
    const { items, key } = drawItems(dialogues, count, args.seed)
    const { found } = await findImages(
      items.map(({ dialogue }) => dialogue),
      readConfig(),
    )
    mkdirSync(out, { recursive: true })
    writeFileSync(join(out, 'sheet.csv'), ratingCsv(items))
    writeFileSync(join(out, 'sheet.html'), ratingPage(items, key.sheet, await inlineImages(found)))
    writeFileSync(join(out, 'key.json'), `${JSON.stringify(key, null, 1)}\n`)
    if (args.json) print(JSON.stringify({ out, items: items.length }))
    else
      say(
        `${items.length} dialogues to rate in ${out}: give sheet.html or sheet.csv to the raters, and keep key.json. Read back with: doutu dialogues rate FILLED.csv --key ${join(out, 'key.json')}`,
      )
  },
})
