import { defineCommand } from 'citty'
import { localeOf, print, progressBar, readConfig, say } from '../../src/cli/context.ts'
import { DoutuError } from '../../src/errors.ts'
import { readMemes } from '../../src/storage/memes.ts'
import { approveMemes } from '../safety/approve.ts'
import { chooseMemes } from './choose.ts'
import { FILTER_ARGUMENTS, filterMemes } from './filters.ts'
import { alone, defaultWorkers, refreshIndex, withStores } from './session.ts'

export default defineCommand({
  meta: {
    name: 'approve',
    description: '批准：从此可以发出 | Approve memes after the safety check: from then on they may be sent',
  },
  args: {
    ids: { type: 'positional', description: 'Ids, their first characters, or slugs', required: false },
    all: { type: 'boolean', description: 'All that are in review and fit the filters' },
    ...FILTER_ARGUMENTS,
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ args }) {
    const ids = args._.filter(Boolean)
    if (ids.length === 0 && !args.all)
      throw new DoutuError('bad-input', 'No meme is named.', 'Name ids, or use --all (perhaps with --origin model).')
    const config = readConfig()
    const work = () =>
      withStores(async session => {
        const { database } = session
        const memes = await readMemes(database)
        const chosen =
          ids.length > 0 ? chooseMemes(memes, ids) : filterMemes(memes, { ...args, state: args.state ?? 'review' })
        const bar = progressBar('Checking')
        const { approved, held } = await approveMemes(
          chosen,
          { database, dataFolder: config.dataFolder, workers: defaultWorkers(), now: Date.now },
          (done, total) => bar.update(done, total),
        ).finally(() => bar.stop())
        await refreshIndex(session)
        for (const { meme, why } of held) say(`${meme.slug} was not approved: ${why}`)
        const zh = localeOf(config) === 'zh'
        if (args.json)
          print(
            JSON.stringify({
              approved: approved.map(({ id }) => id),
              held: held.map(({ meme, why }) => ({ id: meme.id, why })),
            }),
          )
        else
          print(
            zh
              ? `批准了 ${approved.length} 张，留下 ${held.length} 张。`
              : `Approved ${approved.length}, held ${held.length}.`,
          )
        if (held.length > 0) process.exitCode = 1
      }, config)
    await alone(config, work)
  },
})
