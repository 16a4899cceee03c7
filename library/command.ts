import { defineCommand } from 'citty'
import { print, progressBar } from '../src/cli/context.ts'
import { STARTER_FOLDER } from './manifest.ts'

const command =
  <T>(load: () => Promise<{ default: T }>) =>
  () =>
    load().then(module => module.default)

const render = defineCommand({
  meta: {
    name: 'render',
    description: '重新绘制自带表情 | Draw the starter library again, pixel-identical with the pinned versions',
  },
  args: {
    slugs: { type: 'positional', description: 'Only these memes', required: false },
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ args }) {
    const { renderLibrary } = await import('./render/library.ts')
    const bar = progressBar('Drawing')
    const only = args._.filter(slug => slug !== '')
    const summary = await renderLibrary(STARTER_FOLDER, {
      onProgress: (done, total) => bar.update(done, total),
      ...(only.length > 0 ? { only } : {}),
    }).finally(() => bar.stop())
    print(
      args.json
        ? JSON.stringify(summary)
        : `Drew ${Object.entries(summary)
            .map(([name, value]) => `${name} ${String(value)}`)
            .join(', ')}.`,
    )
  },
})

export default defineCommand({
  meta: { name: 'library', description: '表情库 | The library of memes' },
  subCommands: {
    import: command(() => import('./commands/import.ts')),
    annotate: command(() => import('./commands/annotate.ts')),
    approve: command(() => import('./commands/approve.ts')),
    list: command(() => import('./commands/list.ts')),
    show: command(() => import('./commands/show.ts')),
    edit: command(() => import('./commands/edit.ts')),
    export: command(() => import('./commands/export.ts')),
    block: command(() => import('./commands/block.ts')),
    duplicates: command(() => import('./commands/duplicates.ts')),
    pack: command(() => import('./commands/pack.ts')),
    render,
    check: command(() => import('./commands/check.ts')),
    map: command(() => import('./commands/map.ts')),
  },
})
