import { readFileSync, statSync } from 'node:fs'
import { DoutuError, messageOf } from '../../src/errors.ts'

/**
 * Reads a text file of people's own: UTF-8, UTF-16 with its mark, or GB 18030 (what spreadsheets in China write). The byte-order mark is taken off.
 * @param kind what the file should be, for the hint
 * @throws DoutuError `not-found`
 */
export function readTextFile(path: string, kind: string): string {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats || stats.isDirectory())
    throw new DoutuError(
      'not-found',
      stats ? `${path} is a folder.` : `There is no file ${path}.`,
      `Name a ${kind} file.`,
    )
  try {
    return decode(readFileSync(path))
  } catch (error) {
    throw new DoutuError('not-found', `${path} cannot be read (${messageOf(error)}).`, `Name a ${kind} file.`, error)
  }
}

function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
