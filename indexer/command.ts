import { defineCommand } from 'citty'
import { seedStarter } from '../library/seed.ts'
import { openStores, print, progressBar, readConfig, say } from '../src/cli/context.ts'
import { buildIndex } from './build.ts'
import { indexProblem } from './ensure.ts'
import { withBuildLock } from './lock.ts'
import { verifyIndex } from './verify.ts'

export default defineCommand({
  meta: {
    name: 'index',
    description:
      '重建索引 | Rebuild the index: incremental, or --full; --verify checks it. A running server picks it up by itself',
  },
  args: {
    full: { type: 'boolean', description: 'Embed everything again' },
    verify: { type: 'boolean', description: 'Build nothing; check the index against the library' },
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ args }) {
    const config = readConfig()
    const { database, encoder } = await openStores(config)
    try {
      if (args.verify) {
        const report = await verifyIndex(config, database, encoder)
        print(
          args.json
            ? JSON.stringify(report)
            : report.sound
              ? `The index is sound: ${report.memes} memes, recall@10 ${report.recallAt10?.toFixed(3)}.`
              : `The index is not sound: ${report.problems.join(' ')}`,
        )
        if (!report.sound) process.exitCode = 1
        return
      }
      const bar = progressBar('Building the index')
      const started = Date.now()
      await seedStarter(database, Date.now())
      const before = await indexProblem(config, database, encoder)
      if (before && before.code !== 'index-missing') say(`${before.message} Rebuilding it.`)
      const summary = await withBuildLock(config.dataFolder, () =>
        buildIndex(database, encoder, config.dataFolder, {
          full: Boolean(args.full),
          now: Date.now(),
          onProgress: (done, total) => bar.update(done, total),
        }),
      ).finally(() => bar.stop())
      const seconds = (Date.now() - started) / 1000
      const { memes, embedded, pointer, calibratedOn } = summary
      if (args.json)
        print(
          JSON.stringify({
            memes,
            embedded,
            calibratedOn,
            encoder: pointer.encoder,
            dimension: pointer.dimension,
            file: pointer.file,
            checksum: pointer.checksum,
            seconds,
          }),
        )
      else
        print(
          `Indexed ${memes} memes in ${seconds.toFixed(1)} s: ${embedded} embedded anew, score calibrated on ${calibratedOn} contexts.`,
        )
    } finally {
      await encoder.dispose()
      await database.close()
    }
  },
})
