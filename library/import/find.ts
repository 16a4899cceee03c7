import { constants, existsSync, type Stats } from 'node:fs'
import { lstat, open, readdir, realpath, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { glob, isDynamicPattern } from 'tinyglobby'
import { DoutuError } from '../../src/errors.ts'
import { openPack } from '../pack/read.ts'
import { type Limits, MOST_FILES } from './limits.ts'
import { decodeName } from './names.ts'
import { RejectionError } from './reasons.ts'
import { looksLikeZip } from './sniff.ts'
import type { Found } from './source.ts'
import { listZip, zipSources } from './zip.ts'

/** A place in the file system. Names that are not UTF-8 can only be named by their bytes. */
interface Place {
  readonly bytes: Buffer
  readonly name: string
  /** Path within the folder that was named, with `/`. */
  readonly path: string
}

/**
 * Finds files under folders, globs and zip files, in the order of their names; reads nothing but zip directories. Links are
 * followed, but no folder is looked at twice.
 * @throws DoutuError `not-found` for a path that is not there and a glob that fits nothing; `pack-newer` or `pack-broken` where there
 * is nothing but a pack that cannot be read
 */
export async function findSources(paths: readonly string[], limits: Limits): Promise<Found[]> {
  const found: Found[] = []
  const seen = new Set<string>()
  let refused: DoutuError | undefined
  for (const path of paths) for (const place of await expand(path)) await look(place, true)
  if (refused && found.length === 1) throw refused
  return found

  async function look(place: Place, wasNamed: boolean): Promise<void> {
    if (found.length > MOST_FILES) throw tooMany()
    const stats = await statOf(place)
    if (stats instanceof RejectionError) found.push({ name: place.name, rejected: stats })
    else if (stats.isDirectory()) await lookInside(place, wasNamed)
    else if (!stats.isFile()) found.push({ name: place.name, rejected: new RejectionError('not-a-file') })
    else if (await startsLikeZip(place)) await lookIntoZip(place)
    else if (wasNamed || !isLitter(place.path)) found.push({ source: fileSource(place, limits) })
  }

  async function lookInside(place: Place, wasNamed: boolean): Promise<void> {
    const real = await realpath(place.bytes, { encoding: 'buffer' }).then(
      path => path.toString('latin1'),
      () => undefined,
    )
    if (!real || seen.has(real)) {
      // Who names a folder twice means it once.
      if (real && wasNamed) return
      found.push({ name: place.name, rejected: new RejectionError(real ? 'symlink-loop' : 'unreadable') })
      return
    }
    seen.add(real)
    const names = await readdir(place.bytes, { encoding: 'buffer' }).catch(() => undefined)
    if (!names) found.push({ name: place.name, rejected: new RejectionError('unreadable') })
    for (const name of (names ?? []).sort(Buffer.compare)) {
      const text = decodeName(name)
      await look(
        {
          bytes: Buffer.concat([place.bytes, Buffer.from('/'), name]),
          name: `${place.name.replace(/\/$/, '')}/${text}`,
          path: place.path ? `${place.path}/${text}` : text,
        },
        false,
      )
    }
  }

  async function lookIntoZip(place: Place): Promise<void> {
    try {
      const pack = await openPack(place.bytes, place.name, limits)
      found.push(...(pack?.found ?? zipSources(await listZip(place.bytes, limits), place.name)))
    } catch (error) {
      found.push({ name: place.name, rejected: rejectionOf(error) })
      if (error instanceof DoutuError) refused = error
    }
  }
}

/** Why a zip file cannot be read: one bad pack must not keep what lies beside it from coming in. */
function rejectionOf(error: unknown): RejectionError {
  if (error instanceof RejectionError) return error
  if (error instanceof DoutuError && (error.code === 'pack-newer' || error.code === 'pack-broken'))
    return new RejectionError(error.code, error.message)
  throw error
}

/** A path as it stands, or the files that a glob names. */
async function expand(path: string): Promise<Place[]> {
  const there = await stat(path).catch(() => undefined)
  const isLink = there ? true : await realLink(path)
  if (there || isLink) {
    const bytes = Buffer.from(resolve(path))
    return [{ bytes, name: path, path: there?.isDirectory() ? '' : basename(path) }]
  }
  if (!isDynamicPattern(path))
    throw new DoutuError(
      'not-found',
      `There is nothing at ${path}.`,
      'Name a folder, an image, a zip file or a quoted glob.',
    )
  const { base, pattern } = splitGlob(path)
  const files = await glob(pattern, {
    cwd: base || '.',
    dot: false,
    followSymbolicLinks: false,
    expandDirectories: false,
  })
  if (files.length === 0)
    throw new DoutuError('not-found', `No file fits ${path}.`, 'Try a wider glob, such as "memes/**/*.gif".')
  return files.sort().map(file => {
    const name = join(base, file)
    return { bytes: Buffer.from(resolve(name)), name, path: file }
  })
}

/** A glob as the folder that it starts from, and what is asked of the paths within: how that folder is reached says nothing of a picture. */
function splitGlob(path: string): { base: string; pattern: string } {
  const parts = path.split('/')
  const upTo = (count: number) => parts.slice(0, count).join('/') || (path.startsWith('/') ? '/' : '')
  let count = 0
  while (count < parts.length - 1 && existsSync(upTo(count + 1))) count += 1
  // 猫(1).gif is a name that browsers give; only @(png|gif) and the like are a choice.
  const pattern = parts
    .slice(count)
    .join('/')
    .replace(/(?<![@!+?\\])\(([^()|]*)\)/g, '\\($1\\)')
  return { base: count > 0 ? upTo(count) : '', pattern }
}

async function realLink(path: string): Promise<boolean> {
  return lstat(path).then(
    stats => stats.isSymbolicLink(),
    () => false,
  )
}

async function statOf({ bytes }: Place): Promise<Stats | RejectionError> {
  try {
    return await stat(bytes)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ELOOP') return new RejectionError('symlink-loop')
    return new RejectionError(code === 'ENOENT' ? 'broken-link' : 'unreadable', code ?? '')
  }
}

async function startsLikeZip({ bytes }: Place): Promise<boolean> {
  try {
    const file = await open(bytes, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const start = Buffer.alloc(4)
      await file.read(start, 0, 4, 0)
      return looksLikeZip(start)
    } finally {
      await file.close()
    }
  } catch {
    return false
  }
}

/** What systems leave in folders, and the previews that a library keeps beside its animations. */
function isLitter(path: string): boolean {
  return /(?:^|\/)(?:\.|Thumbs\.db$|desktop\.ini$|[\da-f]{64}\.still\.webp$)/i.test(path)
}

function fileSource({ bytes, name, path }: Place, limits: Pick<Limits, 'bytes'>) {
  return { name, path, read: () => readBounded(bytes, limits.bytes) }
}

/** All of a plain file, unless it is larger than the limit or grows past it. */
async function readBounded(path: Buffer, limit: number): Promise<Buffer> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const stats = await file.stat()
      if (!stats.isFile()) throw new RejectionError('not-a-file')
      if (stats.size > limit) throw new RejectionError('too-many-bytes', `${stats.size}.`)
      const bytes = Buffer.alloc(stats.size)
      const { bytesRead } = await file.read(bytes, 0, stats.size, 0)
      return bytes.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  } catch (error) {
    if (error instanceof RejectionError) throw error
    throw new RejectionError('unreadable', (error as NodeJS.ErrnoException).code ?? '')
  }
}

function tooMany(): DoutuError {
  return new DoutuError('bad-input', `There are more than ${MOST_FILES} files.`, 'Import one folder after the other.')
}
