import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import hnswlib from 'hnswlib-node'
import { z } from 'zod'
import { DoutuError } from '../errors.ts'

/** Blocks of a meme's vector, in order; each has the encoder's dimension and norm 1. */
export const BLOCKS = ['scenario', 'emotion', 'motivation', 'examples'] as const

/** The pointer file: which vectors file is current, and all that must agree before it is trusted. */
export const pointerSchema = z.object({
  format: z.literal(1),
  file: z.string().regex(/^memes-[0-9a-f]{16}\.hnsw$/),
  encoder: z.string(),
  /** Dimension of one block. */
  dimension: z.number().int().positive(),
  count: z.number().int().nonnegative(),
  /** SHA-256 of the vectors file. */
  checksum: z.string(),
  /** Digest of what was indexed: labels, texts and encoder. Another library content means a rebuild. */
  content: z.string(),
  builtAt: z.number(),
})
export type IndexPointer = z.infer<typeof pointerSchema>

/** Approximate nearest neighbours over the memes, by inner product of weighted blocks. */
export interface VectorIndex {
  readonly pointer: IndexPointer
  /** Labels that it holds. */
  readonly labels: ReadonlySet<number>
  /** Labels of the best `limit` that the filter lets through, best first. The filter must not throw. */
  search(query: number[], limit: number, allowed: (label: number) => boolean): number[]
}

export const indexFolder = (dataFolder: string) => join(dataFolder, 'index')
export const pointerPath = (dataFolder: string) => join(indexFolder(dataFolder), 'index.json')

/** Reads the pointer file. @throws DoutuError `index-missing` or `index-broken` */
export function readPointer(dataFolder: string): IndexPointer {
  const path = pointerPath(dataFolder)
  if (!existsSync(path)) throw new DoutuError('index-missing', 'There is no index yet.', 'Build it with: npm run index')
  try {
    return pointerSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    throw broken('its pointer file cannot be read', error)
  }
}

/**
 * Opens the current index after checking encoder, dimension, checksum and count.
 * @param content digest that the library has now; undefined skips that check
 * @throws DoutuError `index-missing`, `index-stale` (another encoder or library) or `index-broken`
 */
export function openVectorIndex(
  dataFolder: string,
  encoder: { key: string; dimension: number },
  content?: string,
): VectorIndex {
  const pointer = readPointer(dataFolder)
  if (pointer.encoder !== encoder.key || pointer.dimension !== encoder.dimension) {
    throw new DoutuError(
      'index-stale',
      `The index was built with the encoder ${pointer.encoder}, and the settings now name ${encoder.key}.`,
      'Rebuild it with: npm run index',
    )
  }
  if (content !== undefined && pointer.content !== content) {
    throw new DoutuError(
      'index-stale',
      'The library has changed since the index was built.',
      'Rebuild it with: npm run index',
    )
  }
  const path = join(indexFolder(dataFolder), pointer.file)
  if (!existsSync(path)) throw broken(`${pointer.file} is missing`)
  if (checksumFile(path) !== pointer.checksum) throw broken('its checksum is wrong')
  return { pointer, ...openGraph(path, pointer) }
}

function openGraph(path: string, pointer: IndexPointer): Pick<VectorIndex, 'labels' | 'search'> {
  const graph = new hnswlib.HierarchicalNSW('ip', pointer.dimension * BLOCKS.length)
  try {
    graph.readIndexSync(path, true)
  } catch (error) {
    throw broken('the vectors cannot be read', error)
  }
  if (graph.getCurrentCount() !== pointer.count) throw broken('it holds another number of memes than it says')
  return {
    labels: new Set(graph.getIdsList()),
    search(query, limit, allowed) {
      const wanted = Math.min(limit, pointer.count)
      if (wanted === 0) return []
      // ef falls back to 10 whenever an index is loaded; a search must look at more points than it returns.
      graph.setEf(Math.max(64, wanted * 2))
      return graph.searchKnn(query, wanted, allowed).neighbors
    },
  }
}

/** SHA-256 of a file, in hexadecimal. */
export function checksumFile(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

function broken(why: string, cause?: unknown): DoutuError {
  return new DoutuError(
    'index-broken',
    `The index is damaged (${why}).`,
    'It is derived data; rebuild it with: npm run index',
    cause,
  )
}
