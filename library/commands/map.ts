import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineCommand } from 'citty'
import { print } from '../../src/cli/context.ts'
import { STARTER_FOLDER } from '../manifest.ts'

export default defineCommand({
  meta: {
    name: 'map',
    description: '重写覆盖图和清单的 JSON Schema | Write the coverage map and the JSON Schema of the manifest anew',
  },
  args: { json: { type: 'boolean', description: 'Print JSON' } },
  async run({ args }) {
    const [{ readIntents }, { libraryMap }, { manifestJsonSchema, readManifest }] = await Promise.all([
      import('../intents.ts'),
      import('../map.ts'),
      import('../manifest.ts'),
    ])
    const page = fileURLToPath(new URL('../../docs/library.md', import.meta.url))
    const schema = join(STARTER_FOLDER, 'manifest.schema.json')
    await writeFile(page, libraryMap(STARTER_FOLDER, page, readIntents(STARTER_FOLDER), readManifest(STARTER_FOLDER)))
    await writeFile(schema, manifestJsonSchema())
    print(args.json ? JSON.stringify({ written: [page, schema] }) : `Wrote ${page} and ${schema}.`)
  },
})
