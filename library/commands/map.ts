import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineCommand } from 'citty'
import { print } from '../../src/cli/context.ts'
import { STARTER_FOLDER } from '../manifest.ts'

export default defineCommand({
  meta: {
    name: 'map',
    description:
      '重写覆盖图、清单的 JSON Schema 和自带图的指纹 | Write the coverage map, the JSON Schema of the manifest and the fingerprints anew',
  },
  args: { json: { type: 'boolean', description: 'Print JSON' } },
  async run({ args }) {
    const [{ readIntents }, { libraryMap }, { manifestJsonSchema, readManifest }, { starterFingerprints }] =
      await Promise.all([
        import('../intents.ts'),
        import('../map.ts'),
        import('../manifest.ts'),
        import('../starter-fingerprints.ts'),
      ])
    const page = fileURLToPath(new URL('../../docs/library.md', import.meta.url))
    const schema = join(STARTER_FOLDER, 'manifest.schema.json')
    const fingerprints = join(STARTER_FOLDER, 'fingerprints.jsonl')
    const memes = readManifest(STARTER_FOLDER)
    await writeFile(page, libraryMap(STARTER_FOLDER, page, readIntents(STARTER_FOLDER), memes))
    await writeFile(schema, manifestJsonSchema())
    await writeFile(fingerprints, await starterFingerprints(STARTER_FOLDER, memes))
    const written = [page, schema, fingerprints]
    print(args.json ? JSON.stringify({ written }) : `Wrote ${written.join(', ')}.`)
  },
})
