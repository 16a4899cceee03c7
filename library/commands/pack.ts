import { basename, resolve } from 'node:path'
import { defineCommand } from 'citty'
import { localeOf, print, progressBar, readConfig, say } from '../../src/cli/context.ts'
import { DoutuError } from '../../src/errors.ts'
import { readMemes } from '../../src/storage/memes.ts'
import { writePack } from '../pack/write.ts'
import { chooseMemes } from './choose.ts'
import { FILTER_ARGUMENTS, filterMemes } from './filters.ts'
import { withDatabase } from './session.ts'

export default defineCommand({
  meta: {
    name: 'pack',
    description:
      '打包成 zip：图片、清单、许可、校验和 | Write a pack: images, manifest, licences and checksums in a zip file',
  },
  args: {
    out: { type: 'positional', description: 'The zip file to write', required: true },
    name: { type: 'string', description: 'Name of the pack; default: that of the file' },
    ids: { type: 'string', description: 'Only these memes, with commas between' },
    ...FILTER_ARGUMENTS,
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ args }) {
    const path = resolve(args.out)
    const config = readConfig()
    await withDatabase(async ({ database }) => {
      const memes = await readMemes(database)
      // What belongs to one guild is not packed by accident, nor what nobody has approved.
      const filters = { ...args, state: args.state ?? 'approved', scope: args.scope ?? 'global' }
      const chosen = args.ids
        ? chooseMemes(
            memes,
            args.ids.split(',').map(id => id.trim()),
          )
        : filterMemes(memes, filters)
      if (chosen.length === 0)
        throw new DoutuError(
          'bad-input',
          'No meme fits.',
          'Approve some first, or choose others with --state, --library or --ids.',
        )
      const bar = progressBar('Packing')
      const summary = await writePack(
        path,
        chosen,
        { name: args.name ?? basename(path).replace(/\.zip$/i, ''), now: Date.now(), dataFolder: config.dataFolder },
        (done, total) => bar.update(done, total),
      ).finally(() => bar.stop())
      for (const slug of summary.missing) say(`${slug} was left out: its image is missing or changed.`)
      if (args.json) print(JSON.stringify({ file: path, ...summary }))
      else
        print(
          localeOf(config) === 'zh'
            ? `打包了 ${summary.memes} 张，写入 ${args.out}。`
            : `Packed ${summary.memes} memes into ${args.out}.`,
        )
    })
  },
})
