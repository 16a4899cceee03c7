import { RejectionError } from './reasons.ts'

const [EXTENSION, IMAGE, TRAILER] = [0x21, 0x2c, 0x3b]

/**
 * Checks that a GIF goes on to its end: one that is cut off between two frames would pass for a shorter one.
 * @throws RejectionError `broken`
 */
export function checkGif(bytes: Buffer): void {
  let at = 13 + tableSize(bytes[10])
  while (at < bytes.length) {
    const kind = bytes[at]
    if (kind === TRAILER) return
    if (kind === EXTENSION) at = afterBlocks(bytes, at + 2)
    else if (kind === IMAGE) at = afterBlocks(bytes, at + 11 + tableSize(bytes[at + 9]))
    // Some programs leave zeros between blocks.
    else if (kind === 0) at += 1
    else throw new RejectionError('broken', 'A block is of no known kind.')
  }
  throw new RejectionError('broken', 'It is cut off.')
}

/** Bytes of a colour table, by the flags before it. */
function tableSize(flags = 0): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0
}

/** Where a chain of blocks, each with its length before it, has ended. */
function afterBlocks(bytes: Buffer, start: number): number {
  let at = start
  while (at < bytes.length && bytes[at] !== 0) at += 1 + bytes[at]!
  return at + 1
}
