import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { StringDecoder } from 'node:string_decoder'

const CHUNK = 1 << 20

/**
 * The whole lines of a file, one after the other, without reading it at once. What follows the last line end was torn by an
 * interruption and is cut off the file.
 */
export function* wholeLines(path: string): Generator<string> {
  if (!existsSync(path)) return
  const descriptor = openSync(path, 'r')
  const decoder = new StringDecoder('utf8')
  const chunk = Buffer.alloc(CHUNK)
  let [rest, whole, read] = ['', 0, 0]
  try {
    for (let count = readSync(descriptor, chunk); count > 0; count = readSync(descriptor, chunk)) {
      const end = chunk.subarray(0, count).lastIndexOf(10)
      if (end >= 0) whole = read + end + 1
      read += count
      const lines = (rest + decoder.write(chunk.subarray(0, count))).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
  } finally {
    closeSync(descriptor)
  }
  if (whole < read) truncateSync(path, whole)
}

/** Appends to a file in one place; what was appended survives the end of the process. */
export class Appender {
  private readonly descriptor: number

  constructor(path: string) {
    this.descriptor = openSync(path, 'a')
  }

  append(text: string): void {
    const bytes = Buffer.from(text)
    for (let written = 0; written < bytes.length; ) written += writeSync(this.descriptor, bytes, written)
  }

  close(): void {
    fsyncSync(this.descriptor)
    closeSync(this.descriptor)
  }
}

/** Writes a file so that at any moment there is the old or the new one. */
export function replaceFile(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`
  writeFileSync(temporary, text)
  renameSync(temporary, path)
}
