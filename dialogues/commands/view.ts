import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { dirname, resolve } from 'node:path'
import { serve } from '@hono/node-server'
import { defineCommand } from 'citty'
import { print, readConfig, say } from '../../src/cli/context.ts'
import { DoutuError, messageOf } from '../../src/errors.ts'
import { findImages } from '../formats/images.ts'
import { readDialogues } from '../formats/read.ts'
import { makeViewer } from '../viewer/app.ts'
import { viewOf } from '../viewer/data.ts'
import { inlineImages } from '../viewer/images.ts'
import { selfContainedPage } from '../viewer/page.ts'
import { drawPlots } from '../viewer/plots.ts'
import { wholeArgument } from './args.ts'

/** One file with more dialogues than this makes browsers slow. */
const MANY = 3000

export default defineCommand({
  meta: {
    name: 'view',
    description: '在网页里看对话、决定和统计图 | Look at dialogues, decisions and statistics in a page',
  },
  args: {
    file: { type: 'positional', required: true, description: '数据集 | The data set' },
    html: {
      type: 'string',
      valueHint: 'FILE',
      description: '写成一个独立的网页文件 | Write one self-contained page instead',
    },
    port: { type: 'string', default: '0', description: '端口，0 为任意 | Port; 0 takes any free one' },
    force: { type: 'boolean', default: false, description: '覆盖已有文件 | Overwrite' },
  },
  async run({ args }) {
    const port = wholeArgument('port', args.port, 0, 65_535)
    const dialogues = await readDialogues(args.file)
    const { found, missing } = await findImages(dialogues, readConfig())
    if (missing.length > 0)
      say(`${missing.length} of the memes are not in this machine's library; their captions are shown instead.`)
    const plots = await drawPlots(dialogues)
    const views = dialogues.map(viewOf)
    if (args.html) {
      const out = resolve(args.html)
      if (existsSync(out) && !args.force)
        throw new DoutuError('bad-input', `${out} is already there.`, 'Name another file, or use --force.')
      if (views.length > MANY) say(`${views.length} dialogues make a large page; a part of them may serve better.`)
      mkdirSync(dirname(out), { recursive: true })
      writeFileSync(out, selfContainedPage({ dialogues: views, images: await inlineImages(found) }, plots))
      say(`${views.length} dialogues in ${out}.`)
      return
    }
    await listen(makeViewer(views, found, plots), port)
  },
})

/** Serves on loopback until the process is told to end. */
async function listen(app: ReturnType<typeof makeViewer>, port: number): Promise<void> {
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port })
  await new Promise<void>((done, fail) => {
    server.once('listening', done)
    server.once('error', error =>
      fail(
        new DoutuError(
          'port-busy',
          `Port ${port} cannot be used (${messageOf(error)}).`,
          'Give another --port.',
          error,
        ),
      ),
    )
  })
  print(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  say('Ctrl+C ends it.')
  await new Promise<void>(done => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done())
  })
  if ('closeAllConnections' in server) server.closeAllConnections()
  server.close()
}
