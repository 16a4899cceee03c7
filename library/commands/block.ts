import { existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { defineCommand } from 'citty'
import { localeOf, print, readConfig } from '../../src/cli/context.ts'
import { DoutuError } from '../../src/errors.ts'
import { changeMeme, readMemes } from '../../src/storage/memes.ts'
import { saveBlockedImage } from '../../src/storage/originals.ts'
import { findLike } from '../import/duplicates.ts'
import { openExaminer } from '../import/examine.ts'
import { BLOCKED_PREFIX, readKnown } from '../import/known.ts'
import { DEFAULT_LIMITS } from '../import/limits.ts'
import { RejectionError } from '../import/reasons.ts'
import { openShelf } from '../import/shelf.ts'
import { openReader } from '../read/reader.ts'
import { chooseMemes } from './choose.ts'
import { alone, type Session, withDatabase } from './session.ts'

export default defineCommand({
  meta: {
    name: 'block',
    description:
      '屏蔽：按编号或按图片，之后不发也不再导入 | Block by id or by image: never sent, and never imported again',
  },
  args: {
    targets: { type: 'positional', description: 'Ids, slugs, or image files', required: true },
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ args }) {
    const config = readConfig()
    const work = () =>
      withDatabase(async session => {
        const blocked = new Set<string>()
        for (const target of args._.filter(Boolean)) {
          const isFile = existsSync(target) && statSync(target).isFile()
          const ids = isFile
            ? await idsOfImage(session, target)
            : chooseMemes(await readMemes(session.database), [target]).map(({ id }) => id)
          for (const id of ids) {
            changeMeme(session.database, id, { state: 'blocked' }, Date.now())
            blocked.add(id)
          }
        }
        if (args.json) print(JSON.stringify({ blocked: [...blocked] }))
        else
          print(
            localeOf(config) === 'zh'
              ? `屏蔽了 ${blocked.size} 张表情；同样的图不会再导入。`
              : `Blocked ${blocked.size} memes; the same pictures will not be imported again.`,
          )
      })
    await alone(config, work)
  },
})

/** Blocks an image itself, whether or not it is in the library. @returns the memes that show the same */
async function idsOfImage({ database, config }: Session, path: string): Promise<string[]> {
  const bytes = await readFile(path)
  const examiner = openExaminer(1, DEFAULT_LIMITS)
  const reader = openReader()
  try {
    const image = await examiner.examine(bytes)
    const known = await readKnown(database)
    const kept = image.converted ?? bytes
    const reading = await reader.read(kept).catch(() => undefined)
    const shelf = openShelf(known, { database, dataFolder: config.dataFolder, reader, now: Date.now, dryRun: false })
    const exact = known.memes.get(known.originals.get(image.original) ?? image.id)
    known.near.remove(image.id)
    const like = await findLike(
      { ...image, bytes: kept, reading },
      { known, load: id => shelf.load(id), compare: (first, second) => examiner.compare(first, second) },
    )
    saveBlockedImage(database, { hash: image.original, fingerprint: JSON.stringify(image.fingerprint) }, Date.now())
    const same = like
      .filter(({ id, verdict }) => verdict === 'same' && !id.startsWith(BLOCKED_PREFIX))
      .map(({ id }) => id)
    return [...(exact ? [exact.id] : []), ...same]
  } catch (error) {
    if (error instanceof RejectionError)
      throw new DoutuError(
        'bad-input',
        `${path} cannot be blocked: ${error.message}`,
        'Name a sound image or an id.',
        error,
      )
    throw error
  } finally {
    await Promise.all([examiner.close(), reader.close()])
  }
}
