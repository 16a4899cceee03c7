import { defineCommand } from 'citty'
import { print } from '../../src/cli/context.ts'
import { memePath } from '../../src/pipeline/library-snapshot.ts'
import type { StoredMeme } from '../../src/schemas/meme.ts'
import type { Database } from '../../src/storage/database.ts'
import { readFinding } from '../../src/storage/findings.ts'
import { readMemes } from '../../src/storage/memes.ts'
import { originalNames } from '../../src/storage/originals.ts'
import { readPairs } from '../../src/storage/pairs.ts'
import { readingSchema } from '../read/reading.ts'
import { toRecord } from '../records/record.ts'
import { safetySchema } from '../safety/safety.ts'
import { chooseMemes } from './choose.ts'
import { withDatabase } from './session.ts'

export default defineCommand({
  meta: { name: 'show', description: '查看一张表情的全部信息 | Show all that is known of a meme' },
  args: {
    id: { type: 'positional', description: 'Id, its first characters, or slug', required: true },
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ args }) {
    await withDatabase(async ({ database, config }) => {
      for (const meme of chooseMemes(await readMemes(database), args._.filter(Boolean))) {
        const shown = describe(meme, database, config.dataFolder)
        if (args.json) print(JSON.stringify(shown))
        else for (const [name, value] of Object.entries(shown)) print(`${name.padEnd(11)} ${plain(value)}`)
      }
    })
  },
})

/** Everything about a meme; part of the stable contract. */
function describe(meme: StoredMeme, database: Database, dataFolder: string) {
  const { mime, width, height, frames, perceptualHash } = meme
  return {
    ...toRecord(meme),
    ...{ mime, width, height, frames, perceptualHash, path: memePath(meme, dataFolder) },
    names: originalNames(database, meme.id),
    lines: readFinding(database, meme.id, 'reading', readingSchema)?.lines ?? null,
    safety: readFinding(database, meme.id, 'safety', safetySchema) ?? null,
    pairs: readPairs(database, false).filter(({ first, second }) => first === meme.id || second === meme.id),
  }
}

function plain(value: unknown): string {
  if (Array.isArray(value) && value.every(item => typeof item === 'string')) return value.join(' / ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
