import { openPool, type WorkerFailure } from '../worker/pool.ts'
import type { Reading } from './reading.ts'

/** Reads the words in pictures, offline, in child processes: PP-OCRv4 by @gutenye/ocr-node, which reads Chinese and English. */
export interface Reader {
  /**
   * The words of an image, over its distinct frames; an image without words has no lines.
   * @param image bytes of a PNG, JPEG, GIF, WebP or AVIF
   * @throws WorkerFailure when it cannot be read: `error` for what is no sound image, `timeout`, `memory` or `crash`; the reader
   * goes on with the next image
   */
  read(image: Uint8Array): Promise<Reading>
  /** Ends the processes. */
  close(): Promise<void>
}

/** How a reader is opened. */
export interface ReaderOptions {
  /** Processes at once; each takes two processors and some 500 MB. */
  readonly workers?: number
  /** Longest time for one image, in milliseconds. */
  readonly timeoutMilliseconds?: number
}

export type { WorkerFailure }

const TIMEOUT_MILLISECONDS = 30_000
const MEBIBYTE = 2 ** 20
/** The package's OpenCV never gives back all that it took. */
const RECYCLE_RSS = 700 * MEBIBYTE
const MAXIMUM_RSS = 1200 * MEBIBYTE

/** Opens a reader; its processes start with the first image, within some 2 s. Close it when done. */
export function openReader({ workers = 1, timeoutMilliseconds = TIMEOUT_MILLISECONDS }: ReaderOptions = {}): Reader {
  const pool = openPool<Uint8Array, Reading>({
    entry: new URL('./worker.ts', import.meta.url),
    size: workers,
    timeoutMilliseconds,
    maximumRss: MAXIMUM_RSS,
    recycleRss: RECYCLE_RSS,
    packages: ['sharp', '@gutenye/ocr-node'],
  })
  return { read: image => pool.run(image), close: () => pool.close() }
}
