import { once } from 'node:events'
import UPNG from 'upng-js'
import * as yauzl from 'yauzl'
import type { Limits } from './limits.ts'
import { MOST_FILES } from './limits.ts'
import { decodeName } from './names.ts'
import { RejectionError } from './reasons.ts'
import { looksLikeZip } from './sniff.ts'
import type { Found } from './source.ts'

/** An image does not shrink: what unpacks to more than this many times its size, and is not small, is a bomb. */
const MOST_EXPANSION = 200
const SMALL = 2 ** 20
/** Bytes that all entries of a zip file may unpack to. */
const MOST_UNPACKED = 16 * 2 ** 30
const [ENCRYPTED, UTF8_NAME] = [0x1, 0x800]
const UNICODE_PATH = 0x7075
const STORED = 0
const DEFLATED = 8

export interface ZipEntry {
  /** Path within the zip file, with `/`; UTF-8 or GBK. */
  readonly path: string
  readonly bytes: number
  /** Its bytes, checked against its checksum. @throws RejectionError */
  read(): Promise<Buffer>
}

/**
 * Lists a zip file without unpacking anything; nothing is ever written by an entry's name. No file stays open in between.
 * @throws RejectionError `zip-broken`, `zip-bomb` or `too-many-files`
 */
export async function listZip(path: string | Buffer, limits: Pick<Limits, 'bytes'>): Promise<ZipEntry[]> {
  const entries = await withZip(path, listEntries)
  const unpacked = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0)
  if (unpacked > MOST_UNPACKED)
    throw new RejectionError('zip-bomb', `It would unpack to ${Math.round(unpacked / 2 ** 30)} GiB.`)
  return entries.map(entry => ({
    path: entryPath(entry),
    bytes: entry.uncompressedSize,
    read: () => withZip(path, zip => readEntry(zip, entry, limits.bytes)),
  }))
}

/** The entries of a zip file as sources of images. @param name of the zip file, for reports */
export function zipSources(entries: readonly ZipEntry[], name: string): Found[] {
  return entries.filter(isContent).map(entry => {
    const full = `${name}/${entry.path}`
    if (isUnsafe(entry.path)) return { name: full, rejected: new RejectionError('zip-unsafe-name') }
    return { source: { name: full, path: entry.path, read: () => readImage(entry) } }
  })
}

async function readImage(entry: ZipEntry): Promise<Buffer> {
  const bytes = await entry.read()
  if (looksLikeZip(bytes)) throw new RejectionError('zip-nested')
  return bytes
}

/** Whether a path would lead out of the folder that it is unpacked in, on any system. */
export function isUnsafe(path: string): boolean {
  return /^[/\\]|^[a-z]:|\0/i.test(path) || path.split(/[/\\]/).includes('..')
}

// Folders, and what macOS, Windows and editors leave behind.
function isContent({ path }: Pick<ZipEntry, 'path'>): boolean {
  return !path.endsWith('/') && !/(?:^|\/)(?:__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/i.test(path)
}

async function withZip<T>(path: string | Buffer, work: (zip: yauzl.ZipFile) => Promise<T>): Promise<T> {
  const zip = await openFile(path)
  // Errors of single entries come with their streams as well.
  zip.on('error', () => {})
  try {
    return await work(zip)
  } finally {
    zip.close()
  }
}

async function openFile(path: string | Buffer): Promise<yauzl.ZipFile> {
  const options = { lazyEntries: true, autoClose: false, decodeStrings: false } as const
  return new Promise((resolve, reject) => {
    const opened = (error: Error | null, zip: yauzl.ZipFile) =>
      error ? reject(new RejectionError('zip-broken', error.message)) : resolve(zip)
    // The types know paths as text only; a name that is not UTF-8 is bytes.
    yauzl.open(path as string, options, opened)
  })
}

async function listEntries(zip: yauzl.ZipFile): Promise<yauzl.Entry[]> {
  const entries: yauzl.Entry[] = []
  if (zip.entryCount > MOST_FILES) throw new RejectionError('too-many-files', `${zip.entryCount}.`)
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry: yauzl.Entry) => {
      entries.push(entry)
      zip.readEntry()
    })
    zip.once('end', resolve)
    zip.once('error', error => reject(new RejectionError('zip-broken', error.message)))
    zip.readEntry()
  })
  return entries
}

function entryPath({ fileNameRaw, generalPurposeBitFlag, extraFields }: yauzl.Entry): string {
  // Info-ZIP's Unicode path: a version, a checksum of the other name, then UTF-8.
  const unicode = extraFields.find(({ id, data }) => id === UNICODE_PATH && data.length > 5 && data[0] === 1)
  const name =
    generalPurposeBitFlag & UTF8_NAME
      ? fileNameRaw.toString('utf8')
      : decodeName(unicode?.data.subarray(5) ?? fileNameRaw)
  return name.replaceAll('\\', '/')
}

async function readEntry(zip: yauzl.ZipFile, entry: yauzl.Entry, limit: number): Promise<Buffer> {
  const { compressedSize, uncompressedSize, compressionMethod, generalPurposeBitFlag } = entry
  if (generalPurposeBitFlag & ENCRYPTED) throw new RejectionError('zip-encrypted')
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED)
    throw new RejectionError('zip-unsupported', `Method ${compressionMethod}.`)
  if (uncompressedSize > SMALL && uncompressedSize > compressedSize * MOST_EXPANSION)
    throw new RejectionError('zip-bomb', `${compressedSize} bytes would become ${uncompressedSize}.`)
  if (uncompressedSize > limit) throw new RejectionError('too-many-bytes', `${uncompressedSize}.`)
  try {
    const bytes = await collect(await openStream(zip, entry), limit)
    if (UPNG.crc.crc(bytes, 0, bytes.length) >>> 0 !== entry.crc32)
      throw new RejectionError('zip-broken', 'A checksum is wrong.')
    return bytes
  } catch (error) {
    if (error instanceof RejectionError) throw error
    throw new RejectionError('zip-broken', error instanceof Error ? error.message : String(error))
  }
}

function openStream(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<NodeJS.ReadableStream & { destroy(): void }> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)))
  })
}

/** All that a stream gives, unless it gives more than the limit: an entry may lie about its size. */
async function collect(stream: NodeJS.ReadableStream & { destroy(): void }, limit: number): Promise<Buffer> {
  const parts: Buffer[] = []
  let length = 0
  stream.on('data', (part: Buffer) => {
    parts.push(part)
    length += part.length
    if (length > limit) stream.emit('error', new RejectionError('too-many-bytes', `More than ${limit}.`))
  })
  try {
    await once(stream, 'end')
  } catch (error) {
    stream.on('error', () => {})
    stream.destroy()
    throw error
  }
  return Buffer.concat(parts)
}
