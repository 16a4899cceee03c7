import { createHash } from 'node:crypto'
import { createWriteStream, existsSync, renameSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import yazl from 'yazl'
import { DoutuError, messageOf } from '../../src/errors.ts'
import { memePath } from '../../src/pipeline/library-snapshot.ts'
import type { StoredMeme } from '../../src/schemas/meme.ts'
import { fileOf } from '../import/place.ts'
import {
  CHECKSUMS_FILE,
  LICENCES_FILE,
  MANIFEST_FILE,
  PACK_FILE,
  PACK_FORMAT,
  type PackHead,
  type PackLine,
} from './format.ts'

/** What a pack came to hold. */
export interface PackSummary {
  readonly memes: number
  readonly bytes: number
  /** Memes left out, because their image is missing or is not what its id says. */
  readonly missing: string[]
}

/**
 * Writes memes as a pack: images, manifest, licences and checksums in one zip file, whole or not at all. The same memes and date give
 * the same bytes.
 * @throws DoutuError `bad-input` when the file cannot be written
 */
export async function writePack(
  path: string,
  memes: readonly StoredMeme[],
  about: { name: string; now: number; dataFolder: string },
  onProgress: (done: number, total: number) => void = () => {},
): Promise<PackSummary> {
  const zip = new yazl.ZipFile()
  const temporary = `${path}.${process.pid}.tmp`
  const mtime = new Date(about.now)
  const writing = pipeline(zip.outputStream, createWriteStream(temporary))
  const failed = writing.catch((error: unknown) => error)
  const checksums: string[] = []
  const lines: PackLine[] = []
  const missing: string[] = []
  let bytes = 0
  const add = (content: Buffer, name: string, compress: boolean) => {
    checksums.push(`${createHash('sha256').update(content).digest('hex')}  ${name}`)
    bytes += content.length
    zip.addBuffer(content, name, { mtime, compress })
  }
  for (const [index, meme] of memes.entries()) {
    const image = await imageOf(meme, about.dataFolder)
    if (image) {
      const line = toLine(meme)
      lines.push(line)
      add(image, line.file, false)
    } else missing.push(meme.slug)
    onProgress(index + 1, memes.length)
  }
  const head: PackHead = { format: PACK_FORMAT, name: about.name, createdAt: mtime.toISOString(), memes: lines.length }
  add(Buffer.from(lines.map(line => `${JSON.stringify(line)}\n`).join('')), MANIFEST_FILE, true)
  add(Buffer.from(licences(lines, about.name)), LICENCES_FILE, true)
  add(Buffer.from(`${JSON.stringify(head, null, 2)}\n`), PACK_FILE, true)
  zip.addBuffer(Buffer.from(`${checksums.join('\n')}\n`), CHECKSUMS_FILE, { mtime, compress: true })
  zip.end()
  const error = await failed
  try {
    if (error) throw error
    renameSync(temporary, path)
  } catch (problem) {
    rmSync(temporary, { force: true })
    throw new DoutuError(
      'bad-input',
      `${basename(path)} cannot be written (${messageOf(problem)}).`,
      'Name another file.',
      problem,
    )
  }
  return { memes: lines.length, bytes, missing }
}

async function imageOf(meme: StoredMeme, dataFolder: string): Promise<Buffer | undefined> {
  const path = memePath(meme, dataFolder)
  const bytes = existsSync(path) ? await readFile(path) : undefined
  return bytes && createHash('sha256').update(bytes).digest('hex') === meme.id ? bytes : undefined
}

function toLine(meme: StoredMeme): PackLine {
  const { id, slug, mime, width, height, frames, perceptualHash, caption, tags = [], rating, source, licence } = meme
  return {
    ...{ id, slug, file: `images/${fileOf(meme).slice(3)}`, mime, width, height, frames, perceptualHash },
    ...{ caption, tags, rating, source, licence, origin: meme.origin ?? 'hand', annotation: meme.annotation },
  }
}

/** Whose the images are, for people: each licence and source with the images under it. */
function licences(lines: readonly PackLine[], name: string): string {
  const groups = new Map<string, string[]>()
  for (const { licence, source, file } of lines) {
    const key = `${licence || 'unknown'}\nSource: ${source || 'unknown'}`
    groups.set(key, [...(groups.get(key) ?? []), file])
  }
  const parts = [...groups].map(([key, files]) => `Licence: ${key}\n${files.map(file => `  ${file}\n`).join('')}`)
  return `${name}\n\n${parts.join('\n')}`
}
