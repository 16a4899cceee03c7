import { existsSync, readdirSync, rmSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Meme } from '../../src/schemas/meme.ts'

/** Where a keeper's own images lie, under the data folder. */
export const memesFolder = (dataFolder: string) => join(dataFolder, 'memes')

const EXTENSIONS: Record<Meme['mime'], string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
}
const INCOMING = '.incoming-'

/** The path of an image within the memes folder, by its content: never by a name that somebody gave. */
export function fileOf({ id, mime }: Pick<Meme, 'id' | 'mime'>): string {
  return `${id.slice(0, 2)}/${id}.${EXTENSIONS[mime]}`
}

/** The path of an animation's still. */
export function stillOf(id: string): string {
  return `${id.slice(0, 2)}/${id}.still.webp`
}

/** Writes a file whole or not at all; one that is there already is left alone. */
export async function placeFile(dataFolder: string, file: string, bytes: Uint8Array): Promise<void> {
  const path = join(memesFolder(dataFolder), file)
  if (existsSync(path)) return
  const temporary = join(dirname(path), `${INCOMING}${process.pid}-${file.replaceAll('/', '-')}`)
  if (!existsSync(dirname(path))) await mkdir(dirname(path), { recursive: true })
  try {
    await writeFile(temporary, bytes)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** Removes what an import that was killed had begun to write. Only for the one process that imports. */
export function removeLeftovers(dataFolder: string): void {
  const folder = memesFolder(dataFolder)
  if (!existsSync(folder)) return
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue
    for (const name of readdirSync(join(folder, entry.name)))
      if (name.startsWith(INCOMING)) rmSync(join(folder, entry.name, name), { force: true })
  }
}
