import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { defineCommand } from 'citty'
import { print, readConfig, say } from '../../src/cli/context.ts'
import { DoutuError } from '../../src/errors.ts'
import { imagePath } from '../formats/format.ts'
import { jsonLines, writeHub } from '../formats/hub.ts'
import { copyImages, type FoundMeme, findImages } from '../formats/images.ts'
import { toMod } from '../formats/mod.ts'
import { toOpenAi } from '../formats/openai.ts'
import { writeParquet } from '../formats/parquet.ts'
import { readDialogues } from '../formats/read.ts'
import { toShareGpt } from '../formats/sharegpt.ts'
import type { Dialogue } from '../record.ts'

const FORMATS = ['native', 'mod', 'sharegpt', 'openai', 'parquet', 'hub'] as const
type Format = (typeof FORMATS)[number]
const MIME: Readonly<Record<string, string>> = {
  webp: 'image/webp',
  png: 'image/png',
  gif: 'image/gif',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
}

export default defineCommand({
  meta: {
    name: 'export',
    description: '转成别的格式，或转回来 | Convert a data set to another format, or back to the native one',
  },
  args: {
    file: {
      type: 'positional',
      required: true,
      description: '数据集：本程序写的任何格式 | A data set in any format that doutu writes',
    },
    to: { type: 'string', required: true, valueHint: FORMATS.join('|'), description: '目标格式 | Format' },
    out: {
      type: 'string',
      required: true,
      valueHint: 'PATH',
      description: '写到哪里；mod 和 hub 是文件夹 | File; for mod and hub a folder',
    },
    images: {
      type: 'string',
      default: 'copy',
      description: '图片：copy 拷贝、data 内联（openai）、none 不要 | copy, data (inline, openai only), or none',
    },
    name: { type: 'string', description: '数据集名称（hub） | Name of the data set (hub)' },
    seed: { type: 'string', default: '1', description: '划分的种子（hub） | Seed of the splits (hub)' },
    force: { type: 'boolean', default: false, description: '覆盖已有文件 | Overwrite' },
    json: { type: 'boolean', default: false, description: '打印 JSON 汇总 | Print a summary as JSON' },
  },
  async run({ args }) {
    const format = FORMATS.find(known => known === args.to)
    if (!format) throw new DoutuError('bad-input', `--to ${args.to} is not known.`, `Use one of ${FORMATS.join(', ')}.`)
    if (!['copy', 'data', 'none'].includes(args.images))
      throw new DoutuError('bad-input', `--images ${args.images} is not known.`, 'Use copy, data or none.')
    const dialogues = await readDialogues(args.file)
    const out = resolve(args.out)
    if (existsSync(out) && !args.force)
      throw new DoutuError('bad-input', `${out} is already there.`, 'Name another path with --out, or use --force.')
    const { found, missing } = await findImages(dialogues, readConfig())
    if (missing.length > 0 && format !== 'native' && format !== 'parquet')
      say(`${missing.length} of the memes are not in this machine's library; their images are left out.`)
    if (args.force) clear(out)
    mkdirSync(dirname(out), { recursive: true })
    write(format, dialogues, found, out, { images: args.images, name: args.name ?? basename(out), seed: args.seed })
    const summary = { format, out, dialogues: dialogues.length, images: found.length, missing: missing.length }
    if (args.json) print(JSON.stringify(summary))
    else say(`${dialogues.length} dialogues as ${format} in ${out}.`)
  },
})

/** What an export puts into its folder; nothing else is ever removed. */
const OWN = [
  'data',
  'parquet',
  'images',
  'meme_set',
  'schema.json',
  'splits.json',
  'README.md',
  'dialogues.json',
  'memes.json',
  'emotions.json',
]

/** Makes room for a new export where an old one is. @throws DoutuError `bad-input` for a folder that is none */
function clear(out: string): void {
  if (!statSync(out, { throwIfNoEntry: false })?.isDirectory()) {
    rmSync(out, { force: true })
    return
  }
  const entries = readdirSync(out)
  if (entries.some(entry => !OWN.includes(entry)))
    throw new DoutuError(
      'bad-input',
      `The folder ${out} holds other things than an export.`,
      'Name a new folder with --out.',
    )
  for (const entry of entries) rmSync(join(out, entry), { recursive: true })
}

interface WriteOptions {
  readonly images: string
  readonly name: string
  readonly seed: string
}

function write(
  format: Format,
  dialogues: readonly Dialogue[],
  found: readonly FoundMeme[],
  out: string,
  options: WriteOptions,
): void {
  const inline = dataUrls(options.images === 'data' ? found : [])
  const writers: Record<Format, () => void> = {
    native: () => writeFileSync(out, jsonLines(dialogues)),
    parquet: () => writeParquet(out, dialogues),
    sharegpt: () => writeFileSync(out, jsonLines(dialogues.map(toShareGpt))),
    openai: () =>
      writeFileSync(
        out,
        jsonLines(dialogues.map(dialogue => toOpenAi(dialogue, meme => inline.get(meme.id) ?? imagePath(meme)))),
      ),
    mod: () => writeMod(dialogues, found, out, options),
    hub: () => writeHub(out, dialogues, options.images === 'none' ? [] : found, options.name, options.seed),
  }
  writers[format]()
  if (options.images === 'copy' && (format === 'sharegpt' || format === 'openai'))
    copyImages(found, dirname(out), imagePath)
}

function writeMod(
  dialogues: readonly Dialogue[],
  found: readonly FoundMeme[],
  out: string,
  { images }: WriteOptions,
): void {
  const data = toMod(dialogues)
  mkdirSync(out, { recursive: true })
  const json = (name: string, value: unknown) => writeFileSync(join(out, name), `${JSON.stringify(value, null, 1)}\n`)
  json('dialogues.json', data.dialogues)
  json('memes.json', data.memes)
  json('emotions.json', data.emotions)
  const numbers = new Map(Object.entries(data.memes).map(([number, meme]) => [meme.id, number]))
  if (images === 'copy')
    copyImages(found, out, meme => `meme_set/${numbers.get(meme.id)}${/\.\w+$/.exec(meme.file)?.[0] ?? ''}`)
}

function dataUrls(found: readonly FoundMeme[]): Map<string, string> {
  return new Map(
    found.map(({ meme, path }) => {
      const type = MIME[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream'
      return [meme.id, `data:${type};base64,${readFileSync(path).toString('base64')}`]
    }),
  )
}
