import { readFileSync } from 'node:fs'

/** A file's text without a byte-order mark. */
export function wholeText(path: string): string {
  return readFileSync(path, 'utf8').replace(/^\ufeff/, '')
}
