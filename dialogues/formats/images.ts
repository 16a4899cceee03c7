import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../../src/config/load.ts'
import { memePath } from '../../src/pipeline/library-snapshot.ts'
import type { StoredMeme } from '../../src/schemas/meme.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { readMemes } from '../../src/storage/memes.ts'
import type { Dialogue, MemeInTurn } from '../record.ts'

/** A meme of a data set with its image, where this machine has it. */
export interface FoundMeme {
  readonly meme: MemeInTurn
  readonly path: string
  /** What the library says of it; undefined for one that this machine's library does not have. */
  readonly stored: StoredMeme | undefined
}

const STARTER = fileURLToPath(new URL('../../library/starter', import.meta.url))

/** Finds the images of all memes in a data set: in this machine's library, or among those that ship with doutu. */
export async function findImages(
  dialogues: readonly Dialogue[],
  config: Pick<Config, 'dataFolder'>,
): Promise<{ found: FoundMeme[]; missing: MemeInTurn[] }> {
  const used = new Map(
    dialogues.flatMap(({ turns }) => turns.flatMap(({ meme }) => (meme ? [[meme.id, meme] as const] : []))),
  )
  const library = existsSync(join(config.dataFolder, 'doutu.db'))
    ? await storedMemes(config.dataFolder)
    : new Map<string, StoredMeme>()
  const [found, missing]: [FoundMeme[], MemeInTurn[]] = [[], []]
  for (const meme of [...used.values()].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const stored = library.get(meme.id)
    const path = stored ? memePath(stored, config.dataFolder) : join(STARTER, meme.file)
    // Without a library the starter's file of that name is taken for what it is; a name that leads elsewhere is not.
    if (existsSync(path) && (stored || path.startsWith(`${STARTER}/images/`))) found.push({ meme, path, stored })
    else missing.push(meme)
  }
  return { found, missing }
}

async function storedMemes(dataFolder: string): Promise<Map<string, StoredMeme>> {
  const database = await openDatabase(dataFolder)
  try {
    return new Map((await readMemes(database)).map(meme => [meme.id, meme]))
  } finally {
    await database.close()
  }
}

/** Copies images into a folder. @param nameOf path of each inside the folder */
export function copyImages(found: readonly FoundMeme[], folder: string, nameOf: (meme: MemeInTurn) => string): void {
  for (const { meme, path } of found) {
    const target = join(folder, nameOf(meme))
    mkdirSync(dirname(target), { recursive: true })
    copyFileSync(path, target)
  }
}
