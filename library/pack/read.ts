import { createHash } from 'node:crypto'
import { DoutuError } from '../../src/errors.ts'
import { parseJsonLines } from '../../src/schemas/context.ts'
import { parseJson } from '../../src/storage/json.ts'
import type { Limits } from '../import/limits.ts'
import { RejectionError } from '../import/reasons.ts'
import type { Found } from '../import/source.ts'
import { listZip, type ZipEntry } from '../import/zip.ts'
import {
  CHECKSUMS_FILE,
  MANIFEST_FILE,
  MOST_TEXT_BYTES,
  PACK_FILE,
  PACK_FORMAT,
  type PackHead,
  packHeadSchema,
  packLineSchema,
} from './format.ts'

/** A pack that has been opened: what it says of itself, and its images as sources, each with its annotation. */
export interface OpenPack {
  readonly head: PackHead
  readonly found: readonly Found[]
}

/**
 * Opens a zip file as a pack; undefined when it is none. Images are verified against their checksums when they are read.
 * @throws DoutuError `pack-newer` for a pack of a newer version, `pack-broken` where its own files are damaged
 */
export async function openPack(path: string | Buffer, name: string, limits: Limits): Promise<OpenPack | undefined> {
  const entries = await listZip(path, { bytes: Math.max(limits.bytes, MOST_TEXT_BYTES) }).catch((error: unknown) => {
    if (error instanceof RejectionError) return undefined
    throw error
  })
  const head = entries?.find(entry => entry.path === PACK_FILE)
  if (!entries || !head) return undefined
  const parsedHead = readHead(await text(head, name), name)
  const entryOf = (file: string) => {
    const entry = entries.find(one => one.path === file)
    if (entry) return entry
    throw broken(name, `${file} is missing`)
  }
  const checksums = readChecksums(await text(entryOf(CHECKSUMS_FILE), name))
  const manifest = await text(entryOf(MANIFEST_FILE), name)
  if (digest(Buffer.from(manifest)) !== checksums.get(MANIFEST_FILE))
    throw broken(name, `${MANIFEST_FILE} does not fit its checksum`)
  const byPath = new Map(entries.map(entry => [entry.path, entry]))
  const found: Found[] = []
  for (const line of parseJsonLines(manifest.split('\n'), packLineSchema)) {
    if ('error' in line) throw broken(name, `line ${line.line} of its manifest is wrong`)
    const { file } = line.value
    const full = `${name}/${file}`
    const entry = byPath.get(file)
    if (!entry) found.push({ name: full, rejected: new RejectionError('zip-broken', 'The image is missing.') })
    else
      found.push({
        source: { name: full, path: '', record: line.value, read: () => verified(entry, checksums.get(file), limits) },
      })
  }
  if (found.length !== parsedHead.memes) throw broken(name, `it holds ${found.length} of ${parsedHead.memes} memes`)
  return { head: parsedHead, found }
}

function readHead(content: string, name: string): PackHead {
  const json = parseJson(content)
  const { data: newer } = packHeadSchema.pick({ format: true }).safeParse(json)
  if (newer && newer.format > PACK_FORMAT)
    throw new DoutuError(
      'pack-newer',
      `${name} is a pack of format ${newer.format}; this version of doutu reads up to ${PACK_FORMAT}.`,
      'Update doutu, then import it again.',
    )
  const parsed = packHeadSchema.safeParse(json)
  if (parsed.success) return parsed.data
  throw broken(name, `${PACK_FILE} is wrong`)
}

async function text(entry: ZipEntry, name: string): Promise<string> {
  try {
    return (await entry.read()).toString('utf8')
  } catch (error) {
    throw broken(name, `${entry.path} cannot be read`, error)
  }
}

/** Lines as sha256sum writes them. */
function readChecksums(content: string): Map<string, string> {
  return new Map(
    content.split('\n').flatMap(line => {
      const match = /^([0-9a-f]{64}) [ *](.+)$/.exec(line.trim())
      return match ? [[match[2]!, match[1]!] as const] : []
    }),
  )
}

async function verified(entry: ZipEntry, checksum: string | undefined, limits: Limits): Promise<Buffer> {
  if (entry.bytes > limits.bytes) throw new RejectionError('too-many-bytes', `${entry.bytes}.`)
  const bytes = await entry.read()
  // Images are named by their content: one that was put in another's place must not get its annotation.
  const actual = digest(bytes)
  if (actual !== checksum || !entry.path.startsWith(`images/${actual}.`))
    throw new RejectionError('zip-broken', 'It does not fit its checksum.')
  return bytes
}

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

function broken(name: string, why: string, cause?: unknown): DoutuError {
  return new DoutuError('pack-broken', `The pack ${name} is damaged: ${why}.`, 'Get it again.', cause)
}
