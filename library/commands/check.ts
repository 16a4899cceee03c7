import { defineCommand } from 'citty'
import { print, progressBar } from '../../src/cli/context.ts'
import { STARTER_FOLDER } from '../manifest.ts'

export default defineCommand({
  meta: {
    name: 'check',
    description:
      '检查表情库：格式、文件、许可、重复、覆盖、文字 | Check a library: schema, files, licences, duplicates, coverage, captions',
  },
  args: {
    folder: {
      type: 'positional',
      description: 'Folder of the library (default: the starter library)',
      required: false,
    },
    ocr: {
      type: 'boolean',
      default: true,
      description: 'Read the captions in the pictures',
      negativeDescription: 'Do not',
    },
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ args }) {
    const [{ checkLibrary, OWN_RULES }, { captionsRule }] = await Promise.all([
      import('../check/check.ts'),
      import('../check/captions.ts'),
    ])
    const bar = progressBar('Reading captions')
    const reader = args.ocr ? await import('../check/reader.ts').then(module => module.openCaptionReader()) : undefined
    const rules = reader
      ? [...OWN_RULES, captionsRule(reader.read, (done, total) => bar.update(done, total))]
      : OWN_RULES
    const report = await checkLibrary(args.folder ?? STARTER_FOLDER, rules).finally(async () => {
      bar.stop()
      await reader?.close()
    })
    if (args.json) print(JSON.stringify(report))
    else {
      for (const { rule, slug, message } of report.findings) print(`${rule}: ${slug ? `${slug}: ` : ''}${message}`)
      const figures = Object.entries(report.figures).map(([name, value]) => `${name} ${Number(value.toFixed(4))}`)
      print(`${report.memes} memes, ${report.findings.length} findings; ${figures.join(', ')}`)
    }
    if (report.findings.length > 0) process.exitCode = 1
  },
})
