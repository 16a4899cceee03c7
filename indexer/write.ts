import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import hnswlib from 'hnswlib-node'
import { blockVector } from '../src/pipeline/query.ts'
import type { MemeVectors } from '../src/storage/embeddings.ts'
import { BLOCKS, checksumFile, type IndexPointer, indexFolder, pointerPath } from '../src/storage/vector-index.ts'

/** HNSW: links per point, and candidates looked at while building. */
const LINKS = 16
const CONSTRUCTION_CANDIDATES = 200
const SEED = 100

/** One point of the graph: a meme's label and its embeddings. */
export interface IndexPoint {
  readonly label: number
  readonly vectors: MemeVectors
}

/**
 * Writes the vectors file beside the current one and then renames the pointer over the old pointer: at every moment, a killed
 * process included, the pointer names a complete file. Files that no pointer names any more are removed afterwards.
 */
export function writeIndex(
  dataFolder: string,
  points: readonly IndexPoint[],
  about: Pick<IndexPointer, 'encoder' | 'dimension' | 'content' | 'builtAt'>,
): IndexPointer {
  const folder = indexFolder(dataFolder)
  mkdirSync(folder, { recursive: true })
  const graph = new hnswlib.HierarchicalNSW('ip', about.dimension * BLOCKS.length)
  graph.initIndex({
    maxElements: Math.max(1, points.length),
    m: LINKS,
    efConstruction: CONSTRUCTION_CANDIDATES,
    randomSeed: SEED,
    allowReplaceDeleted: true,
  })
  for (const point of points) graph.addPoint(blockVector(point.vectors), point.label)

  const temporary = join(folder, `building-${process.pid}.tmp`)
  graph.writeIndexSync(temporary)
  flush(temporary)
  const checksum = checksumFile(temporary)
  const file = `memes-${checksum.slice(0, 16)}.hnsw`
  renameSync(temporary, join(folder, file))

  const pointer: IndexPointer = { format: 1, file, count: points.length, checksum, ...about }
  const temporaryPointer = `${pointerPath(dataFolder)}.${process.pid}.tmp`
  writeFileSync(temporaryPointer, `${JSON.stringify(pointer, null, 2)}\n`)
  flush(temporaryPointer)
  renameSync(temporaryPointer, pointerPath(dataFolder))
  removeOthers(folder, file)
  return pointer
}

function flush(path: string): void {
  const descriptor = openSync(path, 'r+')
  fsyncSync(descriptor)
  closeSync(descriptor)
}

function removeOthers(folder: string, current: string): void {
  for (const name of readdirSync(folder)) {
    const mine = name.endsWith('.hnsw')
      ? name !== current
      : name.endsWith('.tmp') && !isAlive(Number(/(\d+)\.tmp$/.exec(name)?.[1]))
    if (mine) rmSync(join(folder, name), { force: true })
  }
}

// A temporary file of a process that still runs is its business.
function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
